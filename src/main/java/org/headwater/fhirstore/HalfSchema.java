package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.tasks.SchemaInitializationProvider;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process leaves that is killed while it makes the first schema: some of HAPI's tables, of which its account knows no
 * step. HAPI would take them for a schema that is whole. No record can be in them yet, so they are dropped and made anew.
 */
final class HalfSchema {

    private static final Logger log = LoggerFactory.getLogger(HalfSchema.class);
    private static final String RESOURCES = "HFJ_RESOURCE";
    private static final Pattern CREATED =
            Pattern.compile("create (table|sequence) (\\w+).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;
    private final DriverTypeEnum driver;

    HalfSchema(Connection connection, DriverTypeEnum driver) {
        this.connection = connection;
        this.driver = driver;
    }

    /**
     * Drops it, if there is any.
     *
     * @throws IllegalStateException when there are resources in tables that no account mentions
     */
    void drop() throws SQLException {
        Set<String> present = present();
        List<String> drops = new ArrayList<>();
        boolean found = false;
        for (String statement : statements()) {
            Matcher created = CREATED.matcher(statement.strip());
            if (created.matches()) {
                String name = created.group(2);
                boolean table = created.group(1).equalsIgnoreCase("table");
                found |= table && present.contains(name.toUpperCase(Locale.ROOT));
                drops.add("drop " + created.group(1) + " if exists " + name + (table ? " cascade" : ""));
            }
        }
        if (!found) {
            return;
        }
        if (present.contains(RESOURCES) && hasResources()) {
            throw new IllegalStateException(
                    "The database holds FHIR resources, but no account of the schema they are in"
                            + " (FLY_HFJ_MIGRATION). Restore it whole from a backup, or name an empty database.");
        }
        log.warn("the first schema was left half made; making it anew");
        try (Statement statement = connection.createStatement()) {
            for (String drop : drops) {
                statement.execute(drop);
            }
        }
    }

    private List<String> statements() {
        return new SchemaInitializationProvider(
                        "HAPI FHIR", "/ca/uhn/hapi/fhir/jpa/docs/database/partitioned", RESOURCES, true)
                .getSqlStatements(driver);
    }

    private Set<String> present() throws SQLException {
        Set<String> names = new TreeSet<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME").toUpperCase(Locale.ROOT));
            }
        }
        return names;
    }

    private boolean hasResources() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1 from " + RESOURCES + " fetch first 1 rows only")) {
            return row.next();
        }
    }
}
