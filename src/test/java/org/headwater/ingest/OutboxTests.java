package org.headwater.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.headwater.intake.TestIntake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutboxTests {

    private static final Pace PACE = new Pace(new IngestSettings(1, 10, Duration.ofMillis(20), Duration.ofMillis(1)));

    /** Remembers the entries it was told of; fails for some. */
    private static final class Listener implements OutboxListener {
        final List<Long> told = new CopyOnWriteArrayList<>();
        volatile LongPredicate fails = entry -> false;

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void handle(List<OutboxEvent> events) {
            for (OutboxEvent event : events) {
                if (fails.test(event.entry())) {
                    throw new IllegalStateException("not now");
                }
            }
            events.forEach(event -> told.add(event.entry()));
        }
    }

    private static void append(Outbox outbox, long from, long to) {
        outbox.append(LongStream.rangeClosed(from, to)
                .mapToObj(entry -> new Outbox.NewEvent(entry, List.of("Patient/" + entry)))
                .toList());
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void listenersAreToldInOrderAndEventsThenGo(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Outbox outbox = new Outbox(intake.jdbc, intake.clock);
            Listener listener = new Listener();
            append(outbox, 1, 500);
            OutboxDispatcher dispatcher =
                    new OutboxDispatcher(outbox, List.of(listener), PACE, new SimpleMeterRegistry());
            dispatcher.start();
            Awaitility.await().until(() -> outbox.waiting() == 0);
            dispatcher.stop();
            assertThat(listener.told)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 500).boxed().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void anEventThatFailsComesAgainAndHoldsUpNobody(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Outbox outbox = new Outbox(intake.jdbc, intake.clock);
            Listener listener = new Listener();
            listener.fails = entry -> entry == 7;
            append(outbox, 1, 20);
            OutboxDispatcher dispatcher =
                    new OutboxDispatcher(outbox, List.of(listener), PACE, new SimpleMeterRegistry());
            dispatcher.start();
            Awaitility.await().until(() -> outbox.waiting() == 1);
            assertThat(listener.told).hasSize(19).doesNotContain(7L);
            listener.fails = entry -> false;
            outbox.bringForward();
            Awaitility.await().until(() -> outbox.waiting() == 0);
            dispatcher.stop();
            assertThat(listener.told).contains(7L);
        }
    }
}
