package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headwater.testing.FhirValidation;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds every resource that a mapping case expects against R4 and, where the published packages are at hand, against the
 * profiles it claims. What cannot be mended yet stands in {@code known-gaps.yaml} with its reason; a gap that is gone asks
 * to be deleted there. {@code -Dcases.only=hl7v2/adt} checks some; {@code -Dcases.warnings=true} prints what is odd but no
 * error.
 */
class ResourceValidationTests {

    private static final Path ROOT = Path.of("mappings");
    private static final Path GAPS = Path.of("src/test/resources/org/headwater/mapping/known-gaps.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FhirValidation VALIDATION = FhirValidation.standard();
    private static final Map<String, List<String>> KNOWN = new HashMap<>();

    /** An error that stands, for a reason: a part of the case's path, and of the error's text. */
    private record Gap(String folder, String error) {
        boolean covers(Path checked, String found) {
            return checked.toString().contains(folder) && found.contains(error);
        }
    }

    @Test
    void profilesAreCheckedToo() {
        assumeTrue(VALIDATION.knowsProfiles(), FhirValidation::withoutProfiles);
    }

    @TestFactory
    Stream<DynamicTest> everyResourceOfEveryCaseIsValid() throws IOException {
        List<Gap> gaps = gaps();
        return cases().stream()
                .map(folder -> dynamicTest(folder.toString(), folder.toUri(), () -> check(folder, gaps)));
    }

    private static void check(Path folder, List<Gap> gaps) throws IOException {
        List<String> errors = new ArrayList<>();
        for (JsonNode unit : JSON.readTree(folder.resolve("expected.json").toFile())) {
            for (JsonNode resource : unit) {
                if (resource.has("deleted")) {
                    continue;
                }
                String of = resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText() + " ";
                KNOWN.computeIfAbsent(resource.toString(), ResourceValidationTests::errors)
                        .forEach(error -> errors.add(of + error));
            }
        }
        List<String> open = errors.stream()
                .filter(error -> gaps.stream().noneMatch(gap -> gap.covers(folder, error)))
                .toList();
        assertThat(open).isEmpty();
        if (VALIDATION.knowsProfiles()) {
            List<Gap> closed = gaps.stream()
                    .filter(gap -> folder.toString().contains(gap.folder()))
                    .filter(gap -> errors.stream().noneMatch(error -> gap.covers(folder, error)))
                    .toList();
            assertThat(closed)
                    .as("gaps that are closed; delete them in %s", GAPS)
                    .isEmpty();
        }
    }

    private static List<String> errors(String resource) {
        List<FhirValidation.Issue> issues = VALIDATION.issues(resource);
        if (Boolean.getBoolean("cases.warnings")) {
            issues.forEach(System.out::println);
        }
        return issues.stream()
                .filter(FhirValidation.Issue::isError)
                .map(FhirValidation.Issue::toString)
                .toList();
    }

    private static List<Path> cases() throws IOException {
        String only = System.getProperty("cases.only", "");
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return paths.filter(path -> path.endsWith("expected.json"))
                    .filter(path -> path.toString().contains(only))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private static List<Gap> gaps() throws IOException {
        List<Gap> gaps = new ArrayList<>();
        YamlFile file = YamlFile.parse(GAPS.toString(), Files.readString(GAPS), problem -> {
            throw new AssertionError(problem.toString());
        });
        file.root().items("gaps").forEach(gap -> {
            assertThat(gap.text("reason")).as("reason at %s", gap.problem("")).isNotEmpty();
            gaps.add(new Gap(gap.text("case").orElseThrow(), gap.text("error").orElseThrow()));
        });
        return gaps;
    }
}
