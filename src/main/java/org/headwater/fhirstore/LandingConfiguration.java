package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.cache.IResourceTypeCacheSvc;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Puts the landing of resources together. */
@Configuration
class LandingConfiguration {

    @Bean
    FhirStore fhirStore(
            DaoRegistry daos, MatchUrlService queries, Landings landings, JdbcTemplate jdbc, FhirContext context) {
        return new HapiFhirStore(daos, queries, landings, jdbc, context);
    }

    @Bean
    Landings landings(
            DataSource dataSource,
            StoreDatabase database,
            FhirSettings settings,
            ISearchParamExtractor extractor,
            ISearchParamRegistry registry,
            JpaStorageSettings storageSettings,
            IResourceTypeCacheSvc types,
            FhirContext context,
            Clock clock) {
        Sequences sequences = new Sequences(database);
        TagDefinitions tags = new TagDefinitions(sequences);
        ResourceJson json = new ResourceJson(context);
        return new Landings(
                dataSource,
                new LandedStates(settings.cacheSize(), tags),
                new ResourceElements.Catalog(context),
                json,
                new Batches(
                        sequences,
                        tags,
                        new IndexExtractor(extractor, registry, storageSettings, types, context),
                        json,
                        clock));
    }
}
