package org.headwater.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found, printed as it comes and kept as {@code target/bench/<name>.json} with what it was found on. */
final class Figures {

    private final String name;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    Figures(String name) {
        this.name = name;
    }

    void setting(String key, Object value) {
        settings.put(key, value);
    }

    void add(String what, double value, String unit) {
        double rounded = Math.round(value * 100) / 100.0;
        figures.put(unit.isEmpty() ? what : what + " [" + unit + "]", rounded);
        System.out.printf(Locale.ROOT, "%-52s %,12.2f %s%n", what, value, unit);
    }

    void write() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("benchmark", name);
        all.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("machine", machine());
        all.put("settings", settings);
        all.put("figures", figures);
        Path file = Path.of("target", "bench", name + ".json");
        Files.createDirectories(file.getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
        System.out.println("kept in " + file);
    }

    private static Map<String, Object> machine() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("processors", system.getAvailableProcessors());
        machine.put("processor", processor());
        machine.put("memory GiB", system.getTotalMemorySize() >> 30);
        machine.put("system", system.getName() + " " + system.getVersion() + " " + system.getArch());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        machine.put("load before", Math.round(LOAD * 100) / 100.0);
        return machine;
    }

    private static final double LOAD =
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
