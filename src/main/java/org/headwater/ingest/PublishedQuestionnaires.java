package org.headwater.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.StoreRequest;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.Mappings;
import org.headwater.screening.Instrument;
import org.headwater.screening.Questionnaires;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the instruments' Questionnaires, and the value sets of their answers, where {@code /fhir} serves them. */
@Component
class PublishedQuestionnaires {

    private static final Logger log = LoggerFactory.getLogger(PublishedQuestionnaires.class);
    private static final String SOURCE = "urn:headwater:mappings";

    private final Mappings mappings;
    private final FhirStore store;
    private final TransactionTemplate transactions;
    private final Clock clock;

    PublishedQuestionnaires(Mappings mappings, FhirStore store, TransactionTemplate transactions, Clock clock) {
        this.mappings = mappings;
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Those that are stored as they are already stay untouched. */
    @EventListener(ApplicationReadyEvent.class)
    void publish() {
        Instant now = clock.instant();
        List<Instrument> instruments = mappings.instruments().all();
        List<Resource> resources = new ArrayList<>();
        instruments.forEach(instrument -> resources.add(Questionnaires.of(instrument)));
        resources.addAll(Questionnaires.answers(instruments));
        List<StoreRequest> requests = resources.stream()
                .map(resource -> new MappedResource(resource, Landing.REPLACE, now, Set.of()))
                .map(mapped -> new StoreRequest(mapped, now, SOURCE))
                .toList();
        try {
            transactions.executeWithoutResult(status -> store.land(requests));
        } catch (RuntimeException e) {
            // Another gateway on the same database may be doing the same; what it stores is the same.
            log.warn("questionnaires not published cause={}", e.getClass().getSimpleName());
        }
    }
}
