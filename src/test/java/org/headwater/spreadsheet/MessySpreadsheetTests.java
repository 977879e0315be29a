package org.headwater.spreadsheet;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headwater.dictionary.Element;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.spreadsheet.ColumnMatch.Certainty;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;

/**
 * Spreadsheets as people really keep them, all made up, each with what its columns stand for: at least nine columns in ten
 * are found without help, and what is found wrongly is never taken for sure.
 */
class MessySpreadsheetTests {

    private static final Path CASES = Path.of("src/test/resources/spreadsheets");
    private static final String LEAVE_OUT = "leave-out";
    private static final double EXPECTED = 0.9;

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});

    /** One column, what it stands for and what it was taken for. */
    private record Answer(String sheet, Set<String> right, ColumnMatch match) {
        boolean found() {
            String name = match.element() == null ? LEAVE_OUT : match.element().name();
            return right.contains(name);
        }

        boolean silentlyWrong() {
            return !found() && match.certainty() == Certainty.SURE;
        }

        @Override
        public String toString() {
            Element element = match.element();
            return sheet + ": " + match.header() + " -> " + (element == null ? LEAVE_OUT : element.name()) + " ("
                    + match.certainty() + " " + Math.round(100 * match.confidence()) + " %, " + match.because()
                    + "), right: " + right;
        }
    }

    @Test
    void nineColumnsInTenAreFoundAndNoWrongOneIsSilent() throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (Path folder : folders()) {
            answers.addAll(answers(folder));
        }
        long found = answers.stream().filter(Answer::found).count();
        assertThat(answers.stream().filter(Answer::silentlyWrong)).isEmpty();
        assertThat((double) found / answers.size())
                .as(
                        "not found: %s",
                        answers.stream().filter(answer -> !answer.found()).toList())
                .isGreaterThanOrEqualTo(EXPECTED);
        answers.stream()
                .collect(Collectors.groupingBy(Answer::sheet))
                .forEach((sheet, own) -> assertThat(
                                (double) own.stream().filter(Answer::found).count() / own.size())
                        .as(sheet)
                        .isGreaterThanOrEqualTo(0.75));
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    private static List<Answer> answers(Path folder) throws IOException {
        Map<String, Set<String>> right = right(folder);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(one -> one.getFileName().toString().startsWith("input."))
                    .findFirst()
                    .orElseThrow();
        }
        TableSurvey survey;
        try (InputStream in = Files.newInputStream(file)) {
            survey = TableSurvey.of(
                    MessageReaders.standard().of(Format.TABLE).orElseThrow(),
                    in,
                    file.getFileName().toString(),
                    rows -> {});
        }
        SheetProfile sheet = survey.sheets().stream()
                .filter(one -> right.keySet().containsAll(one.headers()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(folder + " has the sheets "
                        + survey.sheets().stream().map(SheetProfile::headers).toList()));
        assertThat(sheet.headers()).containsExactlyElementsOf(right.keySet());
        return new ColumnMatcher(new Vocabulary(MAPPINGS))
                .match(sheet).stream()
                        .map(match -> new Answer(
                                folder.getFileName().toString(), right.getOrDefault(match.header(), Set.of()), match))
                        .toList();
    }

    private static Map<String, Set<String>> right(Path folder) throws IOException {
        YamlFile file = YamlFile.parse("columns.yaml", Files.readString(folder.resolve("columns.yaml")), problem -> {
            throw new AssertionError(problem);
        });
        Map<String, Set<String>> right = new LinkedHashMap<>();
        file.root()
                .entries()
                .forEach((header, element) ->
                        right.put(header, Set.of(element.text().orElseThrow().split("\\|"))));
        return right;
    }
}
