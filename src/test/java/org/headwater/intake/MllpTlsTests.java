package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** MLLP over TLS, with and without client certificates. */
class MllpTlsTests {

    @TempDir
    static Path keys;

    private static Certificates certificates;

    private TestIntake intake;
    private MllpDoor door;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.make(keys);
    }

    @BeforeEach
    void open() {
        intake = new TestIntake(Databases.freshH2(), TestIntake.settings(100));
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle("gateway", certificates.bundle("gateway", "lab", "other"));
        door = MllpDoorTests.open(
                intake,
                bundles,
                "ports.tls.port=0",
                "ports.tls.ssl-bundle=gateway",
                "ports.mutual.port=0",
                "ports.mutual.ssl-bundle=gateway",
                "ports.mutual.client-certificates=true",
                "ports.lab.port=0",
                "ports.lab.ssl-bundle=gateway",
                "ports.lab.allowed-certificates[0]=CN=lab");
    }

    @AfterEach
    void close() {
        door.stop();
        intake.close();
    }

    private String send(String port, String client) throws IOException {
        Socket socket = certificates
                .bundle(client, "gateway")
                .createSslContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", door.port(port));
        try (MllpClient sender = new MllpClient(socket)) {
            return sender.send(TestIntake.message("c1", "m1"));
        }
    }

    @Test
    void messagesComeInByTls() throws IOException {
        assertThat(send("tls", "stranger")).contains("\rMSA|AA|c1");
        assertThat(intake.waiting()).hasSize(1);
    }

    @Test
    void aPeerThatSpeaksNoTlsIsRefused() throws IOException {
        try (MllpClient plain = new MllpClient(door.port("tls"))) {
            assertThatThrownBy(() -> plain.send(TestIntake.message("c1", "m1"))).isInstanceOf(IOException.class);
        }
        // it is counted when the connection is gone, which the sender sees first
        await().untilAsserted(() -> assertThat(intake.refusals("handshake")).isEqualTo(1));
        assertThat(intake.waiting()).isEmpty();
    }

    @Test
    void whereCertificatesAreAskedForOnlyTrustedOnesComeIn() throws IOException {
        assertThat(send("mutual", "lab")).contains("\rMSA|AA|c1");
        assertThat(send("mutual", "other")).contains("\rMSA|AA|c1");
        assertThatThrownBy(() -> send("mutual", "stranger")).isInstanceOf(IOException.class);
    }

    @Test
    void aPortMayBeForCertainCertificatesOnly() throws IOException {
        assertThat(send("lab", "lab")).contains("\rMSA|AA|c1");
        assertThatThrownBy(() -> send("lab", "other")).isInstanceOf(IOException.class);
        assertThat(intake.refusals("certificate")).isEqualTo(1);
    }

    @Test
    void aRenewedCertificateServesNewConnections() throws IOException {
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle("gateway", certificates.bundle("other"));
        door.stop();
        door = MllpDoorTests.open(intake, bundles, "ports.tls.port=0", "ports.tls.ssl-bundle=gateway");
        assertThatThrownBy(() -> send("tls", "lab")).as("not the gateway's").isInstanceOf(IOException.class);

        bundles.updateBundle("gateway", certificates.bundle("gateway"));

        assertThat(send("tls", "lab")).contains("\rMSA|AA|c1");
    }
}
