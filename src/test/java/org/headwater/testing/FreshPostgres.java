package org.headwater.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives an application context a PostgreSQL database and a data directory of its own. */
public class FreshPostgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    /** What the user {@code admin} signs in with, at the console or by HTTP Basic. */
    public static final String ADMIN_PASSWORD = "a-password-for-tests";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            TestPropertyValues.of(
                            "spring.datasource.url=" + Databases.freshPostgres(),
                            "spring.datasource.hikari.data-source-properties.reWriteBatchedInserts=true",
                            "headwater.data-dir=" + Files.createTempDirectory("headwater-test"),
                            "headwater.admin.password=" + ADMIN_PASSWORD,
                            "headwater.mllp.port=0")
                    .applyTo(context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
