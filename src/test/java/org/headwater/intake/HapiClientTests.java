package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.llp.ExtendedMinLowerLayerProtocol;
import ca.uhn.hl7v2.llp.LowerLayerProtocol;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v251.message.ACK;
import ca.uhn.hl7v2.model.v251.message.ADT_A01;
import ca.uhn.hl7v2.util.StandardSocketFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** A client nobody here wrote, HAPI's own, sends v2 messages and understands our answers. */
class HapiClientTests {

    @TempDir
    Path keys;

    private TestIntake intake;
    private MllpDoor door;
    private DefaultHapiContext hapi;

    @BeforeEach
    void open() {
        intake = new TestIntake(Databases.freshH2(), TestIntake.settings(1000));
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        door = MllpDoorTests.open(intake, new DefaultSslBundleRegistry(), "ports.second.port=0");
        hapi = new DefaultHapiContext(Executors.newCachedThreadPool());
        // else it keeps the last id in a file
        hapi.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    }

    @AfterEach
    void close() throws IOException {
        hapi.close();
        hapi.getExecutorService().shutdownNow();
        door.stop();
        intake.close();
    }

    private ADT_A01 admission(String controlId) throws HL7Exception, IOException {
        ADT_A01 message = new ADT_A01();
        message.setParser(hapi.getPipeParser());
        message.initQuickstart("ADT", "A01", "P");
        message.getMSH().getMessageControlID().setValue(controlId);
        message.getMSH().getSendingApplication().getNamespaceID().setValue("EPIC");
        message.getPID().getPatientName(0).getFamilyName().getSurname().setValue("Testwater");
        message.getPID().getPatientName(0).getGivenName().setValue("Zoë");
        message.getPID().getPatientIdentifierList(0).getIDNumber().setValue("100");
        return message;
    }

    private static String code(Message answer) throws HL7Exception {
        assertThat(answer).isInstanceOf(ACK.class);
        return new Terser(answer).get("/MSA-1");
    }

    private void exchange(Connection connection) throws Exception {
        for (int i = 0; i < 20; i++) {
            Message answer = connection.getInitiator().sendAndReceive(admission("c" + i));
            assertThat(code(answer)).isEqualTo("AA");
            assertThat(new Terser(answer).get("/MSH-9-2")).isEqualTo("A01");
        }
        assertThat(intake.waiting()).hasSize(20);
    }

    @Test
    void itIsUnderstoodOverAPlainConnection() throws Exception {
        exchange(hapi.newClient("127.0.0.1", door.port(), false));
    }

    @Test
    void itIsUnderstoodOverTwoPorts() throws Exception {
        exchange(hapi.newClient("127.0.0.1", door.port(), door.port("second"), false));
    }

    @Test
    void itIsUnderstoodInBothOfItsProtocols() throws Exception {
        for (LowerLayerProtocol protocol :
                List.of(new MinLowerLayerProtocol(true), new ExtendedMinLowerLayerProtocol())) {
            hapi.setLowerLayerProtocol(protocol);
            Connection connection = hapi.newClient("127.0.0.1", door.port(), false);
            ADT_A01 message = admission("u" + protocol.getClass().getSimpleName());
            message.getMSH().getCharacterSet(0).setValue("UNICODE UTF-8");
            assertThat(code(connection.getInitiator().sendAndReceive(message))).isEqualTo("AA");
            connection.close();
        }
    }

    @Test
    void itIsUnderstoodInEnhancedMode() throws Exception {
        Connection connection = hapi.newClient("127.0.0.1", door.port(), false);
        for (String application : List.of("NE", "AL")) {
            ADT_A01 message = admission("e" + application);
            message.getMSH().getAcceptAcknowledgmentType().setValue("AL");
            message.getMSH().getApplicationAcknowledgmentType().setValue(application);
            // where both come, it hands over whichever it sees last
            assertThat(code(connection.getInitiator().sendAndReceive(message)))
                    .isIn("CA", application.equals("AL") ? "AA" : "CA");
        }
        assertThat(code(connection.getInitiator().sendAndReceive(admission("after"))))
                .isEqualTo("AA");
    }

    @Test
    void itReadsWhyAMessageIsRefused() throws Exception {
        ADT_A01 message = admission("c1");
        message.getMSH().getSendingApplication().getNamespaceID().setValue("NOBODY");
        Message answer =
                hapi.newClient("127.0.0.1", door.port(), false).getInitiator().sendAndReceive(message);

        assertThat(code(answer)).isEqualTo("AR");
        Terser terser = new Terser(answer);
        assertThat(terser.get("/ERR-2-1") + terser.get("/ERR-2-3")).isEqualTo("MSH3");
        assertThat(terser.get("/ERR-3-1")).isEqualTo("204");
        assertThat(terser.get("/ERR-4")).isEqualTo("E");
        assertThat(terser.get("/ERR-8")).startsWith("No feed is declared");
    }

    @Test
    void itIsUnderstoodOverTlsWithItsCertificate() throws Exception {
        Certificates certificates = Certificates.make(keys);
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle("gateway", certificates.bundle("gateway", "lab"));
        door.stop();
        door = MllpDoorTests.open(
                intake,
                bundles,
                "ports.tls.port=0",
                "ports.tls.ssl-bundle=gateway",
                "ports.tls.client-certificates=true");
        hapi.setSocketFactory(new StandardSocketFactory() {
            @Override
            public Socket createTlsSocket() throws IOException {
                return certificates
                        .bundle("lab", "gateway")
                        .createSslContext()
                        .getSocketFactory()
                        .createSocket();
            }
        });
        exchange(hapi.newClient("127.0.0.1", door.port("tls"), true));
    }
}
