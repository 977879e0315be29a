package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.headwater.problem.Finding;
import org.headwater.testing.Shared;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files that nobody of this project wrote: none may make a reader throw, and each refusal must say why. */
class DocumentCorporaTests {

    private final Map<String, Integer> types = new TreeMap<>();
    private final Map<String, Integer> findings = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private int files;
    private int units;
    private int unrecognised;
    private int headersOnly;

    @Test
    void everyClinicalDocumentIsReadOrRefusedWithAReason() throws IOException {
        readAll("ccda", new CcdaReader(), name -> !name.endsWith(".json"));
        assertThat(types.get("CCD")).isGreaterThan(50);
    }

    @Test
    void everyFhirFileIsReadOrRefusedWithAReason() throws IOException {
        readAll("fhir", new FhirReader(), name -> true);
        assertThat(units - refusals.size()).isGreaterThan(800);
    }

    @Test
    void everySpreadsheetIsReadOrRefusedWithAReason() throws IOException {
        readAll("spreadsheets", new TableReader(), name -> true);
        assertThat(units).isPositive();
    }

    @Test
    void everyResourceDirectoryTableIsReadOrRefusedWithAReason() throws IOException {
        readAll("hsds", new TableReader(), name -> name.endsWith(".csv"));
        assertThat(refusals).hasSizeLessThan(units / 10);
    }

    @Test
    void everyHomelessServicesTableIsRead() throws IOException {
        readAll("hmis", new TableReader(), name -> name.endsWith(".csv"));
        assertThat(refusals).isEmpty();
    }

    @Test
    void everyScreeningTableIsReadOrRefusedWithAReason() throws IOException {
        readAll("screening", new TableReader(), name -> name.endsWith(".csv"));
        assertThat(units).isPositive();
    }

    @Test
    void everyMemberOfAZippedExportIsRead() throws IOException {
        Path zip = corpus("hmis").resolve("abtassociates-eva/eva-demo-export-FY2026.zip");
        try (InputStream in = Files.newInputStream(zip)) {
            List<Finding> refused = ZipMembers.walk(
                    in, ZipMembers.Limits.USUAL, (name, content) -> readFile(name, content, new TableReader()));
            assertThat(refused).isEmpty();
        }
        report("zip");
        assertThat(files).isEqualTo(24);
        assertThat(refusals).isEmpty();
    }

    private void readAll(String corpus, UnitReader reader, Predicate<String> wanted) throws IOException {
        Path folder = corpus(corpus);
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile)
                    .filter(path -> wanted.test(path.toString()))
                    .sorted()
                    .toList()) {
                try (InputStream in = Files.newInputStream(path)) {
                    readFile(folder.relativize(path).toString(), in, reader);
                }
            }
        }
        report(corpus);
    }

    private void readFile(String name, InputStream in, UnitReader reader) throws IOException {
        byte[] bytes = in.readAllBytes();
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, 8192));
        files++;
        if (MessageReaders.standard()
                .detect(head, name)
                .filter(found -> found.format() == reader.format())
                .isEmpty()) {
            unrecognised++;
        }
        int before = units;
        reader.read(new ByteArrayInputStream(bytes), name, unit -> {
            units++;
            types.merge(unit.type(), 1, Integer::sum);
            unit.findings()
                    .forEach(finding -> findings.merge(finding.severity() + " " + finding.code(), 1, Integer::sum));
            if (unit.root() == null) {
                assertThat(unit.findings()).anyMatch(Finding::fatal);
                Finding why = unit.findings().get(0);
                refusals.add(name + " " + why.location() + ": " + why.code() + " " + why.message());
            } else {
                visit(unit.root());
                assertReadsBack(unit, reader);
            }
        });
        if (units == before) {
            headersOnly++;
        }
    }

    private static void assertReadsBack(Unit unit, UnitReader reader) {
        List<Unit> again = new ArrayList<>();
        try {
            reader.read(new ByteArrayInputStream(unit.bytes()), "", again::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(again).hasSize(1);
        assertThat(again.get(0).type()).isEqualTo(unit.type());
        assertThat(again.get(0).personKey()).isEqualTo(unit.personKey());
        assertThat(leaves(again.get(0).root())).isEqualTo(leaves(unit.root()));
    }

    private static List<String> leaves(@Nullable Node node) {
        List<String> leaves = new ArrayList<>();
        collectLeaves(node, leaves);
        return leaves;
    }

    private static void collectLeaves(@Nullable Node node, List<String> into) {
        if (node == null) {
            return;
        }
        if (node.children().isEmpty()) {
            into.add(node.name() + "=" + node.text());
        }
        node.children().forEach(child -> collectLeaves(child, into));
    }

    private static void visit(Node node) {
        node.text();
        node.location();
        node.children().forEach(DocumentCorporaTests::visit);
    }

    private void report(String corpus) {
        System.out.printf(
                "%s: %d files, %d units, %d refused, %d not recognised, %d of nothing but a header%n  %s%n  %s%n",
                corpus, files, units, refusals.size(), unrecognised, headersOnly, types, findings);
        Map<String, Integer> reasons = new TreeMap<>();
        refusals.forEach(refusal ->
                reasons.merge(refusal.replaceAll("^.*?: ", "").replaceAll("<[^>]*>", "<…>"), 1, Integer::sum));
        reasons.forEach((reason, count) -> System.out.println("  " + count + " × " + reason));
        if (Boolean.getBoolean("headwater.refusals")) {
            refusals.forEach(refusal -> System.out.println("    " + refusal));
        }
    }

    private static Path corpus(String name) {
        Optional<Path> folder = Shared.find("corpora/" + name);
        assumeTrue(folder.isPresent(), () -> Shared.missing("corpora/" + name));
        return folder.orElseThrow();
    }
}
