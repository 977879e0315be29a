package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.headwater.message.Format;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file of rows costs that mostly stood in the one before, and what is told of the difference. */
class TableRowsTests {

    private static final String HEADER = "Client ID,Name,Visit\n";
    private static final String ANA = "1,Ana Testwater,2026-03-01\n";
    private static final String BEN = "2,Ben Testwater,2026-03-02\n";
    private static final String BEN_LATER = "2,Ben Testwater,2026-03-03\n";
    private static final String CY = "3,Cy Testwater,2026-03-04\n";

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void rowsThatStoodInTheLastFileAreNotEnteredAgain(String database) throws IOException {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = pantry(intake);
            assertThat(send(intake, feed, HEADER + ANA + BEN).entries()).isEqualTo(2);
            Receipt second = send(intake, feed, HEADER + ANA + BEN_LATER + CY);
            assertThat(second.entries()).isEqualTo(2);
            assertThat(second.duplicates()).isEqualTo(1);
            TableRows.Comparison comparison = comparison(intake, second);
            assertThat(comparison.rows()).isEqualTo(3);
            assertThat(comparison.same()).isEqualTo(1);
            assertThat(comparison.goneCount()).isEqualTo(1);
            assertThat(comparison.gone())
                    .singleElement()
                    .satisfies(entry -> assertThat(new String(
                                    intake.inbox.open(entry).orElseThrow().bytes(), StandardCharsets.UTF_8))
                            .contains("Ben Testwater,2026-03-02"));
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void whatWasChangedAndChangedBackIsEnteredAgain(String database) throws IOException {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = pantry(intake);
            send(intake, feed, HEADER + ANA + BEN);
            send(intake, feed, HEADER + ANA + BEN_LATER);
            Receipt back = send(intake, feed, HEADER + CY + ANA + BEN);
            assertThat(back.entries()).isEqualTo(2);
            assertThat(back.duplicates()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aChangedOverlayHasEveryRowEnteredAgainAndSoHasQuarantineItsRow(String database) throws IOException {
        try (TestIntake intake = new TestIntake(database)) {
            Feed feed = pantry(intake);
            Receipt first = send(intake, feed, HEADER + ANA + BEN);
            intake.jdbc.update(
                    "update hw_inbox_entry set state = 'quarantined' where payload = ? and unit = 2",
                    payload(intake, first));
            assertThat(send(intake, feed, HEADER + ANA + BEN + CY).entries()).isEqualTo(2);
            intake.overlays.save(feed.id(), "overlay: pantry\ncolumns: { Name: person.name }\n", "", "test");
            assertThat(send(intake, feed, HEADER + ANA + CY + BEN).entries()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void twoRowsThatSayTheSameAreOne(String database) throws IOException {
        try (TestIntake intake = new TestIntake(database)) {
            Receipt receipt = send(intake, pantry(intake), HEADER + ANA + BEN + ANA);
            assertThat(receipt.entries()).isEqualTo(2);
            assertThat(receipt.duplicates()).isEqualTo(1);
            assertThat(comparison(intake, receipt).before()).isFalse();
        }
    }

    private static TableRows.Comparison comparison(TestIntake intake, Receipt receipt) {
        return new TableRows(intake.jdbc, intake.overlays).comparison(payload(intake, receipt), 100);
    }

    private static UUID payload(TestIntake intake, Receipt receipt) {
        return intake.receipts.status(receipt.id()).orElseThrow().files().get(0).payload();
    }

    private static Receipt send(TestIntake intake, Feed feed, String rows) throws IOException {
        Reception reception = intake.receipts.open(feed, Door.UPLOAD);
        reception.file("visits.csv", new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
        return reception.receipt();
    }

    private static Feed pantry(TestIntake intake) {
        return intake.feed("pantry", Format.TABLE);
    }
}
