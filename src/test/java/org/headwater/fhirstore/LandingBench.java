package org.headwater.fhirstore;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headwater.Gateway;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures landing on PostgreSQL with durable commits: new resources, the same ones again, and changes.
 *
 * <pre>./mvnw -q spring-boot:test-run -Dstart-class=org.headwater.fhirstore.LandingBench</pre>
 *
 * Settings are environment variables: {@code BENCH_RESOURCES} (20000), {@code BENCH_THREADS} (2), {@code BENCH_BATCH} (200)
 * and {@code BENCH_URL}, the JDBC URL of an empty database ({@code h2} for an H2 file; otherwise an embedded PostgreSQL is
 * started). CPU is that of this process, and of the embedded server where the system tells (Linux), a resource.
 */
public final class LandingBench {

    private static final int RESOURCES = setting("BENCH_RESOURCES", 20_000);
    private static final int THREADS = setting("BENCH_THREADS", 2);
    private static final int BATCH = setting("BENCH_BATCH", 200);
    private static final int PER_MESSAGE = 7;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final FhirStore store;
    private final TransactionTemplate transactions;
    private final long postmaster;
    private final PrintStream out;

    private LandingBench(ConfigurableApplicationContext context, long postmaster, PrintStream out) {
        this.store = context.getBean(FhirStore.class);
        this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        this.postmaster = postmaster;
        this.out = out;
    }

    private static int setting(String name, int otherwise) {
        return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(otherwise)));
    }

    public static void main(String[] args) throws Exception {
        String url = System.getenv().getOrDefault("BENCH_URL", "");
        Path data = Files.createTempDirectory("landing-bench");
        EmbeddedPostgres server = url.isEmpty() ? durableServer() : null;
        if (server != null) {
            url = server.getJdbcUrl("postgres", "postgres");
        }
        String database = url.equals("h2") ? "" : url;
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Gateway.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--headwater.mllp.port=0",
                        "--spring.datasource.url=" + database,
                        "--headwater.data-dir=" + data)) {
            new LandingBench(context, server == null ? 0 : postmaster(server), System.out).run();
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private static EmbeddedPostgres durableServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("wal_compression", "on")
                .start();
    }

    private void run() throws Exception {
        int messages = RESOURCES / PER_MESSAGE;
        out.printf("%-34s %9s %12s %8s %8s%n", "", "resources", "resources/s", "JVM ms", "PG ms");
        landDirectory();
        phase("warm-up", 1_000_000, messages / 3, 0, person -> message(person, false));
        phase("warm-up again", 1_000_000, messages / 3, 1, person -> message(person, false));
        phase("warm-up changed", 1_000_000, messages / 3, 2, person -> message(person, true));
        phase("new", 0, messages, 0, person -> message(person, false));
        phase("the same again", 0, messages, 1, person -> message(person, false));
        phase("two of seven changed", 0, messages, 2, person -> message(person, true));
        phase("new (2)", 2_000_000, messages, 0, person -> message(person, false));
        phase("the same again (2)", 2_000_000, messages, 1, person -> message(person, false));
    }

    private void landDirectory() {
        List<StoreRequest> directory = Stream.concat(
                        IntStream.range(0, 3).<Resource>mapToObj(SampleRecords::organization),
                        IntStream.range(0, 40).mapToObj(SampleRecords::practitioner))
                .map(resource -> new StoreRequest(
                        new MappedResource(resource, Landing.MERGE, START, Set.of()), START, "urn:headwater:entry:0"))
                .toList();
        transactions.execute(status -> store.land(directory));
    }

    private static List<Resource> message(int person, boolean changed) {
        List<Resource> resources = SampleRecords.message(person, 1);
        resources.removeIf(resource -> Set.of("Organization", "Practitioner").contains(resource.fhirType()));
        if (changed) {
            ((Patient) resources.get(0)).getAddressFirstRep().setCity("Shelbyville");
            ((Encounter) resources.get(1)).setStatus(Encounter.EncounterStatus.FINISHED);
        }
        return resources;
    }

    private void phase(String name, int from, int messages, int hour, IntFunction<List<Resource>> content)
            throws Exception {
        List<List<List<StoreRequest>>> lanes = new ArrayList<>();
        for (int lane = 0; lane < THREADS; lane++) {
            lanes.add(batches(from, messages, lane, START.plusSeconds(3600L * hour), content));
        }
        int total = lanes.stream().flatMap(List::stream).mapToInt(List::size).sum();
        long jvm = jvmCpu();
        long postgres = postgresCpu();
        long start = System.nanoTime();
        Map<Outcome, Integer> outcomes = land(lanes);
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "%-34s %9d %12.0f %8.3f %8.3f  %s%n",
                name,
                total,
                total / seconds,
                (jvmCpu() - jvm) / 1e6 / total,
                (postgresCpu() - postgres) / 1e6 / total,
                outcomes);
    }

    private static List<List<StoreRequest>> batches(
            int from, int messages, int lane, Instant time, IntFunction<List<Resource>> content) {
        List<List<StoreRequest>> batches = new ArrayList<>();
        List<StoreRequest> batch = new ArrayList<>();
        for (int i = lane; i < messages; i += THREADS) {
            for (Resource resource : content.apply(from + i)) {
                batch.add(new StoreRequest(
                        new MappedResource(resource, Landing.MERGE, time, Set.of()), time, "urn:headwater:entry:" + i));
            }
            if (batch.size() >= BATCH) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private Map<Outcome, Integer> land(List<List<List<StoreRequest>>> lanes)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Map<Outcome, Integer>>> running = new ArrayList<>();
            for (List<List<StoreRequest>> lane : lanes) {
                running.add(threads.submit(() -> {
                    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
                    for (List<StoreRequest> batch : lane) {
                        List<Landed> landed = transactions.execute(status -> store.land(batch));
                        landed.forEach(one -> outcomes.merge(one.outcome(), 1, Integer::sum));
                    }
                    return outcomes;
                }));
            }
            Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
            for (Future<Map<Outcome, Integer>> one : running) {
                one.get().forEach((outcome, count) -> all.merge(outcome, count, Integer::sum));
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private static long jvmCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** CPU nanoseconds of the server's processes, at 100 ticks a second as Linux counts; 0 when they cannot be seen. */
    private long postgresCpu() throws IOException {
        if (postmaster == 0) {
            return 0;
        }
        long ticks = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                ticks += ticks(process);
            }
        }
        return ticks * 10_000_000;
    }

    private long ticks(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[1]) == postmaster
                    ? Long.parseLong(fields[11]) + Long.parseLong(fields[12])
                    : 0;
        } catch (IOException e) {
            return 0; // it ended meanwhile
        }
    }

    private static long postmaster(EmbeddedPostgres server) throws Exception {
        try (java.sql.Connection connection = server.getPostgresDatabase().getConnection();
                java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("select current_setting('data_directory')")) {
            row.next();
            return Long.parseLong(Files.readAllLines(Path.of(row.getString(1), "postmaster.pid"))
                    .get(0)
                    .trim());
        }
    }
}
