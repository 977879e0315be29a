package org.headwater;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Says which database the gateway uses when nobody does: an H2 file below the data directory. For PostgreSQL it turns on
 * the driver's rewriting of batches, a setting H2's driver would refuse.
 */
class DatabaseDefaults implements EnvironmentPostProcessor, Ordered {

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> defaults = new HashMap<>();
        String url = environment.getProperty("spring.datasource.url", "");
        if (url.isEmpty()) {
            defaults.put("spring.datasource.url", embedded(environment.getProperty("headwater.data-dir", "data")));
            defaults.put("spring.datasource.username", "sa");
        } else if (url.startsWith("jdbc:postgresql:")) {
            defaults.put("spring.datasource.hikari.data-source-properties.reWriteBatchedInserts", "true");
        }
        environment.getPropertySources().addLast(new MapPropertySource("databaseDefaults", defaults));
    }

    /** Without a write delay H2 keeps what it called committed for half a second in memory, and a killed process loses it. */
    private static String embedded(String dataDirectory) {
        Path file = Path.of(dataDirectory).toAbsolutePath().normalize().resolve("headwater");
        return "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=20000";
    }
}
