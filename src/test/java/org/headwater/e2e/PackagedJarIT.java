package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headwater.intake.MllpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar as it is handed out, run by itself. The other tests run on the build's class path, where a library that only
 * tests ask for, or one parser found before another, hides what is missing here. {@code verify} runs this after
 * {@code package}; {@code headwater.jar} names the jar.
 */
class PackagedJarIT {

    private static final Path JAR = Path.of(System.getProperty("headwater.jar", "target/headwater.jar"));
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx768m", "-Xshare:auto");
    private static final String JSON_BODY = "application/json";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void whatComesInByMllpIsServedToAClientWithAToken() throws Exception {
        Path data = folder.resolve("data");
        try (GatewayProcess gateway = GatewayProcess.ofJar(JAR, data, QUICK_START)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.get("/actuator/health").statusCode() == 200);
            String administrator = basic(
                    Files.readString(data.resolve("first-sign-in.txt")).strip().replace(" / ", ":"));
            HttpResponse<String> declared = gateway.send(
                    "PUT",
                    "/feeds/another",
                    "{\"format\":\"hl7v2\",\"sector\":\"hospital\",\"organization\":\"Another Clinic\",\"zone\":\"America/Chicago\"}",
                    "Authorization",
                    administrator,
                    "Content-Type",
                    JSON_BODY);
            assertThat(declared.statusCode()).isEqualTo(201);
            Traffic.Message message = new Traffic(1).message(0);
            try (MllpClient sender = new MllpClient(gateway.mllpPort())) {
                assertThat(sender.send(message.bytes())).contains("\rMSA|AA|" + message.controlId());
            }
            gateway.awaitQuiet(Duration.ofSeconds(30), "Authorization", administrator);
            assertThat(gateway.get("/fhir/Patient").statusCode()).isEqualTo(401);
            HttpResponse<String> found = gateway.get(
                    "/fhir/Patient?identifier=" + Traffic.mrn(0), "Authorization", token(gateway, administrator));
            assertThat(found.statusCode()).isEqualTo(200);
            assertThat(json.readTree(found.body()).path("entry")).hasSize(1);
        }
    }

    private String token(GatewayProcess gateway, String administrator) throws IOException {
        HttpResponse<String> client = gateway.send(
                "POST",
                "/clients",
                "{\"kind\":\"app\",\"id\":\"reader\",\"scopes\":\"system/Patient.rs\"}",
                "Authorization",
                administrator,
                "Content-Type",
                JSON_BODY);
        String secret = json.readTree(client.body()).path("secret").asText();
        JsonNode token = json.readTree(gateway.send(
                        "POST",
                        "/oauth2/token",
                        "grant_type=client_credentials",
                        "Authorization",
                        basic("reader:" + secret),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .body());
        return "Bearer " + token.path("access_token").asText();
    }

    @Test
    void mapTellsByItsExitCodeWhetherEveryMessageMapped() throws Exception {
        Path good = Files.write(
                folder.resolve("good.hl7"), new Traffic(1).message(0).bytes());
        Path bad = Files.writeString(folder.resolve("bad.hl7"), "MSH|^~\\&|\r");

        assertThat(run("map", good.toString())).isZero();
        JsonNode line = json.readTree(Files.readString(output()));
        assertThat(line.path("format").asText()).isEqualTo("hl7v2");
        assertThat(line.path("bundle").path("entry")).isNotEmpty();

        assertThat(run("map", good.toString(), bad.toString())).isEqualTo(1);
        assertThat(Files.readAllLines(output())).hasSize(2);

        assertThat(run("map", "--format", "pigeon", good.toString())).isEqualTo(2);
        assertThat(run("map", folder.resolve("absent.hl7").toString())).isEqualTo(2);
    }

    @Test
    void checkFindsNothingWrongWithWhatIsPacked() throws Exception {
        assertThat(run("check")).as("see its output: %s", output()).isZero();
        assertThat(Files.readString(output())).contains("no problems");
    }

    @Test
    void checkFindsWhatIsWrongInAFolder() throws Exception {
        Path mappings = Files.createDirectories(folder.resolve("mappings/hl7v2/odd"));
        Files.writeString(mappings.resolve("mapping.yaml"), "mapping: hl7v2/odd\nversion: one\n");

        assertThat(run("check", "--mappings", folder.resolve("mappings").toString()))
                .isEqualTo(1);
        assertThat(Files.readString(output())).contains("mapping.yaml:");
    }

    private Path output() {
        return folder.resolve("output.txt");
    }

    /** Runs a command of the jar; its standard output is {@link #output}. */
    private int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(GatewayProcess.java()));
        command.addAll(QUICK_START);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the command ended")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String basic(String nameAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}
