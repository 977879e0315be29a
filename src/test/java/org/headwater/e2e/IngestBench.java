package org.headwater.e2e;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.headwater.intake.MllpClient;

/**
 * How many messages a second a gateway takes from MLLP to stored and searchable, and how soon it acknowledges: {@code
 * bench/run ingest h2|postgres|jdbc:postgresql:…}. Not a test.
 *
 * <p>{@code postgres} is an embedded server with durable commits. System properties: {@code bench.messages} (12000 in the
 * sustained phase), {@code bench.warmup} (6000), {@code bench.people} (10000), {@code bench.paced} (60 seconds), {@code
 * bench.jvm} (options of the gateway's JVM, {@code -Xmx2g}), {@code bench.set} (Spring properties, {@code key=value;…}).
 */
public final class IngestBench {

    private static final int WARM_UP = Integer.getInteger("bench.warmup", 6_000);
    private static final int MESSAGES = Integer.getInteger("bench.messages", 12_000);
    private static final int PEOPLE = Integer.getInteger("bench.people", 10_000);
    private static final int PACED_SECONDS = Integer.getInteger("bench.paced", 60);
    private static final int PACE = 100;
    private static final int CONNECTIONS = 4;

    private final GatewayProcess gateway;
    private final ProcessorTime postgres;
    private final Figures figures;
    private final Traffic traffic = new Traffic(PEOPLE);
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    private IngestBench(GatewayProcess gateway, ProcessorTime postgres, Figures figures) {
        this.gateway = gateway;
        this.postgres = postgres;
        this.figures = figures;
    }

    public static void main(String[] args) throws Exception {
        String database = args.length == 0 ? "postgres" : args[0];
        Path data = Files.createTempDirectory("ingest-bench");
        List<String> jvm = List.of(System.getProperty("bench.jvm", "-Xmx2g").split(" "));
        Map<String, String> settings = settings();
        try (EmbeddedPostgres server = database.equals("postgres") ? durableServer() : null) {
            String url =
                    server != null ? server.getJdbcUrl("postgres", "postgres") : database.equals("h2") ? "" : database;
            Figures figures = new Figures("ingest-" + (url.isEmpty() ? "h2" : "postgres"));
            figures.setting("gateway JVM", String.join(" ", jvm));
            figures.setting("gateway settings", settings);
            figures.setting("people", PEOPLE);
            figures.setting("connections", CONNECTIONS);
            try (GatewayProcess gateway = GatewayProcess.ofClasses(data, url, jvm, settings)) {
                new IngestBench(gateway, ProcessorTime.ofPostgres(server), figures).run();
            }
            figures.write();
        }
        System.exit(0);
    }

