package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HL7 v2 over HTTP, against a real server. */
class HttpTransportTests {

    private static final byte[] MESSAGE =
            "MSH|^~\\&|HEADWATER|||||ADT^A01|M1|P|2.5.1\r".getBytes(StandardCharsets.UTF_8);

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hl7", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            seen.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Answer send(String more) {
        Destination destination = Samples.lakeside(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/hl7"), more);
        return new HttpTransport(destination, HttpClient.newHttpClient(), Map.of("lakeside", "open-sesame"))
                .send(MESSAGE, "M1");
    }

    @Test
    void aMessageIsPostedAsItIsWithTheBearerToken() {
        answer = Receiver.acknowledgement("AA", "M1");
        assertThat(send("credentials: { secret: lakeside }")).isEqualTo(new Answer.Taken("AA"));
        assertThat(seen)
                .containsExactly(
                        "application/hl7-v2; charset=UTF-8",
                        "Bearer open-sesame",
                        new String(MESSAGE, StandardCharsets.UTF_8));
    }

    @Test
    void aUserAndPasswordGoAsBasic() {
        send("credentials: { user: headwater, secret: lakeside }");
        assertThat(seen.get(1)).startsWith("Basic ");
    }

    @Test
    void aSecretThatIsNotSetIsToldAndNothingIsSent() {
        assertThat(send("credentials: { secret: forgotten }"))
                .isInstanceOfSatisfying(
                        Answer.NoWay.class,
                        noWay -> assertThat(noWay.reason()).contains("headwater.delivery.secrets.forgotten"));
        assertThat(seen).isEmpty();
    }

    @Test
    void theAcknowledgementInTheBodyCountsMoreThanTheStatus() {
        answer = Receiver.acknowledgement("AE", "M1");
        assertThat(send("")).isInstanceOf(Answer.NotNow.class);
        answer = Receiver.acknowledgement("AR", "M1");
        assertThat(send("")).isInstanceOf(Answer.Never.class);
        status = 500;
        answer = Receiver.acknowledgement("AA", "M1");
        assertThat(send("")).isInstanceOf(Answer.NotNow.class);
    }

    @Test
    void withoutOneTheStatusDecides() {
        for (int ok : new int[] {200, 201, 202, 204}) {
            status = ok;
            assertThat(send("")).isEqualTo(new Answer.Taken(Integer.toString(ok)));
        }
        for (int later : new int[] {408, 429, 500, 503}) {
            status = later;
            assertThat(send("")).isInstanceOf(Answer.NotNow.class);
        }
        for (int never : new int[] {400, 413, 415, 422}) {
            status = never;
            assertThat(send("")).isInstanceOf(Answer.Never.class);
        }
        for (int ours : new int[] {401, 403, 404}) {
            status = ours;
            assertThat(send("")).isInstanceOf(Answer.NoWay.class);
        }
    }

    @Test
    void nobodyThereIsNoFaultOfTheMessage() {
        server.stop(0);
        assertThat(send("")).isInstanceOf(Answer.NoWay.class);
    }
}
