package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headwater.intake.MllpFrames;
import org.headwater.testing.FreshPostgres;
import org.headwater.testing.GatewayTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** An admission at one hospital comes in over HTTP, and the other hospital's EMR learns of it over MLLP. */
@GatewayTest
class DeliveryJourneyTests {

    private static final String NOW = OffsetDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx"));

    @Autowired
    TestRestTemplate http;

    @Test
    void anAdmissionElsewhereReachesTheEmrUnderItsOwnRecordNumber() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        try (ServerSocket emr = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answer(emr, received);
            declareFeed("journey-mercy", "Journey Mercy", "urn:oid:2.16.840.1.113883.19.90.1");
            declareFeed("journey-lakeside", "Journey Lakeside", "urn:oid:2.16.840.1.113883.19.90.2");
            put("/destinations/journey-emr", """
                    {"organization":"Journey Lakeside","address":"mllp://localhost:%d","events":["admission","discharge"],
                     "authority":"urn:oid:2.16.840.1.113883.19.90.2","zone":"America/Chicago"}""".formatted(emr.getLocalPort()));
            send("journey-lakeside", """
                    MSH|^~\\&|LAKE|LAKESIDE|||%s||ADT^A28^ADT_A05|JRN1|P|2.5.1
                    PID|1||LK-771^^^&2.16.840.1.113883.19.90.2&ISO^MR||Testwater^Ottoline||19490117|F|||4 Ferry Lane^^Peoria^IL^61602||^PRN^PH^^^309^5550190
                    """.formatted(NOW));
            send("journey-mercy", """
                    MSH|^~\\&|MERCY|MERCY|||%1$s||ADT^A01^ADT_A01|JRN2|P|2.5.1
                    EVN|A01|%1$s
                    PID|1||MG-772^^^&2.16.840.1.113883.19.90.1&ISO^MR||Testwater^Ottoline||19490117|F|||4 Ferry Lane^^Peoria^IL^61602||^PRN^PH^^^309^5550190
                    PV1|1|I|4W^412^A||||||||||||||||V-773^^^&2.16.840.1.113883.19.90.1&ISO^VN|||||||||||||||||||||||||%1$s
                    """.formatted(NOW));
            await().atMost(Duration.ofSeconds(60)).until(() -> !received.isEmpty());
            assertThat(received).hasSize(1);
            assertThat(received.get(0))
                    .contains("|ADT^A01^ADT_A01|")
                    .contains("PID|1||LK-771^^^&2.16.840.1.113883.19.90.2&ISO^MR~MG-772")
                    .contains("PV1|1|I|4W^412^A");
            await().until(() -> get("/destinations/journey-emr").contains("\"sent\":1"));
        } finally {
            call(HttpMethod.DELETE, "/destinations/journey-emr", "", MediaType.APPLICATION_JSON);
        }
    }

    private static void answer(ServerSocket emr, List<String> received) {
        Thread thread = new Thread(() -> {
            try (Socket socket = emr.accept()) {
                MllpFrames frames = new MllpFrames(socket.getInputStream(), socket.getOutputStream(), 1_000_000);
                for (MllpFrames.Block block = frames.next(); block != null; block = frames.next()) {
                    String message = new String(block.bytes(), StandardCharsets.UTF_8);
                    received.add(message);
                    frames.send(("MSH|^~\\&|EMR||||||ACK|1|P|2.5.1\rMSA|AA|" + message.split("\\|")[9] + "\r")
                            .getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void declareFeed(String id, String organization, String authority) {
        put("/feeds/" + id, """
                {"format":"hl7v2","sector":"hospital","organization":"%s","zone":"America/Chicago","authority":"%s"}""".formatted(organization, authority));
    }

    private void send(String feed, String message) {
        assertThat(call(
                        HttpMethod.POST,
                        "/intake/" + feed + "?wait=stored",
                        message.replace('\n', '\r'),
                        MediaType.TEXT_PLAIN))
                .contains("\"stored\":1");
    }

    private void put(String path, String json) {
        assertThat(call(HttpMethod.PUT, path, json, MediaType.APPLICATION_JSON)).contains("\"organization\"");
    }

    private String get(String path) {
        return call(HttpMethod.GET, path, "", MediaType.APPLICATION_JSON);
    }

    private String call(HttpMethod method, String path, String body, MediaType type) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        return String.valueOf(http.withBasicAuth("admin", FreshPostgres.ADMIN_PASSWORD)
                .exchange(path, method, new HttpEntity<>(body, headers), String.class)
                .getBody());
    }
}
