package org.headwater.spreadsheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.testing.Shared;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Published workbooks and wide tables, of clients or not, are all looked through, and every column says why. */
class SpreadsheetCorporaTests {

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});

    @TestFactory
    Stream<DynamicTest> everyTableIsLookedThrough() throws IOException {
        assumeTrue(Shared.find("corpora").isPresent(), Shared.missing("corpora"));
        Path corpora = Shared.find("corpora").orElseThrow();
        return Stream.of(
                        "spreadsheets",
                        "hsds/hsds-transformer",
                        "hmis/abtassociates-eva/slice-60-households",
                        "screening")
                .flatMap(folder -> tables(corpora.resolve(folder)))
                .map(file -> DynamicTest.dynamicTest(corpora.relativize(file).toString(), () -> isLookedThrough(file)));
    }

    private static Stream<Path> tables(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(csv|xlsx|xls)")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void isLookedThrough(Path file) throws IOException {
        TableSurvey survey;
        try (InputStream in = Files.newInputStream(file)) {
            survey = TableSurvey.of(
                    MessageReaders.standard().of(Format.TABLE).orElseThrow(),
                    in,
                    file.getFileName().toString(),
                    rows -> {});
        }
        ColumnMatcher matcher = new ColumnMatcher(new Vocabulary(MAPPINGS));
        for (SheetProfile sheet : survey.sheets()) {
            List<ColumnMatch> matches = matcher.match(sheet);
            assertThat(matches).hasSameSizeAs(sheet.columns());
            assertThat(matches).allSatisfy(match -> assertThat(match.because()).isNotBlank());
        }
    }
}
