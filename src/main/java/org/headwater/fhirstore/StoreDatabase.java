package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** The two database products the gateway runs on, as HAPI and Hibernate name them. */
enum StoreDatabase {
    H2(DriverTypeEnum.H2_EMBEDDED, HapiFhirH2Dialect.class),
    POSTGRESQL(DriverTypeEnum.POSTGRES_9_4, HapiFhirPostgresDialect.class);

    private final DriverTypeEnum driver;
    private final Class<?> dialect;

    StoreDatabase(DriverTypeEnum driver, Class<?> dialect) {
        this.driver = driver;
        this.dialect = dialect;
    }

    /** The product behind a data source. */
    static StoreDatabase of(DataSource dataSource) {
        try {
            String product =
                    JdbcUtils.extractDatabaseMetaData(dataSource, metaData -> metaData.getDatabaseProductName());
            return switch (product) {
                case "H2" -> H2;
                case "PostgreSQL" -> POSTGRESQL;
                default ->
                    throw new IllegalStateException("The gateway runs on PostgreSQL or H2, not on " + product
                            + "; check spring.datasource.url.");
            };
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException(
                    "The database cannot be reached; check spring.datasource.url, its user and password.", e);
        }
    }

    DriverTypeEnum driver() {
        return driver;
    }

    Class<?> dialect() {
        return dialect;
    }
}
