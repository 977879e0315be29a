package org.headwater.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.stream.Collectors;
import org.headwater.access.Client;
import org.headwater.access.Clients;
import org.headwater.access.Clients.Answer;
import org.headwater.access.Clients.Application;
import org.headwater.demo.DemoCommunity.Member;
import org.headwater.intake.FeedId;
import org.headwater.intake.InboxEntries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Lets the demo community's records flow in through the real doors, once: each member's system is a client with a token of
 * its own, speaks MLLP over a socket, moves a file into the drop folder or posts over HTTP.
 */
@Component
@Profile("demo")
class DemoPlayer {

    private static final Logger log = LoggerFactory.getLogger(DemoPlayer.class);
    private static final byte START = 0x0b;
    private static final byte END = 0x1c;
    private static final String CLIENT = "demo-community";

    private final Clients clients;
    private final InboxEntries entries;
    private final Environment environment;
    private final Path data;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    DemoPlayer(
            Clients clients,
            InboxEntries entries,
            Environment environment,
            @Value("${headwater.data-dir:data}") Path data) {
        this.clients = clients;
        this.entries = entries;
        this.environment = environment;
        this.data = data;
    }

    /** Before the sign-in is told, so that the log ends with that. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE - 10)
    void play() {
        try {
            String token = token();
            for (Member member : DemoCommunity.members()) {
                if (entries.counts(new FeedId(member.id())).isEmpty()) {
                    declare(member, token);
                    send(member, token);
                }
            }
            log.info("the demo community's records are in; its people: {}/console/people", base());
            log.info(
                    "FHIR: {}/fhir/metadata  documentation: {}/docs  health: {}/actuator/health",
                    base(),
                    base(),
                    base());
        } catch (IOException e) {
            log.warn("the demo was not played to its end cause={}", e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String base() {
        return "http://localhost:" + environment.getProperty("local.server.port", "8080");
    }

    private String token() throws IOException, InterruptedException {
        String scopes = DemoCommunity.members().stream()
                .map(member -> "intake/" + member.id())
                .collect(Collectors.joining(" ", "admin ", ""));
        Answer answer = clients.find(CLIENT).filter(Client::active).isPresent()
                ? clients.rotate(CLIENT)
                : clients.register(Application.forApp(CLIENT, scopes));
        if (!(answer instanceof Answer.Registered registered)) {
            throw new IOException("no client for the demo");
        }
        String basic = Base64.getEncoder()
                .encodeToString((CLIENT + ":" + registered.secret()).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(base() + "/oauth2/token"))
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                BodyHandlers.ofString());
        JsonNode token = json.readTree(response.body()).path("access_token");
        if (token.isMissingNode()) {
            throw new IOException("no token for the demo");
        }
        return token.asText();
    }

    private void declare(Member member, String token) throws IOException, InterruptedException {
        expect(
                member,
                request("/feeds/" + member.id(), token)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(member.declaration())));
    }

    private void send(Member member, String token) throws IOException, InterruptedException {
        byte[] content = DemoCommunity.content(member);
        switch (member.door()) {
            case MLLP -> overMllp(content);
            case DROP_FOLDER -> intoFolder(member, content);
            case HTTP ->
                expect(
                        member,
                        request("/intake/" + member.id() + "?wait=stored", token)
                                .POST(BodyPublishers.ofByteArray(content)));
            case UPLOAD -> upload(member, content, token);
        }
        log.info("sent feed={} door={}", member.id(), member.door());
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(base() + path)).header("Authorization", "Bearer " + token);
    }

    private void expect(Member member, HttpRequest.Builder request) throws IOException, InterruptedException {
        int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            log.warn("refused feed={} status={}", member.id(), status);
        }
    }

    private void upload(Member member, byte[] content, String token) throws IOException, InterruptedException {
        String boundary = "headwater-demo";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + member.file() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        expect(
                member,
                request("/intake/" + member.id() + "?wait=stored", token)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    /** A file is written elsewhere and moved in, so that it is whole when it is seen. */
    private void intoFolder(Member member, byte[] content) throws IOException {
        Path folder = data.resolve("inbox").resolve(member.id());
        Files.createDirectories(folder);
        Path whole = Files.createTempFile(data, "demo-", ".part");
        Files.write(whole, content);
        Files.move(whole, folder.resolve(member.file()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void overMllp(byte[] content) throws IOException {
        int port = environment.getProperty("headwater.mllp.port", Integer.class, 2575);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (String message :
                    new String(content, StandardCharsets.UTF_8).strip().split("\n\n")) {
                ByteArrayOutputStream frame = new ByteArrayOutputStream();
                frame.write(START);
                frame.writeBytes((message.replace('\n', '\r') + "\r").getBytes(StandardCharsets.UTF_8));
                frame.write(END);
                frame.write('\r');
                out.write(frame.toByteArray());
                out.flush();
                awaitAcknowledgement(in);
            }
        }
    }

    private static void awaitAcknowledgement(InputStream in) throws IOException {
        int next;
        do {
            next = in.read();
            if (next < 0) {
                throw new IOException("the gateway closed the connection");
            }
        } while (next != END);
        in.read();
    }
}
