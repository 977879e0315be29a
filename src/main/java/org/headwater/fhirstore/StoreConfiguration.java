package org.headwater.fhirstore;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.dao.FulltextSearchSvcImpl;
import ca.uhn.fhir.jpa.dao.IFulltextSearchSvc;
import ca.uhn.fhir.jpa.dao.search.HSearchSortHelperImpl;
import ca.uhn.fhir.jpa.dao.search.IHSearchSortHelper;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** Sets up HAPI's JPA store on the gateway's one database. */
@Configuration
@EnableTransactionManagement
@Import({
    ThreadPoolFactoryConfig.class,
    SubscriptionChannelConfig.class, // HAPI's batch jobs need its broker even where nobody subscribes
    JpaR4Config.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class
})
class StoreConfiguration {

    /** HAPI defines these itself, so its definitions are exchanged before anything is made. */
    @Bean
    static BeanDefinitionRegistryPostProcessor leanerSearchParameters(ObjectProvider<FhirSettings> settings) {
        return new BeanDefinitionRegistryPostProcessor() {
            @Override
            public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
                exchange(
                        registry,
                        "searchParamRegistry",
                        SelectiveSearchParamRegistry.class,
                        () -> new SelectiveSearchParamRegistry(SearchParameterSelection.of(settings.getObject())));
                exchange(
                        registry,
                        "searchParamExtractor",
                        QuickSearchParamExtractor.class,
                        QuickSearchParamExtractor::new);
            }
        };
    }

    private static <T> void exchange(BeanDefinitionRegistry registry, String name, Class<T> type, Supplier<T> ours) {
        registry.removeBeanDefinition(name);
        registry.registerBeanDefinition(name, new RootBeanDefinition(type, ours));
    }

    @Bean
    StoreDatabase storeDatabase(DataSource dataSource) {
        return StoreDatabase.of(dataSource);
    }

    @Bean
    JpaStorageSettings storageSettings() {
        JpaStorageSettings settings = new JpaStorageSettings();
        // Our ids are hashes; some are all digits, and a client may choose such an id too.
        settings.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY);
        settings.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
        // A reference to what has not been sent yet gets an empty resource to point at, which the real one replaces; so
        // what arrives in the wrong order is still found by searches.
        settings.setAutoCreatePlaceholderReferenceTargets(true);
        settings.setPopulateIdentifierInAutoCreatedPlaceholderReferenceTargets(true);
        settings.setEnforceReferenceTargetTypes(false);
        settings.setAllowExternalReferences(true);
        settings.setAllowMdmExpansion(true);
        settings.setSuppressStringIndexingInTokens(true);
        settings.setTreatReferencesAsLogical(Set.of("urn:*"));
        // One set of tags for all versions: a label put on a resource also restricts its history.
        settings.setTagStorageMode(JpaStorageSettings.TagStorageModeEnum.NON_VERSIONED);
        // Names beside the hashes make index rows a third longer and serve only people who read the tables.
        settings.setIndexStorageOptimized(true);
        settings.setWriteToSearchParamIdentityTable(false);
        settings.setJobFastTrackingEnabled(true);
        settings.setEnableTaskBulkExportJobExecution(true);
        // A search never answers from before the last write.
        settings.setReuseCachedSearchResultsForMillis(null);
        return settings;
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    IFulltextSearchSvc fullTextSearchSvc() {
        return new FulltextSearchSvcImpl();
    }

    @Bean
    IStaleSearchDeletingSvc staleSearchDeletingSvc() {
        return new StaleSearchDeletingSvcImpl();
    }

    @Bean
    IHSearchSortHelper searchSortHelper(ISearchParamRegistry searchParamRegistry) {
        return new HSearchSortHelperImpl(searchParamRegistry);
    }

    @Bean
    IResourceSupportedSvc resourceSupportedSvc(IDaoRegistry daoRegistry) {
        return new DaoRegistryResourceSupportedSvc(daoRegistry);
    }

    @Bean(name = "myResourceCountsCache")
    ResourceCountCache resourceCountsCache(IFhirSystemDao<?, ?> systemDao) {
        return ResourceCountCacheUtil.newResourceCountCache(systemDao);
    }

    @Bean
    DatabaseBackedPagingProvider databaseBackedPagingProvider(FhirSettings settings) {
        DatabaseBackedPagingProvider paging = new DatabaseBackedPagingProvider();
        paging.setDefaultPageSize(settings.pageSize());
        paging.setMaximumPageSize(settings.maxPageSize());
        return paging;
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            DataSource dataSource,
            StoreDatabase database,
            ConfigurableListableBeanFactory beanFactory,
            FhirContext fhirContext,
            JpaStorageSettings storageSettings) {
        new HapiSchema(dataSource, database.driver()).migrate();
        LocalContainerEntityManagerFactoryBean factory =
                HapiEntityManagerFactoryUtil.newEntityManagerFactory(beanFactory, fhirContext, storageSettings);
        factory.setPersistenceUnitName("fhirstore");
        factory.setDataSource(dataSource);
        factory.setJpaProperties(hibernateProperties(database));
        return factory;
    }

    private static Properties hibernateProperties(StoreDatabase database) {
        Properties properties = new Properties();
        properties.setProperty("hibernate.dialect", database.dialect().getName());
        properties.setProperty("hibernate.archive.scanner", "org.hibernate.boot.archive.scan.internal.DisabledScanner");
        properties.setProperty("hibernate.hbm2ddl.auto", "none");
        properties.setProperty("hibernate.search.enabled", "false");
        properties.setProperty("hibernate.integration.envers.enabled", "false");
        properties.setProperty("hibernate.jdbc.batch_size", "200");
        properties.setProperty("hibernate.order_inserts", "true");
        properties.setProperty("hibernate.order_updates", "true");
        return properties;
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
        return new JpaTransactionManager(entityManagerFactory);
    }
}
