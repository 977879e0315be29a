package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.headwater.problem.Finding;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.skyscreamer.jsonassert.JSONAssert;

/**
 * Runs every case below {@code mappings}: a folder with {@code input.*} (a folder of files stands for the zip of them), {@code expected.json} (an array, for each unit the
 * resources it states) and, where there are any, {@code findings.txt}. {@code feed.yaml} may say what is special about the
 * feed, and name its overlay. {@code -Dcases.record=true} writes what comes out as expected, for the reviewer to read; {@code
 * -Dcases.only=hl7v2/adt} runs some.
 */
class MappingCaseTests {

    private static final Path ROOT = Path.of("mappings");
    private static final boolean RECORD = Boolean.getBoolean("cases.record");
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final List<Problem> PROBLEMS = new ArrayList<>();
    private static final Mappings MAPPINGS = Mappings.compile(FHIR, YamlFile.below(ROOT, PROBLEMS::add), PROBLEMS::add);

    @Test
    void everyMappingCompilesWithoutAProblem() {
        assertThat(PROBLEMS).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseMapsAsRecorded() throws IOException {
        String only = System.getProperty("cases.only", "");
        try (Stream<Path> paths = Files.walk(ROOT)) {
            List<Path> cases = paths.filter(Files::isDirectory)
                    .filter(path -> "cases".equals(name(path.getParent())))
                    .filter(path -> !path.startsWith(ROOT.resolve("outbound")))
                    .filter(path -> path.toString().contains(only))
                    .sorted()
                    .toList();
            return cases.stream().map(folder -> dynamicTest(folder.toString(), folder.toUri(), () -> run(folder)));
        }
    }

    private static String name(@Nullable Path path) {
        return path == null || path.getFileName() == null
                ? ""
                : path.getFileName().toString();
    }

    private static void run(Path folder) throws Exception {
        List<MappingResult> results = map(folder);
        String actual =
                results.stream().map(MappingCaseTests::resources).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        List<String> findings = results.stream()
                .flatMap(result -> result.findings().stream())
                .map(MappingCaseTests::line)
                .toList();
        Path expected = folder.resolve("expected.json");
        Path expectedFindings = folder.resolve("findings.txt");
        if (RECORD) {
            Files.writeString(expected, actual);
            if (findings.isEmpty()) {
                Files.deleteIfExists(expectedFindings);
            } else {
                Files.write(expectedFindings, findings);
            }
            return;
        }
        JSONAssert.assertEquals(Files.readString(expected), actual, true);
        assertThat(findings)
                .isEqualTo(Files.exists(expectedFindings) ? Files.readAllLines(expectedFindings) : List.of());
    }

    private static String resources(MappingResult result) {
        return result.stated().stream()
                .flatMap(mapped -> mapped.landing() == Landing.RETIRE
                        ? deletion(mapped).stream()
                        : Stream.of(
                                FHIR.newJsonParser().setPrettyPrint(true).encodeResourceToString(mapped.resource())))
                .collect(Collectors.joining(",\n", "[\n", "\n]"));
    }

    /** What the sender deleted; what a unit merely does not state any more is not told. */
    private static Optional<String> deletion(MappedResource mapped) {
        return mapped.resource().children().stream()
                        .anyMatch(child -> child.hasValues() && !child.getName().equals("id"))
                ? Optional.of("{ \"deleted\": \"" + mapped.reference() + "\" }")
                : Optional.empty();
    }

    private static String line(Finding finding) {
        return finding.severity().code() + " " + finding.code() + " " + finding.location();
    }

    private static List<MappingResult> map(Path folder) throws IOException {
        Path input;
        try (Stream<Path> files = Files.list(folder)) {
            input = files.filter(path -> name(path).startsWith("input."))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.isDirectory(input) ? zipped(input) : Files.readAllBytes(input);
        SourceFeed feed = feed(folder);
        Format named = Format.of(ROOT.relativize(folder).getName(0).toString()).orElse(null);
        MessageReaders readers = MessageReaders.standard();
        UnitReader reader = named == null
                ? readers.detect(Arrays.copyOf(bytes, Math.min(bytes.length, 8192)), name(input))
                        .orElseThrow()
                : readers.of(named).orElseThrow();
        List<MappingResult> results = new ArrayList<>();
        reader.read(new ByteArrayInputStream(bytes), name(input), unit -> results.add(mapped(unit, feed)));
        return results;
    }

    /** The files of a folder as the zip they are sent in. */
    private static byte[] zipped(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(name(file)));
                Files.copy(file, zip);
            }
        }
        return bytes.toByteArray();
    }

    /** Tracing must change nothing, and every traced value must name its resource. */
    private static MappingResult mapped(Unit unit, SourceFeed feed) {
        MappingResult traced = MAPPINGS.map(unit, feed, Detail.TRACE);
        assertThat(traced.trace())
                .allSatisfy(step -> assertThat(step.resource()).contains("/"));
        MappingResult plain = MAPPINGS.map(again(unit), feed, Detail.PLAIN);
        assertThat(resources(plain)).isEqualTo(resources(traced));
        return plain;
    }

    /** A unit's own bytes read again are the same unit. */
    private static Unit again(Unit unit) {
        if (unit.root() == null) {
            return unit;
        }
        List<Unit> units = new ArrayList<>();
        try {
            MessageReaders.standard()
                    .of(unit.format())
                    .orElseThrow()
                    .read(new ByteArrayInputStream(unit.bytes()), "", units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(units).hasSize(1);
        return units.get(0);
    }

    private static SourceFeed feed(Path folder) throws IOException {
        Path file = folder.resolve("feed.yaml");
        YamlNode root = Files.exists(file)
                ? YamlFile.parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8), p -> {})
                        .root()
                : YamlFile.parse("", "", p -> {}).root();
        Map<String, String> authorities = new HashMap<>();
        root.get("authorities")
                .ifPresent(node -> node.entries()
                        .forEach((key, uri) -> authorities.put(key, uri.text().orElse(""))));
        SourceFeed feed = new SourceFeed(
                "case",
                root.text("sector").orElse("hospital"),
                root.text("organization").orElse("Testwater General"),
                ZoneId.of(root.text("zone").orElse("America/Chicago")),
                root.text("authority").orElse("urn:headwater:case"),
                authorities,
                root.text("mapping").orElse(null));
        return root.text("overlay")
                .map(name -> feed.with(overlay(folder.resolve(name))))
                .orElse(feed);
    }

    private static Overlay overlay(Path file) {
        List<Problem> problems = new ArrayList<>();
        try {
            YamlFile yaml = YamlFile.parse(file.toString(), Files.readString(file), problems::add);
            Format format =
                    Format.of(ROOT.relativize(file).getName(0).toString()).orElseThrow();
            Overlay overlay = MAPPINGS.overlay("case", format, Overlay.UNSAVED, yaml, problems::add);
            assertThat(problems).isEmpty();
            return overlay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
