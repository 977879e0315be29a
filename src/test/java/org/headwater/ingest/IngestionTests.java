package org.headwater.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.EntryState;
import org.headwater.intake.Feed;
import org.headwater.intake.InboxEntry;
import org.headwater.intake.Sender;
import org.headwater.intake.TestIntake;
import org.headwater.intake.TestIntake.Crash;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.problem.FindingCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class IngestionTests {

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});

    /** The module on a database of its own, with a store that can fail. */
    private static final class Bench implements AutoCloseable {
        final TestIntake intake;
        final TestStore store;
        final Feed feed;
        final Outbox outbox;
        final Ingestion ingestion;
        final Pace pace;
        final IngestSettings settings = new IngestSettings(2, 16, Duration.ofMillis(20), Duration.ofMillis(1));

        Bench(String database) {
            intake = new TestIntake(database);
            store = new TestStore(intake.jdbc);
            feed = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
            outbox = new Outbox(intake.jdbc, intake.clock);
            pace = new Pace(settings);
            Residue residue = new Residue(new ResidueTable(JdbcClient.create(intake.jdbc)), intake.clock);
            ingestion = new Ingestion(
                    new UnitMapper(
                            intake.feeds,
                            MessageReaders.standard(),
                            MAPPINGS,
                            new FeedOverlays(intake.overlays, MAPPINGS, residue)),
                    intake.feeds,
                    intake.inbox,
                    store,
                    new Followings(intake.jdbc, store),
                    new Carriers(store),
                    new TestPeople(),
                    outbox,
                    new Provenances(intake.clock),
                    residue,
                    intake.transactions,
                    pace,
                    new SimpleMeterRegistry());
        }

        void accept(int messages, int people) {
            for (int i = 0; i < messages; i++) {
                intake.inbox.accept(feed, TestIntake.message("c" + i, "m" + i % people));
            }
        }

        List<InboxEntry> in(EntryState state) {
            return intake.list.newest(EntryFilter.of(feed.id(), state), Long.MAX_VALUE, 10_000);
        }

        @Override
        public void close() {
            intake.close();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void resourcesStateProvenanceAndEventComeTogether(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(3, 3);
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.STORED))
                    .hasSize(3)
                    .allSatisfy(entry -> assertThat(entry.mapping()).startsWith("hl7v2/adt@"));
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(3);
            assertThat(bench.store.sources("Provenance"))
                    .doesNotHaveDuplicates()
                    .hasSize(3);
            assertThat(bench.outbox.due(10))
                    .hasSize(3)
                    .allSatisfy(event ->
                            assertThat(event.references()).anyMatch(reference -> reference.startsWith("Patient/")));
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aCrashBeforeTheCommitLeavesNothingAndTheNextTryStoresOnce(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(5, 5);
            bench.intake.transactions.left.set(0);
            assertThatThrownBy(() -> bench.ingestion.ingest(bench.intake.waiting()))
                    .isInstanceOf(Crash.class);
            assertThat(bench.store.sources("Patient")).isEmpty();
            assertThat(bench.outbox.waiting()).isZero();
            bench.intake.transactions.left.set(Integer.MAX_VALUE);
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(5);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void twoWorkersWithTheSameEntriesStoreThemOnce(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(5, 5);
            var seenByBoth = bench.intake.waiting();
            bench.ingestion.ingest(seenByBoth);
            bench.ingestion.ingest(seenByBoth);
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(5);
            assertThat(bench.outbox.waiting()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void entriesTheStoreRefusesGoToQuarantineAloneAndNeighboursAreStored(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(40, 10);
            List<String> refused = bench.intake.waiting().stream()
                    .map(raw -> raw.entry())
                    .filter(entry -> List.of("c0", "c17", "c18", "c39").contains(entry.controlId()))
                    .map(InboxEntry::uri)
                    .toList();
            bench.store.trouble(request -> {
                if (refused.contains(request.source())) {
                    throw new DataIntegrityViolationException("refused");
                }
            });
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.QUARANTINED))
                    .extracting(InboxEntry::controlId)
                    .containsExactly("c39", "c18", "c17", "c0");
            assertThat(bench.in(EntryState.QUARANTINED))
                    .allSatisfy(entry -> assertThat(entry.findings())
                            .anyMatch(finding -> finding.code() == FindingCode.STORE_REFUSED));
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(36);
            bench.store.trouble(request -> {});
            bench.intake.list.replay(EntryFilter.of(bench.feed.id(), EntryState.QUARANTINED), 100);
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.STORED)).hasSize(40);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aMessageThatCannotBeMappedIsQuarantinedWithItsFindings(String database) {
        try (Bench bench = new Bench(database)) {
            bench.intake.inbox.accept(
                    bench.feed, "MSH|^~\\&|EPIC|MERCY".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            bench.accept(1, 1);
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.STORED)).hasSize(1);
            assertThat(bench.in(EntryState.QUARANTINED))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.findings()).anyMatch(finding -> finding.fatal()));
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aBatchThatMeetsAnotherTransactionIsTriedAgainWhole(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(10, 10);
            AtomicInteger conflicts = new AtomicInteger(3);
            bench.store.trouble(request -> {
                if (conflicts.getAndDecrement() > 0) {
                    throw new CannotAcquireLockException("deadlock");
                }
            });
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.STORED)).hasSize(10);
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(10);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void nothingIsQuarantinedBecauseTheDatabaseIsAway(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(1, 1);
            bench.store.trouble(request -> {
                throw new DataAccessResourceFailureException("away");
            });
            assertThatThrownBy(() -> bench.ingestion.ingest(bench.intake.waiting()))
                    .isInstanceOf(DataAccessResourceFailureException.class);
            bench.store.trouble(request -> {
                throw new IllegalStateException(new SQLTransientConnectionException("away"));
            });
            assertThatThrownBy(() -> bench.ingestion.ingest(bench.intake.waiting()))
                    .isInstanceOf(IllegalStateException.class);
            bench.store.trouble(request -> {});
            bench.ingestion.ingest(bench.intake.waiting());
            assertThat(bench.in(EntryState.STORED)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void onePersonsMessagesTakeEffectInOrderWhateverGoesWrongInBetween(String database) {
        try (Bench bench = new Bench(database)) {
            bench.accept(300, 12);
            Random random = new Random(42);
            bench.store.trouble(request -> {
                int luck = random.nextInt(400);
                if (luck == 0) {
                    throw new CannotAcquireLockException("deadlock");
                }
                if (luck == 1) {
                    throw new DataAccessResourceFailureException("away");
                }
                if (luck == 2) {
                    throw new DataIntegrityViolationException("once");
                }
            });
            Workers workers = new Workers(bench.intake.inbox, bench.ingestion, bench.settings, bench.pace);
            workers.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> bench.intake.waiting().isEmpty());
            workers.stop();
            int stored = bench.in(EntryState.STORED).size();
            assertThat(stored + bench.in(EntryState.QUARANTINED).size()).isEqualTo(300);
            assertThat(bench.store.sources("Patient")).doesNotHaveDuplicates().hasSize(stored);
            assertThat(ordersOfPeople(bench))
                    .hasSize(12)
                    .allSatisfy((person, entries) -> assertThat(entries).isSorted());
        }
    }

    private static Map<String, List<Long>> ordersOfPeople(Bench bench) {
        Map<String, List<Long>> orders = new HashMap<>();
        bench.intake.jdbc.query(
                "select reference, source from landed where reference like 'Patient/%' order by seq",
                row -> {
                    orders.computeIfAbsent(row.getString(1), person -> new ArrayList<>())
                            .add(Long.parseLong(row.getString(2).replaceAll(".*:", "")));
                });
        return orders;
    }
}
