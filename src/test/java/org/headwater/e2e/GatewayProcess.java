package org.headwater.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.headwater.Headwater;

/**
 * The gateway as a process of its own, in open mode, with the feed of {@link Traffic}. It can be killed and started again
 * on the same data directory and ports.
 */
final class GatewayProcess implements AutoCloseable {

    static final String FEED = "testwater";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final String databaseUrl;
    private final List<String> jvmOptions;
    private final Map<String, String> settings;
    private final int httpPort = freePort();
    private final int mllpPort = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread atExit = new Thread(this::kill);
    private volatile Process process;

    /**
     * Starts the gateway and waits until it is ready.
     *
     * @param databaseUrl a PostgreSQL URL with credentials; empty for an H2 file below the data directory
     * @param settings Spring properties beside those that are always given
     */
    GatewayProcess(Path data, String databaseUrl, List<String> jvmOptions, Map<String, String> settings)
            throws IOException {
        this.data = data;
        this.databaseUrl = databaseUrl;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.settings = Map.copyOf(settings);
        Files.createDirectories(data.resolve("feeds"));
        Files.writeString(data.resolve("feeds").resolve(FEED + ".yaml"), Traffic.feed());
        Runtime.getRuntime().addShutdownHook(atExit);
        process = start();
        awaitReady();
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(), Headwater.class.getName()));
        command.addAll(List.of(
                "--server.port=" + httpPort,
                "--headwater.mllp.port=" + mllpPort,
                "--headwater.data-dir=" + data,
                "--headwater.security.mode=open"));
        if (!databaseUrl.isEmpty()) {
            command.add("--spring.datasource.url=" + databaseUrl);
        }
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Only what the jar holds: the gateway would find the tests' own Spring configurations. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .filter(entry -> !entry.endsWith("test-classes/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitReady() {
        Awaitility.await("the gateway is ready; its log is " + log())
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .failFast("the gateway ended; its log is " + log(), () -> !process.isAlive())
                .until(this::ready);
    }

    private boolean ready() {
        try {
            return get("/actuator/health/readiness").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the process at once, as SIGKILL does; whatever it was doing stays half done. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a killed gateway again. */
    void restart() throws IOException {
        process = start();
        awaitReady();
    }

    int mllpPort() {
        return mllpPort;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return data.resolve("gateway.log");
    }

    /** How many entries of the feed are in a state: {@code accepted}, {@code stored} or {@code quarantined}. */
    long entries(String state) throws IOException {
        return json("/feeds/" + FEED).path("counts").path(state).asLong();
    }

    /** Events no listener was told of yet. */
    long outboxWaiting() throws IOException {
        return (long) metric("headwater_outbox_waiting");
    }

    /** The value of a metric without labels of its own. */
    double metric(String name) throws IOException {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no metric " + name));
    }

    /** Waits until every accepted entry is stored or in quarantine and every listener was told. */
    void awaitQuiet(Duration most) {
        Awaitility.await("nothing waits in the inbox or the outbox")
                .atMost(most)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> entries("accepted") == 0 && outboxWaiting() == 0);
    }

    JsonNode json(String path) throws IOException {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
