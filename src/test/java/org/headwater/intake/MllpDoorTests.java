package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;

class MllpDoorTests {

    private TestIntake intake;
    private MllpDoor door;

    @BeforeEach
    void open() {
        intake = new TestIntake(Databases.freshH2(), TestIntake.settings(100));
        door = door(null);
    }

    @AfterEach
    void close() {
        door.stop();
        intake.close();
    }

    private MllpDoor door(@Nullable String defaultFeed) {
        MllpSettings settings = new MllpSettings(
                0, "127.0.0.1", defaultFeed, 20, DataSize.ofKilobytes(100), Duration.ofSeconds(5), null, false);
        MllpDoor opened = new MllpDoor(
                intake.feeds,
                settings,
                new MllpResponder(intake.feeds, intake.inbox, settings, intake.metrics, intake.clock),
                new StaticListableBeanFactory().getBeanProvider(SslBundles.class),
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
        door = door("any");
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
}
