package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.headwater.problem.Finding;
import org.headwater.problem.Severity;
import org.headwater.testing.FhirValidation;
import org.headwater.testing.Shared;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Maps every file of the shared corpora and holds what comes out against R4 and the profiles it claims. A unit may be
 * refused only for a reason that {@code corpus-limits.yaml} names; an error of the validator may stand only where that file
 * says why it is the sender's. Counts by message type are printed.
 */
class CorpusMappingTests {

    private static final Path LIMITS = Path.of("src/test/resources/org/headwater/mapping/corpus-limits.yaml");
    private static final int HEAD = 8192;
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Mappings MAPPINGS =
            Mappings.compile(FHIR, YamlFile.below(Path.of("mappings"), problem -> {}), problem -> {});

    private final Map<String, Count> counts = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    /** Each resource once, as JSON, with the message it was first seen in. */
    private final Map<String, String> resources = new HashMap<>();

    private static final class Count {
        private int mapped;
        private int refused;
    }

    @ParameterizedTest
    @ValueSource(strings = {"hl7v2", "ccda", "x12"})
    void everyFileMapsAndWhatComesOutIsValid(String format) throws IOException {
        Optional<Path> corpus = Shared.find("corpora/" + format);
        assumeTrue(corpus.isPresent(), () -> Shared.missing("corpora/" + format));
        FhirValidation validation = FhirValidation.standard();
        assumeTrue(validation.knowsProfiles(), FhirValidation::withoutProfiles);
        UnitReader reader =
                MessageReaders.standard().of(Format.of(format).orElseThrow()).orElseThrow();
        for (Path file : files(corpus.orElseThrow())) {
            map(file, reader);
        }
        counts.forEach((type, count) ->
                System.out.printf("%-24s mapped %4d, refused %4d%n", type, count.mapped, count.refused));

        assertThat(refusals).filteredOn(none(format, "refusals")).isEmpty();
        assertThat(errors(validation).values())
                .filteredOn(none(format, "errors"))
                .isEmpty();
    }

    private void map(Path file, UnitReader reader) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        if (MessageReaders.standard()
                .detect(head, name)
                .filter(detected -> detected.format() == reader.format())
                .isPresent()) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                reader.read(in, name, unit -> map(unit, name));
            }
        }
    }

    private void map(Unit unit, String file) {
        MappingResult result = MAPPINGS.map(unit, SourceFeed.unnamed(), Detail.PLAIN);
        Count count = counts.computeIfAbsent(unit.type(), type -> new Count());
        if (result.refused()) {
            count.refused++;
            result.findings().stream()
                    .filter(finding -> finding.severity().compareTo(Severity.ERROR) >= 0)
                    .forEach(finding -> refusals.add(file + " " + unit.type() + " " + told(finding)));
        } else {
            count.mapped++;
        }
        for (MappedResource mapped : result.resources()) {
            resources.putIfAbsent(
                    FHIR.newJsonParser().encodeResourceToString(mapped.resource()), file + " " + unit.type());
        }
    }

    private static String told(Finding finding) {
        return finding.code() + " " + finding.location() + " " + finding.message();
    }

    /** One example of each kind of error, by what it says of which place. */
    private Map<String, String> errors(FhirValidation validation) {
        Map<String, String> errors = new ConcurrentSkipListMap<>();
        Map<String, Boolean> seen = new ConcurrentHashMap<>();
        resources.entrySet().parallelStream()
                .forEach(resource -> validation.errors(resource.getKey()).forEach(issue -> {
                    String kind = (issue.location() + issue.message()).replaceAll("\\[\\d+]|'[^']*'", "");
                    if (seen.putIfAbsent(kind, true) == null) {
                        errors.put(kind, resource.getValue() + " " + issue + " in " + resource.getKey());
                    }
                }));
        return errors;
    }

    /** Whether a text holds none of the limits of a kind. */
    private static Predicate<String> none(String format, String kind) throws IOException {
        YamlNode root = YamlFile.parse(LIMITS.toString(), Files.readString(LIMITS), problem -> {
                    throw new AssertionError(problem.toString());
                })
                .root();
        List<String> limits = new ArrayList<>();
        for (YamlNode limit : root.get(format).orElseThrow().items(kind)) {
            assertThat(limit.text("reason"))
                    .as("reason at %s", limit.problem(""))
                    .isNotEmpty();
            limits.add(limit.text("says").orElseThrow());
        }
        return text -> limits.stream().noneMatch(limit -> text.matches("(?s).*(" + limit + ").*"));
    }

    private static List<Path> files(Path corpus) throws IOException {
        try (Stream<Path> paths = Files.walk(corpus)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
