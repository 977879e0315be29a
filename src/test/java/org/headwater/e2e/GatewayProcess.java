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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.headwater.Headwater;

/**
 * The gateway as a process of its own, with the feed of {@link Traffic}. It can be killed and started again on the same
 * data directory and ports.
 */
final class GatewayProcess implements AutoCloseable {

    static final String FEED = "testwater";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final List<String> command;
    private final int httpPort = freePort();
    private final int mllpPort = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread atExit = new Thread(this::kill);
    private volatile Process process;

    /**
     * Starts the gateway and waits until it is ready.
     *
     * @param program what follows {@code java}: options of the JVM, and what it is to run
     * @param settings Spring properties beside data directory and ports
     */
    private GatewayProcess(Path data, List<String> program, Map<String, String> settings) throws IOException {
        this.data = data;
        this.command = command(data, program, settings);
        Files.createDirectories(data.resolve("feeds"));
        Files.writeString(data.resolve("feeds").resolve(FEED + ".yaml"), Traffic.feed());
        Runtime.getRuntime().addShutdownHook(atExit);
        process = start();
        awaitReady();
    }

    /**
     * The compiled classes, in open mode.
     *
     * @param databaseUrl a PostgreSQL URL with credentials; empty for an H2 file below the data directory
     */
    static GatewayProcess ofClasses(
            Path data, String databaseUrl, List<String> jvmOptions, Map<String, String> settings) throws IOException {
        List<String> program = new ArrayList<>(jvmOptions);
        program.addAll(List.of("-cp", classPath(), Headwater.class.getName()));
        Map<String, String> all = new HashMap<>(settings);
        all.put("headwater.security.mode", "open");
        if (!databaseUrl.isEmpty()) {
            all.put("spring.datasource.url", databaseUrl);
        }
        return new GatewayProcess(data, program, all);
    }

    /** The jar as it is handed out, on an H2 file, closed to strangers. */
    static GatewayProcess ofJar(Path jar, Path data, List<String> jvmOptions) throws IOException {
        List<String> program = new ArrayList<>(jvmOptions);
        program.addAll(List.of("-jar", jar.toString()));
        return new GatewayProcess(data, program, Map.of());
    }

    /** The Java this test runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> command(Path folder, List<String> program, Map<String, String> settings) {
        List<String> all = new ArrayList<>();
        all.add(java());
        all.addAll(program);
        all.addAll(List.of(
                "--server.port=" + httpPort, "--headwater.mllp.port=" + mllpPort, "--headwater.data-dir=" + folder));
        settings.forEach((key, value) -> all.add("--" + key + "=" + value));
        return all;
    }

    private Process start() throws IOException {
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
    long entries(String state, String... headers) throws IOException {
        return json("/feeds/" + FEED, headers).path("counts").path(state).asLong();
    }

    /** Events no listener was told of yet. */
    long outboxWaiting(String... headers) throws IOException {
        return (long) metric("headwater_outbox_waiting", headers);
    }

    /** The value of a metric without labels of its own. */
    double metric(String name, String... headers) throws IOException {
        return get("/actuator/prometheus", headers)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no metric " + name));
    }

    /** Waits until every accepted entry is stored or in quarantine and every listener was told. */
    void awaitQuiet(Duration most, String... headers) {
        Awaitility.await("nothing waits in the inbox or the outbox")
                .atMost(most)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> entries("accepted", headers) == 0 && outboxWaiting(headers) == 0);
    }

    JsonNode json(String path, String... headers) throws IOException {
        HttpResponse<String> answer = get(path, headers);
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** Any request; {@code headers} are names and values in turn. */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
