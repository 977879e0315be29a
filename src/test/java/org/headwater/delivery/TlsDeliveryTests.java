package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLServerSocket;
import org.headwater.intake.Certificates;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages over {@code mllps}, to a receiver that asks for our certificate. */
class TlsDeliveryTests {

    @TempDir
    static Path keys;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.make(keys);
    }

    private static SSLServerSocket lab() throws IOException {
        SSLServerSocket server = (SSLServerSocket) certificates
                .bundle("lab", "gateway")
                .createSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return server;
    }

    private static Destination to(SSLServerSocket server) {
        return Samples.lakeside(
                URI.create("mllps://localhost:" + server.getLocalPort()), "sslBundle: ours\nackTimeout: 30s");
    }

    @Test
    void messagesGoOutByMutualTls() throws IOException {
        SSLServerSocket server = lab();
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver(server)) {
            delivery.bundles.registerBundle("ours", certificates.bundle("gateway", "lab"));
            Destination lakeside = to(server);
            delivery.add(lakeside, "M1", "P1");
            delivery.add(lakeside, "M2", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 2);
            assertThat(receiver.controlIds()).containsExactly("M1", "M2");
            assertThat(receiver.connections).hasValue(1);
        }
    }

    @Test
    void aReceiverWhoseCertificateIsNotTrustedGetsNothing() throws IOException {
        SSLServerSocket server = lab();
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2(), 2);
                Receiver receiver = new Receiver(server)) {
            delivery.bundles.registerBundle("ours", certificates.bundle("gateway", "other"));
            Destination lakeside = to(server);
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.deliveries.trouble(lakeside.id()).isPresent());
            assertThat(receiver.received).isEmpty();
            assertThat(delivery.standing(lakeside).waiting()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateTheReceiverDoesNotTakeIsToldOf() throws IOException {
        SSLServerSocket server = lab();
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2(), 1000);
                Receiver receiver = new Receiver(server)) {
            delivery.bundles.registerBundle("ours", certificates.bundle("stranger", "lab"));
            Destination lakeside = to(server);
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.deliveries
                    .trouble(lakeside.id())
                    .filter(trouble -> trouble.startsWith("TLS failed"))
                    .isPresent());
            assertThat(delivery.standing(lakeside).waiting()).isEqualTo(1);
            assertThat(receiver.received).isEmpty();
        }
    }
}
