package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headwater.intake.TestIntake.Crash;
import org.headwater.message.Format;
import org.headwater.problem.FindingCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReceiptsTests {

    private static String visits(int from, int to) {
        StringBuilder rows = new StringBuilder("Client ID,Last Name,Visit\n");
        for (int i = from; i <= to; i++) {
            rows.append(i).append(",Testwater,2026-01-01\n");
        }
        return rows.toString();
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileBecomesOneEntryARow(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            Receipt receipt = intake.post(feed, "visits.csv", visits(1, 25));
            assertThat(receipt.entries()).isEqualTo(25);
            assertThat(receipt.duplicates()).isZero();
            assertThat(intake.waiting()).hasSize(25).allSatisfy(raw -> {
                assertThat(raw.fileName()).isEqualTo("visits.csv");
                assertThat(new String(raw.bytes(), StandardCharsets.UTF_8)).contains("Client ID");
            });
            assertThat(intake.receipts.status(receipt.id()).orElseThrow().complete())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void theSameFileAgainIsAllDuplicates(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            intake.post(feed, "visits.csv", visits(1, 5));
            Receipt again = intake.post(feed, "visits (1).csv", visits(1, 5));
            assertThat(again.entries()).isZero();
            assertThat(again.duplicates()).isEqualTo(5);
            assertThat(intake.waiting()).hasSize(5);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aRowThatComesAgainInALaterFileTakesEffectAgain(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            String header = "Client ID,Phone\n";
            intake.post(feed, "a.csv", header + "1,555-0100\n");
            intake.post(feed, "b.csv", header + "1,555-0199\n");
            intake.post(feed, "c.csv", header + "1,555-0100\n2,555-0111\n");
            assertThat(intake.waiting()).hasSize(4);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aReceiptTellsHowFarItsEntriesHaveCome(String database) throws Exception {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            Receipt receipt = intake.post(feed, "visits.csv", visits(1, 3));
            List<RawEntry> waiting = intake.waiting();
            intake.finish(EntryState.STORED, waiting.subList(0, 2));
            assertThat(intake.receipts.awaitCompletion(receipt.id(), Duration.ZERO))
                    .isFalse();
            intake.finish(EntryState.QUARANTINED, waiting.subList(2, 3));
            assertThat(intake.receipts.awaitCompletion(receipt.id(), Duration.ZERO))
                    .isTrue();
            ReceiptStatus status = intake.receipts.status(receipt.id()).orElseThrow();
            assertThat(List.of(status.accepted(), status.stored(), status.quarantined(), status.duplicate()))
                    .containsExactly(0, 2, 1, 0);
            assertThat(status.complete()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aCrashInTheMiddleOfSplittingCostsNothingAndDoublesNothing(String database) {
        for (int commits = 0; commits < 6; commits++) {
            try (TestIntake intake = new TestIntake(database)) {
                Feed feed = intake.feed("pantry-" + commits, Format.TABLE);
                intake.transactions.left.set(commits);
                String file = visits(1, 42);
                assertThatThrownBy(() -> intake.post(feed, "visits.csv", file)).isInstanceOf(Crash.class);
                intake.transactions.left.set(Integer.MAX_VALUE);
                long before = count(intake, feed);
                assertThat(before).isEqualTo(commits == 0 ? 0 : (commits - 1) * 10L);
                if (commits > 0) {
                    intake.splitter.resume().join();
                } else {
                    intake.post(feed, "visits.csv", file);
                }
                assertThat(intake.jdbc.queryForList(
                                "select unit from hw_inbox_entry where feed = ? order by id",
                                Integer.class,
                                feed.id().value()))
                        .hasSize(42)
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    private static long count(TestIntake intake, Feed feed) {
        Long count = intake.jdbc.queryForObject(
                "select count(*) from hw_inbox_entry where feed = ?",
                Long.class,
                feed.id().value());
        return count == null ? 0 : count;
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileLargerThanMemoryForItIsStreamedAndSplitInTheBackground(String database) throws Exception {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            String file = visits(1, 60_000);
            Receipt receipt = intake.post(feed, "visits.csv", file);
            assertThat(receipt.entries()).isEqualTo(60_000);
            assertThat(intake.jdbc.queryForObject("select count(*) from hw_content", Integer.class))
                    .isPositive();
            Receipt again = intake.post(feed, "visits.csv", file);
            assertThat(again.duplicates()).isEqualTo(60_000);
            assertThat(intake.jdbc.queryForObject("select count(*) from hw_payload", Integer.class))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void anArchiveCountsAsTheFilesInIt(String database) throws IOException {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            byte[] archive = zip(Map.of("march/visits.csv", visits(1, 3), "april/visits.csv", visits(4, 5)));
            assertThat(intake.post(feed, "visits.zip", archive).entries()).isEqualTo(5);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(visits(6, 7).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(intake.post(feed, "visits.csv.gz", packed.toByteArray()).entries())
                    .isEqualTo(2);
            assertThat(intake.waiting()).extracting(RawEntry::fileName).containsOnly("visits.csv");
        }
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileInWhichNothingIsFoundGoesToQuarantineWholeAndCanBeReplayed(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("plans", Format.CCLF);
            Receipt receipt = intake.post(feed, "x.bin", "nothing that is known");
            ReceiptStatus status = intake.receipts.status(receipt.id()).orElseThrow();
            assertThat(status.quarantined()).isEqualTo(1);
            assertThat(status.complete()).isTrue();
            assertThat(status.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.findings())
                            .extracting(finding -> finding.code())
                            .containsExactly(FindingCode.UNRECOGNISED_FORMAT));
            Feed mended = new Feed(
                    feed.id(),
                    Format.TABLE,
                    feed.sector(),
                    feed.organization(),
                    feed.zone(),
                    feed.authority(),
                    Map.of(),
                    null,
                    List.of(),
                    null);
            intake.feeds.declare(mended);
            assertThat(intake.list.replay(EntryFilter.of(feed.id(), EntryState.QUARANTINED), 10))
                    .isEqualTo(1);
            intake.splitter.resume().join();
            assertThat(intake.payloads.unsplit()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void theSameV2MessageInTwoFilesIsOneEntry(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = intake.feed("mercy", Format.HL7V2);
            byte[] first = TestIntake.message("1", "m1");
            intake.inbox.accept(feed, first);
            String both = new String(first, StandardCharsets.UTF_8)
                    + new String(TestIntake.message("2", "m2"), StandardCharsets.UTF_8);
            Receipt receipt = intake.post(feed, "batch.hl7", both);
            assertThat(receipt.entries() + receipt.duplicates()).isEqualTo(2);
            assertThat(intake.waiting()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileIsSplitNoFasterThanItIsWorkedOffAndLeavesRoomForMessages(String database) {
        try (TestIntake intake = new TestIntake(database, TestIntake.settings(100, Duration.ofMillis(100)))) {
            Feed feed = intake.feed("pantry", Format.TABLE);
            Feed mercy = intake.feed("mercy", Format.HL7V2);
            Receipt receipt = intake.post(feed, "visits.csv", visits(1, 200));
            assertThat(receipt.entries()).isBetween(1, 40);
            assertThat(intake.inbox.accept(mercy, TestIntake.message("c1", "m1")))
                    .isEqualTo(Acceptance.ACCEPTED);
            while (!intake.receipts.status(receipt.id()).orElseThrow().complete()) {
                intake.finish(EntryState.STORED, intake.waiting());
            }
            assertThat(count(intake, feed)).isEqualTo(200);
        }
    }
}