    private static Map<String, String> settings() {
        Properties properties = new Properties();
        try {
            properties.load(
                    new java.io.StringReader(System.getProperty("bench.set", "").replace(';', '\n')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    private static EmbeddedPostgres durableServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("wal_compression", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    private void run() throws Exception {
        sustained("warm-up", 0, WARM_UP);
        sustained("sustained", WARM_UP, MESSAGES);
        gateway.awaitQuiet(Duration.ofMinutes(10));
        paced(WARM_UP + MESSAGES, PACED_SECONDS * PACE);
        gateway.awaitQuiet(Duration.ofMinutes(5));
        checkSearch();
        threads.shutdown();
    }

    private void sustained(String phase, int from, int count) throws Exception {
        long processor = ProcessorTime.of(gateway.pid()).nanos();
        long postgresProcessor = postgres.nanos();
        double mapping = gateway.metric("headwater_ingest_mapping_seconds_sum");
        double storing = gateway.metric("headwater_ingest_storing_seconds_sum");
        long start = System.nanoTime();
        onEachConnection(connection -> send(connection, from, count));
        double sent = seconds(start);
        Awaitility.await()
                .atMost(Duration.ofMinutes(20))
                .pollInterval(Duration.ofMillis(100))
                .until(this::allStored);
        double stored = seconds(start);
        double processorSeconds = (ProcessorTime.of(gateway.pid()).nanos() - processor) / 1e9;
        double postgresSeconds = (postgres.nanos() - postgresProcessor) / 1e9;
        figures.add(phase + ": messages", count, "");
        figures.add(phase + ": acknowledged", count / sent, "messages/s");
        figures.add(phase + ": stored and searchable", count / stored, "messages/s");
        mapping = gateway.metric("headwater_ingest_mapping_seconds_sum") - mapping;
        storing = gateway.metric("headwater_ingest_storing_seconds_sum") - storing;
        figures.add(phase + ": mapping, on a worker", mapping * 1000 / count, "ms a message");
        figures.add(phase + ": storing, on a worker", storing * 1000 / count, "ms a message");
        figures.add(phase + ": gateway processor time", processorSeconds * 1000 / count, "ms a message");
        figures.add(phase + ": database processor time", postgresSeconds * 1000 / count, "ms a message");
        figures.add(phase + ": events not told yet at the end", gateway.outboxWaiting(), "");
    }

    private boolean allStored() throws IOException {
        if (gateway.entries("quarantined") > 0) {
            throw new IllegalStateException("entries went to quarantine; see " + gateway.log());
        }
        return gateway.entries("accepted") == 0;
    }

    private List<Long> send(int connection, int from, int count) throws IOException {
        try (MllpClient client = new MllpClient(gateway.mllpPort())) {
            for (int number = from; number < from + count; number++) {
                if (isOf(connection, number)) {
                    deliver(client, number);
                }
            }
        }
        return List.of();
    }

    /** A person's messages keep to one connection, as one interface sends them. */
    private boolean isOf(int connection, int number) {
        return traffic.person(number) % CONNECTIONS == connection;
    }

    private void deliver(MllpClient client, int number) throws IOException {
        Traffic.Message message = traffic.message(number);
        String answer = client.send(message.bytes());
        while (answer.contains("\rMSA|AE|")) {
            answer = client.send(message.bytes());
        }
        if (!answer.contains("\rMSA|AA|" + message.controlId())) {
            throw new IllegalStateException(message.controlId() + " was not accepted");
        }
    }

    private void paced(int from, int count) throws Exception {
        long start = System.nanoTime();
        List<List<Long>> waits = onEachConnection(connection -> {
            List<Long> mine = new ArrayList<>();
            try (MllpClient client = new MllpClient(gateway.mllpPort())) {
                for (int i = 0; i < count; i++) {
                    if (isOf(connection, from + i)) {
                        long due = start + i * (1_000_000_000L / PACE);
                        pauseUntil(due);
                        deliver(client, from + i);
                        mine.add(System.nanoTime() - due);
                    }
                }
            }
            return mine;
        });
        long[] sorted = waits.stream()
                .flatMapToLong(mine -> mine.stream().mapToLong(Long::longValue))
                .sorted()
                .toArray();
        String phase = "paced at " + PACE + "/s: acknowledgement ";
        figures.add(phase + "p50", sorted[sorted.length / 2] / 1e6, "ms");
        figures.add(phase + "p99", sorted[sorted.length * 99 / 100] / 1e6, "ms");
        figures.add(phase + "max", LongStream.of(sorted).max().orElse(0) / 1e6, "ms");
        figures.add("paced: entries waiting at the end", gateway.entries("accepted"), "");
    }

    private static void pauseUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }

    private void checkSearch() throws IOException {
        int messages = WARM_UP + MESSAGES;
        for (int number = 0; number < messages; number += messages / 20) {
            String mrn = Traffic.mrn(traffic.person(number));
            if (gateway.json("/fhir/Patient?_total=accurate&identifier=" + mrn)
                            .path("total")
                            .asInt()
                    != 1) {
                throw new IllegalStateException("the patient " + mrn + " is not found once");
            }
        }
    }

    private interface Work {
        List<Long> run(int connection) throws IOException;
    }

    private List<List<Long>> onEachConnection(Work work) throws InterruptedException, ExecutionException {
        List<Future<List<Long>>> running = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            int mine = connection;
            running.add(threads.submit(() -> work.run(mine)));
        }
        List<List<Long>> results = new ArrayList<>();
        for (Future<List<Long>> one : running) {
            results.add(one.get());
        }
        return results;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Of what processes used of the processors. */
    private record ProcessorTime(long[] roots, boolean children) {

        static ProcessorTime of(long pid) {
            return new ProcessorTime(new long[] {pid}, false);
        }

        /** A server's connections are processes of their own. */
        static ProcessorTime ofPostgres(@org.jspecify.annotations.Nullable EmbeddedPostgres server) throws Exception {
            if (server == null) {
                return new ProcessorTime(new long[0], true);
            }
            try (java.sql.Connection connection = server.getPostgresDatabase().getConnection();
                    java.sql.Statement statement = connection.createStatement();
                    java.sql.ResultSet row = statement.executeQuery("select current_setting('data_directory')")) {
                row.next();
                Path pidFile = Path.of(row.getString(1), "postmaster.pid");
                return new ProcessorTime(
                        new long[] {
                            Long.parseLong(Files.readAllLines(pidFile).get(0).strip())
                        },
                        true);
            }
        }

        long nanos() {
            return Arrays.stream(roots)
                    .mapToObj(ProcessHandle::of)
                    .flatMap(java.util.Optional::stream)
                    .flatMap(root -> children ? root.descendants() : java.util.stream.Stream.of(root))
                    .mapToLong(process -> process.info()
                            .totalCpuDuration()
                            .map(Duration::toNanos)
                            .orElse(0L))
                    .sum();
        }
    }
}
