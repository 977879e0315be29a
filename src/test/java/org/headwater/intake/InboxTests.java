package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.headwater.message.Format;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InboxTests {

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aMessageIsKeptAsItCameAndWaits(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            byte[] message = TestIntake.message("1", "m1");
            assertThat(intake.inbox.accept(feed, message)).isEqualTo(Acceptance.ACCEPTED);
            assertThat(intake.waiting()).singleElement().satisfies(raw -> {
                assertThat(raw.bytes()).isEqualTo(message);
                assertThat(raw.entry().type()).isEqualTo("ADT^A01");
                assertThat(raw.entry().controlId()).isEqualTo("1");
                assertThat(raw.entry().size()).isEqualTo(message.length);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void theSameBytesOnTheSameFeedAreOneEntry(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed mercy = intake.feed("mercy", Format.HL7V2);
            Feed grace = intake.feed("grace", Format.HL7V2);
            byte[] message = TestIntake.message("1", "m1");
            intake.inbox.accept(mercy, message);
            assertThat(intake.inbox.accept(mercy, message)).isEqualTo(Acceptance.DUPLICATE);
            assertThat(intake.inbox.accept(grace, message)).isEqualTo(Acceptance.ACCEPTED);
            assertThat(intake.waiting()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void sendersRacingWithTheSameMessageGetOneEntry(String database) throws Exception {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            ExecutorService senders = Executors.newFixedThreadPool(8);
            List<Future<Acceptance>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] message = TestIntake.message(String.valueOf(i / 8), "m1");
                answers.add(senders.submit(() -> intake.inbox.accept(feed, message)));
            }
            List<Acceptance> given = new ArrayList<>();
            for (Future<Acceptance> answer : answers) {
                given.add(answer.get());
            }
            senders.shutdown();
            assertThat(Collections.frequency(given, Acceptance.ACCEPTED)).isEqualTo(5);
            assertThat(intake.waiting()).hasSize(5);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void onePersonsMessagesShareALaneAndLanesAreDealtWhole(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            for (int i = 0; i < 200; i++) {
                intake.inbox.accept(feed, TestIntake.message("c" + i, "m" + i % 50));
            }
            List<RawEntry> first = intake.inbox.waiting(Lanes.all().dealt(0, 2), 1000);
            List<RawEntry> second = intake.inbox.waiting(Lanes.all().dealt(1, 2), 1000);
            assertThat(first.size() + second.size()).isEqualTo(200);
            assertThat(first).extracting(raw -> raw.entry().id()).isSorted();
            assertThat(first).isNotEmpty();
            assertThat(second).isNotEmpty();
            assertThat(intake.waiting().stream()
                            .map(raw -> raw.entry().lane())
                            .distinct()
                            .count())
                    .isLessThanOrEqualTo(50);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFinishedEntryWaitsNoMoreAndCannotBeFinishedTwice(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            intake.inbox.accept(feed, TestIntake.message("1", "m1"));
            List<RawEntry> waiting = intake.waiting();
            intake.finish(EntryState.STORED, waiting);
            assertThat(intake.waiting()).isEmpty();
            assertThatThrownBy(() -> intake.finish(EntryState.STORED, waiting)).isInstanceOf(EntryTaken.class);
            assertThat(intake.inbox
                            .find(waiting.get(0).entry().id())
                            .orElseThrow()
                            .attempts())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void anEntryCanBeReplayed(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            intake.inbox.accept(feed, TestIntake.message("1", "m1"));
            intake.inbox.accept(feed, TestIntake.message("2", "m2"));
            List<RawEntry> waiting = intake.waiting();
            intake.finish(EntryState.QUARANTINED, waiting.subList(0, 1));
            intake.finish(EntryState.STORED, waiting.subList(1, 2));
            assertThat(intake.list.newest(EntryFilter.of(feed.id(), EntryState.QUARANTINED), Long.MAX_VALUE, 10))
                    .hasSize(1);
            assertThat(intake.list.replay(EntryFilter.of(feed.id(), EntryState.QUARANTINED), 100))
                    .isEqualTo(1);
            assertThat(intake.list.replay(waiting.get(1).entry().id())).isTrue();
            assertThat(intake.list.replay(waiting.get(1).entry().id())).isFalse();
            assertThat(intake.waiting()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aMessageLargerThanARowIsKeptOutsideOfIt(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            byte[] header = TestIntake.message("1", "m1");
            byte[] message = new byte[5_000_000];
            new Random(7).nextBytes(message);
            for (int i = 0; i < message.length; i++) {
                message[i] = (byte) ('0' + (message[i] & 0x3F));
            }
            System.arraycopy(header, 0, message, 0, header.length);
            intake.inbox.accept(feed, message);
            assertThat(intake.waiting())
                    .singleElement()
                    .satisfies(raw -> assertThat(raw.bytes()).isEqualTo(message));
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void sendersWaitWhenTooMuchWaitsAndAreTurnedAwayWhenItLasts(String database) {
        try (TestIntake intake = new TestIntake(database, TestIntake.settings(3))) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            for (int i = 0; i < 3; i++) {
                intake.inbox.accept(feed, TestIntake.message("c" + i, "m" + i));
            }
            byte[] next = TestIntake.message("next", "m");
            assertThatThrownBy(() -> intake.inbox.accept(feed, next)).isInstanceOf(InboxFull.class);
            intake.finish(EntryState.STORED, intake.waiting().subList(0, 1));
            assertThat(intake.inbox.accept(feed, next)).isEqualTo(Acceptance.ACCEPTED);
        }
    }
}
