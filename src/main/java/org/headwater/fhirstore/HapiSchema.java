package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.HapiMigrationLock;
import ca.uhn.fhir.jpa.migrate.HapiMigrationStorageSvc;
import ca.uhn.fhir.jpa.migrate.HapiMigrator;
import ca.uhn.fhir.jpa.migrate.MigrationTaskList;
import ca.uhn.fhir.jpa.migrate.SchemaMigrator;
import ca.uhn.fhir.jpa.migrate.dao.HapiMigrationDao;
import ca.uhn.fhir.jpa.migrate.entity.HapiMigrationEntity;
import ca.uhn.fhir.jpa.migrate.tasks.HapiFhirJpaMigrationTasks;
import ca.uhn.fhir.util.VersionEnum;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HAPI's own tables, created and upgraded by HAPI's own migrator, which keeps account of its steps in
 * {@value SchemaMigrator#HAPI_FHIR_MIGRATION_TABLENAME}. On a schema that is up to date this costs one query.
 */
final class HapiSchema {

    private static final Logger log = LoggerFactory.getLogger(HapiSchema.class);
    private static final long ADVISORY_LOCK = 0x48617069_53636865L; // "HapiSche"

    private final DataSource dataSource;
    private final DriverTypeEnum driver;

    HapiSchema(DataSource dataSource, DriverTypeEnum driver) {
        this.dataSource = dataSource;
        this.driver = driver;
    }

    /** Brings the schema to the version this release of HAPI needs. Several gateways may call this at once. */
    void migrate() {
        HapiMigrationStorageSvc applied = new HapiMigrationStorageSvc(
                new HapiMigrationDao(dataSource, driver, SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME));
        applied.createMigrationTableIfRequired();
        if (missing(applied).size() == 0) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            boolean postgres = driver == DriverTypeEnum.POSTGRES_9_4;
            if (postgres) {
                execute(connection, "select pg_advisory_lock(" + ADVISORY_LOCK + ")");
            }
            try {
                if (new HapiMigrationDao(dataSource, driver, SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME)
                        .fetchSuccessfulMigrationVersions()
                        .isEmpty()) {
                    new HalfSchema(connection, driver).drop();
                }
                migrateAlone(applied);
            } finally {
                if (postgres) {
                    execute(connection, "select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The FHIR store's schema could not be brought up to date.", e);
        }
    }

    private void migrateAlone(HapiMigrationStorageSvc applied) {
        MigrationTaskList missing = missing(applied);
        if (missing.size() == 0) {
            return;
        }
        log.info("bringing the FHIR store's schema up to date steps={}", missing.size());
        removeLockOfKilledProcess(applied);
        HapiMigrator migrator = new HapiMigrator(SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME, dataSource, driver);
        migrator.addTasks(missing);
        migrator.migrate();
    }

    /**
     * HAPI's lock is a row, which survives a process killed in the middle. Here nobody else can be migrating: on PostgreSQL
     * we hold the advisory lock, and an H2 file belongs to one process.
     */
    private static void removeLockOfKilledProcess(HapiMigrationStorageSvc applied) {
        applied.findFirstByPidAndNotDescription(HapiMigrationLock.LOCK_PID, "")
                .map(HapiMigrationEntity::getDescription)
                .ifPresent(applied::deleteLockRecord);
    }

    private static MigrationTaskList missing(HapiMigrationStorageSvc applied) {
        HapiFhirJpaMigrationTasks tasks = new HapiFhirJpaMigrationTasks(Set.of());
        return applied.diff(tasks.getAllTasks(VersionEnum.values())).getUnskippableTasks();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
