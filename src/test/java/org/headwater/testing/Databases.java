package org.headwater.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Real databases for tests: one PostgreSQL server a JVM, a fresh database each time one is asked for.
 *
 * <p>The server is an embedded one, or that of {@code -Dheadwater.test.postgres=jdbc:postgresql://host/db?user=…&password=…},
 * whose user must be allowed to create databases.
 */
public final class Databases {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);
    private static @Nullable EmbeddedPostgres embedded;

    private Databases() {}

    /** The JDBC URL, credentials included, of a new and empty PostgreSQL database. */
    public static String freshPostgres() {
        String name = "headwater_" + RUN + "_" + COUNT.incrementAndGet();
        String server = server();
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no test database could be created on " + withoutQuery(server), e);
        }
        return server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    }

    /** The JDBC URL of a new and empty H2 database in memory, which lives as long as the JVM. */
    public static String freshH2() {
        return "jdbc:h2:mem:headwater_" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
    }

    private static synchronized String server() {
        String given = System.getProperty("headwater.test.postgres", "");
        if (!given.isEmpty()) {
            return given;
        }
        if (embedded == null) {
            embedded = start();
        }
        return embedded.getJdbcUrl("postgres", "postgres");
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("shared_buffers", "256MB")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutQuery(String url) {
        return url.replaceFirst("\\?.*", "");
    }
}
