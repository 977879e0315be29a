package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

class MllpDoorTests {

    private TestIntake intake;
    private MllpDoor door;

    @BeforeEach
    void open() {
        intake = new TestIntake(Databases.freshH2(), TestIntake.settings(100));
        door = door();
    }

    @AfterEach
    void close() {
        door.stop();
        intake.close();
    }

    private MllpDoor door(String... properties) {
        return open(intake, new DefaultSslBundleRegistry(), properties);
    }

    /** A door with settings as an administrator writes them, on any free port. */
    static MllpDoor open(TestIntake intake, SslBundles bundles, String... properties) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "headwater.mllp.port", "0",
                "headwater.mllp.address", "127.0.0.1",
                "headwater.mllp.max-connections", "20",
                "headwater.mllp.max-message", "100KB",
                "headwater.mllp.stall", "5s"));
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            settings.put("headwater.mllp." + parts[0], parts[1]);
        }
        MllpSettings bound = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("headwater.mllp", MllpSettings.class);
        StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("bundles", bundles));
        MllpDoor opened = new MllpDoor(
                intake.feeds,
                bound,
                new MllpResponder(intake.feeds, intake.inbox, bound, intake.metrics, intake.clock),
                intake.metrics,
                beans.getBeanProvider(SslBundles.class),
                "");
        opened.start();
        return opened;
    }

    private MllpClient connect() throws IOException {
        return new MllpClient(door.port());
    }

    @Test
    void aMessageIsKeptBeforeItIsAcknowledged() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
            assertThat(intake.waiting()).hasSize(1);
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
            assertThat(intake.waiting()).hasSize(1);
        }
    }

    @Test
    void anUnknownSenderIsRejectedUnlessThereIsADefaultFeed() throws IOException {
        try (MllpClient client = connect()) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AR|c1");
        }
        intake.feed("any", Format.HL7V2);
        door.stop();
        door = door("default-feed=any");
        try (MllpClient client = connect()) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
        }
    }

    @Test
    void whatIsNoV2MessageIsRejected() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            assertThat(client.send("ISA*00*nothing".getBytes(StandardCharsets.UTF_8)))
                    .contains("\rMSA|AR|");
            assertThat(intake.waiting()).isEmpty();
        }
    }

    @Test
    void aSenderIsToTryAgainWhenTheDatabaseIsAway() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            intake.jdbc.execute("alter table hw_inbox_entry rename to away");
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AE|c1");
            intake.jdbc.execute("alter table away rename to hw_inbox_entry");
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
        }
    }

    @Test
    void aSenderIsToTryAgainWhenTooMuchWaits() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.send(TestIntake.message("c" + i, "m" + i))).contains("|AA|");
            }
            assertThat(client.send(TestIntake.message("next", "m"))).contains("\rMSA|AE|next");
        }
    }

    @Test
    void theClosestFittingSenderChoosesTheFeed() throws IOException {
        Feed any = intake.feed("any", Format.HL7V2, new Sender("EPIC", null));
        Feed mercy = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", "MERCY"));
        try (MllpClient client = connect()) {
            client.send(TestIntake.message("c1", "m1"));
            client.send(new String(TestIntake.message("c2", "m1"), StandardCharsets.UTF_8)
                    .replace("|MERCY|HW", "|GRACE|HW")
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().feed()).containsExactly(mercy.id(), any.id());
    }

    @Test
    void aFeedsOwnPortOpensWhenTheFeedIsDeclaredAndMovesWithIt() throws IOException {
        int first = freePort();
        Feed mercy = withPort(first);
        intake.feeds.declare(mercy);
        door.on(new FeedsChanged(intake.feeds.all()));
        try (MllpClient client = new MllpClient(first)) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("|AA|");
        }
        int second = freePort();
        intake.feeds.declare(withPort(second));
        door.on(new FeedsChanged(intake.feeds.all()));
        try (MllpClient client = new MllpClient(second)) {
            assertThat(client.send(TestIntake.message("c2", "m1"))).contains("|AA|");
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().feed()).containsOnly(mercy.id());
    }

    private static Feed withPort(int port) {
        return new Feed(
                new FeedId("mercy"),
                Format.HL7V2,
                Sector.HOSPITAL,
                "Mercy",
                ZoneId.of("UTC"),
                "urn:x",
                Map.of(),
                null,
                List.of(),
                port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void messagesSentWithoutWaitingAreAllKeptAndAnsweredInOrder() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 50; i++) {
                all.write(MllpClient.framed(TestIntake.message("c" + i, "m" + i)));
            }
            client.write(all.toByteArray());
            for (int i = 0; i < 50; i++) {
                assertThat(client.answer()).contains("\rMSA|AA|c" + i);
            }
        }
        assertThat(intake.waiting()).hasSize(50);
    }

    @Test
    void framesInPiecesAndFramesWithoutTheLastReturnAreTaken() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            byte[] frame = MllpClient.framed(TestIntake.message("c1", "m1"));
            for (byte b : frame) {
                client.write(new byte[] {b});
            }
            assertThat(client.answer()).contains("\rMSA|AA|c1");
            byte[] next = MllpClient.framed(TestIntake.message("c2", "m1"));
            client.write(Arrays.copyOf(next, next.length - 1));
            assertThat(client.answer()).contains("\rMSA|AA|c2");
        }
    }

    @Test
    void aMessageThatIsTooLargeIsRejectedAndTheNextOneTaken() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        String large =
                new String(TestIntake.message("c1", "m1"), StandardCharsets.UTF_8) + "NTE|1||" + "x".repeat(200_000);
        try (MllpClient client = connect()) {
            assertThat(client.send(large.getBytes(StandardCharsets.UTF_8))).contains("\rMSA|AR|c1");
            assertThat(client.send(TestIntake.message("c2", "m1"))).contains("\rMSA|AA|c2");
        }
    }

    @Test
    void partsOfASplitMessageAreRejectedSoThatTheirSenderKeepsThem() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            String part = new String(TestIntake.message("c1", "m1"), StandardCharsets.UTF_8) + "DSC|42|F\r";
            assertThat(client.send(part.getBytes(StandardCharsets.UTF_8)))
                    .contains(
                            "\rMSA|AR|c1",
                            "\rERR||DSC^1^1^1|100^Segment sequence error",
                            "This is a part of a message that was split");
        }
        assertThat(intake.waiting()).isEmpty();
    }

    @Test
    void aConnectionBrokenWithinAMessageKeepsNothing() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            byte[] frame = MllpClient.framed(TestIntake.message("c1", "m1"));
            client.write(Arrays.copyOf(frame, frame.length - 20));
        }
        try (MllpClient client = connect()) {
            assertThat(client.send(TestIntake.message("c2", "m1"))).contains("\rMSA|AA|c2");
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().controlId()).containsExactly("c2");
    }

    @Test
    void whatStandsBetweenBlocksDisturbsNothing() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            client.write("\0\r\nhello MSH, are you there?\n".getBytes(StandardCharsets.UTF_8));
            client.write(MllpClient.framed(new byte[0]));
            client.write(MllpClient.framed("\r".getBytes(StandardCharsets.UTF_8)));
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
            byte[] lineFeed = MllpClient.framed(TestIntake.message("c2", "m1"));
            lineFeed[lineFeed.length - 1] = '\n';
            client.write(lineFeed);
            assertThat(client.answer()).contains("\rMSA|AA|c2");
        }
    }

    @Test
    void aBlockWithoutItsEndIsEndedByTheNextOne() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        byte[] first = MllpClient.framed(TestIntake.message("c1", "m1"));
        try (MllpClient client = connect()) {
            client.write(Arrays.copyOf(first, first.length - 2));
            client.write(MllpClient.framed(TestIntake.message("c2", "m1")));
            assertThat(client.answer()).contains("\rMSA|AA|c1");
            assertThat(client.answer()).contains("\rMSA|AA|c2");
            client.write(Arrays.copyOf(first, first.length - 10));
            client.write(MllpClient.framed(TestIntake.message("c3", "m1")));
            assertThat(client.answer()).as("what was cut off is thrown away").contains("\rMSA|AA|c3");
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().controlId()).containsExactly("c1", "c2", "c3");
    }

    @Test
    void aBlockWithoutItsStartIsTaken() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        byte[] frame = MllpClient.framed(TestIntake.message("c1", "m1"));
        try (MllpClient client = connect()) {
            client.write(Arrays.copyOfRange(frame, 1, frame.length));
            assertThat(client.answer()).contains("\rMSA|AA|c1");
        }
    }

    @Test
    void aSenderThatNeverEndsItsBlocksIsTakenWhereThatIsSetUp() throws IOException {
        door.stop();
        door = door("end-after=100ms");
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        byte[] frame = MllpClient.framed(TestIntake.message("c1", "m1"));
        try (MllpClient client = connect()) {
            client.write(Arrays.copyOf(frame, frame.length - 2));
            assertThat(client.answer()).contains("\rMSA|AA|c1");
        }
    }

    @Test
    void aSenderThatPausesTooLongIsDisconnected() throws IOException {
        door.stop();
        door = door("stall=50ms", "idle=50ms");
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            client.write(Arrays.copyOf(MllpClient.framed(TestIntake.message("c1", "m1")), 50));
            assertThatThrownBy(client::answer).isInstanceOf(EOFException.class);
        }
        try (MllpClient client = connect()) {
            assertThatThrownBy(client::answer).as("idle").isInstanceOf(EOFException.class);
        }
        assertThat(intake.waiting()).isEmpty();
    }

    @Test
    void aSenderThatHasSentAllAndClosedItsSideIsStillAnswered() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            byte[] frame = MllpClient.framed(TestIntake.message("c1", "m1"));
            client.write(Arrays.copyOf(frame, frame.length - 1));
            client.shutdownOutput();
            assertThat(client.answer()).contains("\rMSA|AA|c1");
        }
    }

    @Test
    void largeMessagesAreTakenAndTogetherNoMoreThanThereIsRoomFor() throws IOException {
        door.stop();
        door = door("max-message=64MB", "max-buffered=24MB");
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        String document = "OBX|1|ED|PDF||^^^Base64^" + "QUJD".repeat(5 * 1024 * 1024) + "\r";
        byte[] large = (new String(TestIntake.message("c1", "m1"), StandardCharsets.UTF_8) + document)
                .getBytes(StandardCharsets.UTF_8);
        try (MllpClient client = connect();
                MllpClient other = connect()) {
            client.write(Arrays.copyOf(MllpClient.framed(large), large.length));
            // the first holds its room until it is answered
            assertThat(other.send(new String(large, StandardCharsets.UTF_8)
                            .replace("|c1|", "|c2|")
                            .getBytes(StandardCharsets.UTF_8)))
                    .contains("\rMSA|AE|c2");
            client.write(new byte[] {'\r', 0x1C, '\r'});
            assertThat(client.answer()).contains("\rMSA|AA|c1");
            assertThat(other.send(TestIntake.message("c3", "m1"))).contains("\rMSA|AA|c3");
        }
    }

    @Test
    void enhancedModeCommitsAndAFeedMayOptOut() throws IOException {
        Feed mercy = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            assertThat(client.send(asking("c1", "AL|NE"))).contains("\rMSA|CA|c1");
            client.write(MllpClient.framed(asking("c2", "NE|NE")));
            assertThat(client.send(asking("c3", "AL|AL"))).contains("\rMSA|CA|c3");
            assertThat(client.answer()).contains("\rMSA|AA|c3");
            assertThat(intake.waiting()).hasSize(3);
            intake.feeds.declare(with(mercy, new MllpTerms(Peers.ANY, AcknowledgementMode.ORIGINAL)));
            assertThat(client.send(asking("c4", "AL|AL"))).contains("\rMSA|AA|c4");
            assertThat(client.send(asking("c5", "NE|NE"))).contains("\rMSA|AA|c5");
        }
    }

    private static byte[] asking(String controlId, String codes) {
        return new String(TestIntake.message(controlId, "m1"), StandardCharsets.UTF_8)
                .replace("|2.5.1\r", "|2.5.1|||" + codes + "\r")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Feed with(Feed feed, MllpTerms terms) {
        return new Feed(
                feed.id(),
                feed.format(),
                feed.sector(),
                feed.organization(),
                feed.zone(),
                feed.authority(),
                feed.authorities(),
                feed.mapping(),
                feed.senders(),
                feed.mllpPort(),
                terms);
    }

    @Test
    void aRefusalNamesSegmentFieldCodeAndText() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            String untyped =
                    new String(TestIntake.message("c1", "m1"), StandardCharsets.UTF_8).replace("ADT^A01^ADT_A01", "");
            assertThat(client.send(untyped.getBytes(StandardCharsets.UTF_8)))
                    .contains("\rMSA|AR|c1|")
                    .contains(
                            "\rERR||MSH^1^9^1|101^Required field missing^HL70357|E|REQUIRED_ELEMENT_MISSING^^L|||MSH-9 does");
        }
        assertThat(intake.waiting()).isEmpty();
    }

    @Test
    void severalMessagesInABlockAreEachAnswered() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        try (MllpClient client = connect()) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(TestIntake.message("c1", "m1"));
            both.write(TestIntake.message("c2", "m2"));
            assertThat(client.send(both.toByteArray())).contains("\rMSA|AA|c1", "\rMSA|AA|c2");
        }
        assertThat(intake.waiting()).hasSize(2);
    }

    @Test
    void v2InXmlIsKeptUnderItsSenderAndAnsweredInXml() throws IOException {
        intake.feed("mercy", Format.HL7V2, new Sender("EPIC", "MERCY"));
        String xml = "<?xml version='1.0'?><ADT_A01 xmlns='urn:hl7-org:v2xml'><MSH><MSH.3><HD.1>EPIC</HD.1></MSH.3>"
                + "<MSH.4><HD.1>MERCY</HD.1></MSH.4><MSH.9><MSG.1>ADT</MSG.1><MSG.2>A04</MSG.2></MSH.9><MSH.10>x1</MSH.10></MSH>"
                + "<PID><PID.3><CX.1>7</CX.1></PID.3></PID></ADT_A01>";
        try (MllpClient client = connect()) {
            assertThat(client.send(xml.getBytes(StandardCharsets.UTF_8)))
                    .contains("<MSA><MSA.1>AA</MSA.1><MSA.2>x1</MSA.2></MSA>");
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().type()).containsExactly("ADT^A04");
    }

    @Test
    void receiversTellFeedsApartToo() throws IOException {
        Feed any = intake.feed("any", Format.HL7V2, new Sender("EPIC", "MERCY"));
        Feed other = intake.feed("other", Format.HL7V2, new Sender("EPIC", "MERCY", null, "RIVER"));
        try (MllpClient client = connect()) {
            client.send(TestIntake.message("c1", "m1"));
            client.send(new String(TestIntake.message("c2", "m1"), StandardCharsets.UTF_8)
                    .replace("|HW|HW|", "|HW|RIVER|")
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().feed()).containsExactly(any.id(), other.id());
    }

    @Test
    void furtherPortsHaveTheirOwnFeedAndPeers() throws IOException {
        door.stop();
        door = door(
                "ports.lab.port=0",
                "ports.lab.feed=lab",
                "ports.away.port=0",
                "ports.away.allowed-addresses=10.0.0.0/8,2001:db8::/32");
        Feed lab = intake.feed("lab", Format.HL7V2);
        try (MllpClient client = new MllpClient(door.port("lab"))) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("|AA|c1");
        }
        assertThat(intake.waiting()).extracting(raw -> raw.entry().feed()).containsExactly(lab.id());
        try (MllpClient client = new MllpClient(door.port("away"))) {
            assertThatThrownBy(() -> client.send(TestIntake.message("c2", "m1")))
                    .isInstanceOf(IOException.class);
        }
        assertThat(intake.refusals("address")).isEqualTo(1);
    }

    @Test
    void aFeedTakesMessagesFromItsPeersOnly() throws IOException {
        Feed mercy = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        intake.feeds.declare(with(mercy, new MllpTerms(Peers.of(List.of("10.1.2.3"), List.of()), null)));
        try (MllpClient client = connect()) {
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AR|c1", "\rERR||MSH^1^3^1|");
            intake.feeds.declare(with(mercy, new MllpTerms(Peers.of(List.of("127.0.0.0/8"), List.of()), null)));
            assertThat(client.send(TestIntake.message("c1", "m1"))).contains("\rMSA|AA|c1");
        }
        assertThat(intake.refusals("feed")).isEqualTo(1);
    }

    @Test
    void settingsThatCannotHoldAreRefused() {
        assertThatThrownBy(() -> door("allowed-addresses=mercy.example"))
                .rootCause()
                .hasMessageContaining("is no address");
        assertThatThrownBy(() -> door("client-certificates=true"))
                .rootCause()
                .hasMessageContaining("has no ssl-bundle");
    }
}
