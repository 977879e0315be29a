package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headwater.problem.Finding;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class HmisReaderTests {

    private static final Path FAMILY =
            Path.of("mappings/hmis/client/cases/family-rehoused-from-the-street/input.export");

    private final HmisReader reader = new HmisReader();

    @Test
    void everyClientIsOneUnitWithAllThatBelongsToHim() throws IOException {
        List<Unit> units = read(zip(files()));

        assertThat(units)
                .extracting(Unit::type)
                .containsExactly("Export", "Organization", "Project", "Client", "Client");
        Unit ann = units.get(3);
        assertThat(ann.personKey()).isEqualTo("100");
        assertThat(at(ann, "Enrollment", "IncomeBenefits", "TANFAmount").text()).isEqualTo("450.00");
        assertThat(at(ann, "Enrollment", "Exit", "ExitDate").location().path())
                .isEqualTo("Exit.csv row 2, column ExitDate");
    }

    @Test
    void aMemberKnowsTheHeadOfTheHousehold() throws IOException {
        Unit ben = read(zip(files())).get(4);

        assertThat(at(ben, "Enrollment", "HeadOfHousehold").text()).isEqualTo("100");
    }

    @Test
    void aUnitsOwnBytesAreTheSameUnit() throws IOException {
        for (Unit unit : read(zip(files()))) {
            List<Unit> again = read(unit.bytes());
            assertThat(again).hasSize(1);
            assertThat(again.get(0).bytes()).isEqualTo(unit.bytes());
            assertThat(again.get(0).type()).isEqualTo(unit.type());
        }
    }

    @Test
    void anotherExportOfTheSameStatesNothingNewOfAnybody() throws IOException {
        Map<String, String> files = files();
        List<Unit> first = read(zip(files));
        Map<String, String> later = new TreeMap<>();
        files.forEach((name, text) -> later.put(name, text.replace("E-2026-1", "E-2026-7")));
        later.computeIfPresent("Export.csv", (name, text) -> text.replace("2026-03-01 06", "2026-04-01 06"));

        List<Unit> second = read(zip(later));

        assertThat(second).hasSameSizeAs(first);
        for (int i = 1; i < first.size(); i++) {
            assertThat(second.get(i).standing()).isEqualTo(first.get(i).standing());
        }
    }

    @Test
    void theOrderOfRowsSaysNothing() throws IOException {
        Map<String, String> files = files();
        List<Unit> first = read(zip(files));
        files.computeIfPresent("Disabilities.csv", (name, text) -> {
            List<String> lines = new ArrayList<>(text.lines().toList());
            lines.add(1, lines.remove(lines.size() - 1));
            return String.join("\n", lines) + "\n";
        });

        assertThat(read(zip(files)).get(3).standing()).isEqualTo(first.get(3).standing());
    }

    @Test
    void laterExportsOfTheSameDayCountForLater() throws IOException {
        Map<String, String> files = files();
        String first = asOf(read(zip(files)).get(3));
        files.computeIfPresent("Export.csv", (name, text) -> text.replace("2026-03-01 06", "2026-03-02 06"));

        assertThat(asOf(read(zip(files)).get(3))).isGreaterThan(first);
    }

    private static String asOf(Unit unit) {
        return Objects.requireNonNull(at(unit, "Enrollment", "AsOf").text());
    }

    @Test
    void quotesCarriageReturnsMarksAndAnInnerFolderAreNoMatter() throws IOException {
        Map<String, String> dressed = new TreeMap<>();
        files().forEach((name, text) -> dressed.put(
                "export 2026/" + name,
                "\uFEFF"
                        + text.lines()
                                .map(line -> Stream.of(line.split(",", -1))
                                        .map(cell -> '"' + cell.replace("\"", "") + '"')
                                        .collect(java.util.stream.Collectors.joining(",")))
                                .collect(java.util.stream.Collectors.joining("\r\n"))));

        List<Unit> units = read(zip(dressed));

        assertThat(units).hasSize(5);
        assertThat(units.get(0).findings())
                .noneMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0);
    }

    @Test
    void aMissingFileRefusesTheExportInWords() throws IOException {
        Map<String, String> files = files();
        files.remove("Exit.csv");

        List<Unit> units = read(zip(files));

        assertThat(units).hasSize(1);
        assertThat(units.get(0).root()).isNull();
        assertThat(units.get(0).findings())
                .filteredOn(Finding::fatal)
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("Exit.csv"));
        assertThat(read(units.get(0).bytes()).get(0).findings())
                .isEqualTo(units.get(0).findings());
    }

    @Test
    void aMissingColumnRefusesTheExportByName() throws IOException {
        Map<String, String> files = files();
        files.computeIfPresent("Enrollment.csv", (name, text) -> text.replaceFirst("EntryDate", "entrydate"));

        assertThat(read(zip(files)).get(0).findings())
                .filteredOn(Finding::fatal)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.location().path()).isEqualTo("Enrollment.csv");
                    assertThat(finding.message()).contains("EntryDate");
                });
    }

    @Test
    void anExportIsKnownByItsFilesAndAFileByItsColumns() throws IOException {
        byte[] zip = zip(files());
        assertThat(reader.recognises(head(zip), "")).isTrue();
        assertThat(reader.recognises(head(Files.readAllBytes(FAMILY.resolve("Services.csv"))), "x.csv"))
                .isTrue();
        assertThat(reader.recognises("Client,DOB\nAnn,1/1/1980\n".getBytes(StandardCharsets.UTF_8), "x.csv"))
                .isFalse();
        assertThat(MessageReaders.standard().detect(head(zip), "export.zip"))
                .map(UnitReader::format)
                .contains(Format.HMIS);
    }

    @Test
    void moreRowsThanMemoryHoldsAreSortedOnDisk() throws IOException {
        Path folder = Files.createTempDirectory("sort");
        try {
            RecordSort sort = new RecordSort(folder, "rows");
            String filler = "x".repeat(2_000);
            for (int i = 0; i < 20_000; i++) {
                sort.add(String.format(Locale.ROOT, "%05d", (i * 7919) % 10_000), i + filler);
            }
            List<String> keys = new ArrayList<>();
            sort.groups((key, texts) -> {
                keys.add(key);
                assertThat(texts).hasSize(2);
                assertThat(Integer.parseInt(texts.get(0).replace("x", "")))
                        .isLessThan(Integer.parseInt(texts.get(1).replace("x", "")));
            });
            assertThat(keys).hasSize(10_000).isSorted();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void thePublishedExportGoesThrough() throws IOException {
        Path export = Path.of(
                System.getProperty("headwater.shared", System.getenv().getOrDefault("HEADWATER_SHARED", "../shared")),
                "corpora/hmis/abtassociates-eva/eva-demo-export-FY2026.zip");
        assumeTrue(Files.exists(export), "the shared corpora are not at hand");

        List<Unit> units = read(Files.readAllBytes(export));

        assertThat(units).filteredOn(unit -> unit.type().equals("Client")).hasSize(4_146);
        assertThat(units).noneMatch(unit -> unit.root() == null);
    }

    // ---- help

    private static Node at(Unit unit, String... path) {
        Node node = Objects.requireNonNull(unit.root());
        for (String step : path) {
            node = Objects.requireNonNull(node.first(step), step);
        }
        return node;
    }

    private static byte[] head(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, Math.min(bytes.length, 8192));
    }

    private List<Unit> read(byte[] bytes) throws IOException {
        List<Unit> units = new ArrayList<>();
        reader.read(new ByteArrayInputStream(bytes), "", units::add);
        return units;
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(FAMILY)) {
            for (Path path : paths.toList()) {
                files.put(String.valueOf(path.getFileName()), Files.readString(path));
            }
        }
        return files;
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
}
