package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.headwater.delivery.Receiver.Reply;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages on real sockets: order, repetition, and what becomes of those a receiver does not take. */
class CourierTests {

    private static Destination to(Receiver receiver, String more) {
        return Samples.lakeside(receiver.address(), more.contains("ackTimeout") ? more : more + "\nackTimeout: 30s");
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void everythingArrivesOnceInOrderOverOneConnection(String database) throws IOException {
        try (TestDelivery delivery = new TestDelivery(database);
                Receiver receiver = new Receiver()) {
            Destination lakeside = to(receiver, "");
            List<String> ids = IntStream.range(0, 100).mapToObj(i -> "M" + i).toList();
            ids.forEach(id -> delivery.add(lakeside, id, "P" + id.length()));
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 100);
            assertThat(receiver.controlIds()).isEqualTo(ids);
            assertThat(receiver.connections).hasValue(1);
            assertThat(delivery.meters
                            .counter("headwater.delivery.sent", "destination", "lakeside-emr")
                            .count())
                    .isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.class,
            names = {"AE", "NOTHING", "CLOSE", "NONSENSE"})
    void whatIsNotTakenIsTriedAgainUnderTheSameControlId(Reply reply) throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver().then(reply, reply)) {
            Destination lakeside = to(receiver, "ackTimeout: 500ms");
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            assertThat(receiver.controlIds()).hasSizeGreaterThanOrEqualTo(3).containsOnly("M1");
            assertThat(delivery.deliveries.newest(lakeside.id(), null, Long.MAX_VALUE, 1))
                    .first()
                    .satisfies(sent -> {
                        assertThat(sent.attempts()).isEqualTo(2);
                        assertThat(sent.answer()).isEqualTo("AA");
                        assertThat(sent.reason()).isNull();
                    });
        }
    }

    @Test
    void enhancedModesCommitAcknowledgementIsEnough() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver().then(Reply.CA)) {
            Destination lakeside = to(receiver, "");
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 1);
        }
    }

    @Test
    void theAnswerToAnotherMessageIsNotTakenForThisOnes() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver().then(Reply.OLD_THEN_AA)) {
            Destination lakeside = to(receiver, "");
            delivery.add(lakeside, "M1", "P1");
            delivery.add(lakeside, "M2", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 2);
            assertThat(receiver.controlIds()).containsExactly("M1", "M2");
        }
    }

    @Test
    void aRefusedMessageIsDeadAtOnceWithTheReceiversWordsAndHoldsUpNobody() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver().then(Reply.AR)) {
            Destination lakeside = to(receiver, "");
            delivery.add(lakeside, "M1", "P1");
            delivery.add(lakeside, "M2", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            Delivery dead = delivery.deliveries
                    .newest(lakeside.id(), DeliveryState.DEAD, Long.MAX_VALUE, 5)
                    .get(0);
            assertThat(dead.controlId()).isEqualTo("M1");
            assertThat(dead.answer()).isEqualTo("AR");
            assertThat(dead.reason()).contains("refused").contains("not that patient");
            assertThat(delivery.meters
                            .counter("headwater.delivery.died", "destination", "lakeside-emr")
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aMessageTriedTooOftenIsDeadAndCanBeSentAgainUnderItsControlId() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2(), 3);
                Receiver receiver = new Receiver().then(Reply.AE, Reply.AE, Reply.AE)) {
            Destination lakeside = to(receiver, "");
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).dead() == 1);
            Delivery dead = delivery.deliveries
                    .newest(lakeside.id(), null, Long.MAX_VALUE, 1)
                    .get(0);
            assertThat(dead.reason()).contains("3 times");
            assertThat(delivery.deliveries.revive(lakeside.id(), dead.id())).isTrue();
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            assertThat(receiver.controlIds()).containsExactly("M1", "M1", "M1", "M1");
            assertThat(delivery.deliveries.revive(lakeside.id(), dead.id())).isFalse();
        }
    }

    @Test
    void aFailingMessageHoldsBackItsOwnPersonAndNobodyElse() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2(), 1000);
                Receiver receiver = new Receiver()) {
            receiver.usually(message -> message.contains("|SICK1|") ? Reply.AE : Reply.AA);
            Destination lakeside = to(receiver, "");
            delivery.add(lakeside, "SICK1", "P1");
            delivery.add(lakeside, "P1-SECOND", "P1");
            delivery.add(lakeside, "P2-FIRST", "P2");
            delivery.start(lakeside);
            await().until(() -> receiver.controlIds().contains("P2-FIRST"));
            await().until(() ->
                    receiver.controlIds().stream().filter("SICK1"::equals).count() > 3);
            assertThat(receiver.controlIds()).doesNotContain("P1-SECOND");
            receiver.usually(message -> Reply.AA);
            await().until(() -> delivery.standing(lakeside).sent() == 3);
            assertThat(receiver.controlIds()).last().isEqualTo("P1-SECOND");
        }
    }

    @Test
    void severalConnectionsKeepEachPersonsOrder() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshPostgres());
                Receiver receiver = new Receiver()) {
            Destination lakeside = to(receiver, "connections: 4");
            for (int i = 0; i < 200; i++) {
                delivery.add(lakeside, "P" + i % 10 + "-" + i / 10, "P" + i % 10);
            }
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 200);
            assertThat(receiver.connections.get()).isGreaterThan(1);
            for (int person = 0; person < 10; person++) {
                String prefix = "P" + person + "-";
                assertThat(receiver.controlIds().stream()
                                .filter(id -> id.startsWith(prefix))
                                .toList())
                        .isEqualTo(
                                IntStream.range(0, 20).mapToObj(i -> prefix + i).toList());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void ofSeveralGatewaysOneSendsAndAnotherGoesOnWhenItIsGone(String database) throws IOException {
        SetClock clock = new SetClock();
        try (TestDelivery delivery = new TestDelivery(database);
                Receiver receiver = new Receiver()) {
            Destination lakeside = to(receiver, "");
            Leases one = new Leases(delivery.intake.jdbc, clock, "one");
            Leases other = new Leases(delivery.intake.jdbc, clock, "other");
            Runnable crash = delivery.start(lakeside, one);
            delivery.add(lakeside, "M1", "P1");
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            delivery.start(lakeside, other);
            for (int i = 2; i <= 50; i++) {
                delivery.add(lakeside, "M" + i, "P1");
            }
            await().until(() -> delivery.standing(lakeside).sent() == 50);
            assertThat(receiver.connections).hasValue(1);
            crash.run();
            delivery.add(lakeside, "M51", "P1");
            assertThat(other.holds(lakeside)).isFalse();
            clock.forward(Duration.ofMinutes(5));
            await().until(() -> delivery.standing(lakeside).sent() == 51);
            assertThat(receiver.controlIds())
                    .isEqualTo(
                            IntStream.rangeClosed(1, 51).mapToObj(i -> "M" + i).toList());
            assertThat(one.holds(lakeside)).isFalse();
            other.giveUp(lakeside.id());
            assertThat(one.holds(lakeside)).isTrue();
        }
    }

    @Test
    void aReceiverThatIsNotThereCostsNoAttempt() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2(), 2)) {
            Destination lakeside = Samples.lakeside(java.net.URI.create("mllp://localhost:" + port), "ackTimeout: 1s");
            delivery.add(lakeside, "M1", "P1");
            delivery.start(lakeside);
            await().until(() -> delivery.deliveries.trouble(lakeside.id()).isPresent());
            try (Receiver receiver = new Receiver(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()))) {
                await().until(() -> delivery.standing(lakeside).sent() == 1);
                assertThat(delivery.deliveries.trouble(lakeside.id())).isEmpty();
                assertThat(delivery.deliveries
                                .newest(lakeside.id(), null, Long.MAX_VALUE, 1)
                                .get(0)
                                .attempts())
                        .isZero();
                assertThat(receiver.received).hasSize(1);
            }
        }
    }

    @Test
    void anIdleConnectionTheReceiverClosedCostsNoAttempt() throws IOException {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2());
                Receiver receiver = new Receiver()) {
            Destination lakeside = to(receiver, "");
            delivery.start(lakeside);
            delivery.add(lakeside, "M1", "P1");
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            receiver.hangUp();
            delivery.add(lakeside, "M2", "P1");
            await().until(() -> delivery.standing(lakeside).sent() == 2);
            assertThat(receiver.controlIds()).containsExactly("M1", "M2");
            assertThat(delivery.deliveries
                            .newest(lakeside.id(), null, Long.MAX_VALUE, 1)
                            .get(0)
                            .attempts())
                    .isZero();
        }
    }

    /** A crash after sending and before recording: the receiver may have the message, we do not know. */
    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void whatWasSentAndNotRecordedIsSentAgainUnderTheSameControlId(String database) throws IOException {
        try (TestDelivery delivery = new TestDelivery(database);
                Receiver receiver = new Receiver().then(Reply.NOTHING)) {
            Destination lakeside = Samples.lakeside(receiver.address(), "ackTimeout: 5m");
            delivery.add(lakeside, "M1", "P1");
            Runnable crash = delivery.start(lakeside);
            await().until(() -> receiver.received.size() == 1);
            receiver.hangUp();
            crash.run();
            assertThat(delivery.standing(lakeside).sent()).isLessThanOrEqualTo(1);
            delivery.start(lakeside);
            await().until(() -> delivery.standing(lakeside).sent() == 1);
            assertThat(receiver.controlIds()).hasSizeGreaterThanOrEqualTo(2).containsOnly("M1");
        }
    }

    @Test
    void theSameEventQueuedTwiceIsOneMessage() {
        try (TestDelivery delivery = new TestDelivery(Databases.freshH2())) {
            Destination lakeside = Samples.lakeside(java.net.URI.create("mllp://localhost:1"), "");
            delivery.add(lakeside, "M1", "P1");
            delivery.add(lakeside, "M1", "P1");
            assertThat(delivery.standing(lakeside).waiting()).isEqualTo(1);
        }
    }

    /** Goes on only when told to. */
    private static final class SetClock extends Clock {

        private volatile Instant now = Instant.parse("2026-03-10T08:00:00Z");

        void forward(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
