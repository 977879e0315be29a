package org.headwater.coverage;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.headwater.coverage.OfficialRow.Kind;

/** Reads HL7's v2-to-FHIR tables as HL7 publishes them: CSV with two lines of headings. */
final class OfficialTables {

    private OfficialTables() {}

    /** All rows of all tables below a folder, in order of kind, table and line. */
    static List<OfficialRow> read(Path folder) throws IOException {
        List<OfficialRow> rows = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            try (Stream<Path> files = Files.list(folder.resolve(kind.folder))) {
                for (Path file : files.sorted().toList()) {
                    table(kind, file, rows);
                }
            }
        }
        return rows;
    }

    private static void table(Kind kind, Path file, List<OfficialRow> rows) throws IOException {
        String name = String.valueOf(file.getFileName());
        String table = name.substring(name.lastIndexOf("_ ") + 2 > 1 ? name.lastIndexOf("_ ") + 2 : 0)
                .replaceAll(" - [^-\\[\\]]*(\\[[^]]*])?\\.csv$", "");
        List<List<String>> lines = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            reader.forEach(line -> lines.add(line.getFields().stream()
                    .map(field -> field.replaceAll("[\\s\\u00a0\\u200b]+", " ").strip())
                    .toList()));
        }
        Columns columns = Columns.of(kind, lines.get(1));
        int number = 0;
        for (List<String> line : lines.subList(2, lines.size())) {
            if (line.stream().anyMatch(field -> !field.isEmpty())) {
                rows.add(columns.row(kind, table, ++number, line));
            }
        }
    }

    /** Which column holds what. */
    private record Columns(int source, int target, int datatypeMap, int vocabulary, int assigned, int references) {

        static Columns of(Kind kind, List<String> headings) {
            return switch (kind) {
                case CODES ->
                    new Columns(
                            0,
                            headings.lastIndexOf("Code"),
                            -1,
                            -1,
                            headings.lastIndexOf("Code System"),
                            headings.indexOf("Code System"));
                case MESSAGES ->
                    new Columns(
                            1,
                            headings.indexOf("Primary Target"),
                            headings.indexOf("Segment Map"),
                            -1,
                            -1,
                            headings.indexOf("References"));
                default ->
                    new Columns(
                            1,
                            starting(headings, "fhir attribute"),
                            starting(headings, "data type mapping"),
                            starting(headings, "vocabulary mapping"),
                            Math.max(starting(headings, "assignment"), starting(headings, "derived mapping")),
                            starting(headings, "fhir attribute") + 1);
            };
        }

        private static int starting(List<String> headings, String words) {
            for (int i = 0; i < headings.size(); i++) {
                if (headings.get(i).toLowerCase(Locale.ROOT).startsWith(words)) {
                    return i;
                }
            }
            return -1;
        }

        OfficialRow row(Kind kind, String table, int number, List<String> line) {
            return new OfficialRow(
                    kind,
                    table,
                    number,
                    at(line, source),
                    at(line, target),
                    at(line, datatypeMap),
                    at(line, vocabulary),
                    assigned(line),
                    at(line, references));
        }

        /** What is assigned; an extension's URL is found in whatever column it slipped into. */
        private String assigned(List<String> line) {
            String stated = at(line, assigned);
            return stated.isEmpty() && at(line, target).matches(".*\\.ur[il]\\)?")
                    ? line.stream()
                            .filter(field -> field.startsWith("\"http"))
                            .findFirst()
                            .orElse("")
                    : stated;
        }

        private static String at(List<String> line, int column) {
            return column >= 0 && column < line.size() ? line.get(column) : "";
        }
    }
}
