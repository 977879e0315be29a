package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.headwater.problem.Finding;
import org.headwater.testing.Shared;
import org.junit.jupiter.api.Test;

/** Every v2 and X12 file of the shared corpora, where those are at hand: read, and its units read again. */
class SegmentCorpusTests {

    private final Map<String, Integer> types = new TreeMap<>();
    private final Map<String, Integer> findings = new TreeMap<>();
    private int files;
    private int units;
    private int refused;

    @Test
    void everyV2FileIsUnitsOrIsRefusedWithAReason() throws IOException {
        readAll(new Hl7v2Reader(), "corpora/hl7v2", ".hl7", ".txt", ".xml");

        assertThat(units).isGreaterThan(440);
        assertThat(refused).isLessThan(17);
    }

    @Test
    void everyX12FileIsUnitsOrIsRefusedWithAReason() throws IOException {
        readAll(new X12Reader(), "corpora/x12", "");

        assertThat(units).isGreaterThan(1600);
        assertThat(refused).isLessThan(10);
    }

    private void readAll(UnitReader reader, String folder, String... endings) throws IOException {
        Optional<Path> corpus = Shared.find(folder);
        assumeTrue(corpus.isPresent(), () -> Shared.missing(folder));
        for (Path file : filesIn(corpus.orElseThrow(), endings)) {
            byte[] bytes = Files.readAllBytes(file);
            List<Unit> read = Trees.units(reader, bytes);
            assertThat(read).as(file.toString()).isNotEmpty();
            files++;
            read.forEach(unit -> check(reader, unit, file));
            checkDetection(reader, bytes, file, read);
        }
        System.out.printf(
                "%s: %d files, %d units, %d refused%n  findings %s%n  types %s%n",
                folder, files, units, refused, findings, types);
    }

    private static List<Path> filesIn(Path corpus, String... endings) throws IOException {
        try (Stream<Path> paths = Files.walk(corpus)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> Arrays.stream(endings).anyMatch(path.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    private void check(UnitReader reader, Unit unit, Path file) {
        units++;
        types.merge(unit.type(), 1, Integer::sum);
        unit.findings().forEach(finding -> findings.merge(finding.code() + "/" + finding.severity(), 1, Integer::sum));
        if (unit.findings().stream().anyMatch(Finding::fatal)) {
            refused++;
        }
        if (unit.root() == null) {
            assertThat(unit.findings()).anyMatch(Finding::fatal);
            return;
        }
        assertThat(Trees.units(reader, unit.bytes()))
                .as("%s %s", file, unit)
                .singleElement()
                .satisfies(again -> {
                    assertThat(again.type()).isEqualTo(unit.type());
                    assertThat(again.controlId()).isEqualTo(unit.controlId());
                    assertThat(again.personKey()).isEqualTo(unit.personKey());
                    assertThat(Trees.outline(again)).isEqualTo(Trees.outline(unit));
                });
    }

    /** What can be read is found without being told its format. */
    private static void checkDetection(UnitReader reader, byte[] bytes, Path file, List<Unit> read) {
        if (read.stream().anyMatch(unit -> unit.root() != null)) {
            assertThat(MessageReaders.standard()
                            .detect(
                                    Arrays.copyOf(bytes, Math.min(bytes.length, 8192)),
                                    file.getFileName().toString())
                            .map(UnitReader::format))
                    .as(file.toString())
                    .contains(reader.format());
        }
    }
}
