package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.testing.FhirValidation;
import org.headwater.testing.Shared;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Other projects' screenings: every file goes through or is refused in words, and what we make of answers is valid. */
class ScreeningCorpusTests {

    private static final String CORPUS = "corpora/screening";
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @TestFactory
    Stream<DynamicTest> everyFileGoesThroughOrIsRefusedInWords() throws IOException {
        Optional<Path> corpus = Shared.find(CORPUS);
        assumeTrue(corpus.isPresent(), () -> Shared.missing(CORPUS));
        assumeTrue(FhirValidation.standard().knowsProfiles(), FhirValidation::withoutProfiles);
        Mappings mappings = Mappings.compile(FHIR, YamlFile.below(Path.of("mappings"), problem -> {}), problem -> {});
        try (Stream<Path> paths = Files.walk(corpus.get())) {
            return paths
                    .filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".zip"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(path -> dynamicTest(String.valueOf(path.getFileName()), () -> check(path, mappings)));
        }
    }

    private static void check(Path file, Mappings mappings) throws IOException {
        List<MappingResult> results = map(file, mappings);
        assertThat(results).isNotEmpty();
        for (MappingResult result : results) {
            assertThat(result.findings()).extracting(Finding::code).doesNotContain(FindingCode.INTERNAL);
            assertThat(result.refused() || !result.stated().isEmpty()).isTrue();
            for (MappedResource mapped : result.resources()) {
                if (isOurs(mapped.resource())) {
                    assertThat(FhirValidation.standard().errors(mapped.resource()))
                            .as(mapped.reference())
                            .isEmpty();
                }
            }
        }
        boolean answers =
                file.toString().contains("SCREENING_") || file.toString().contains("questionnaire_response");
        if (answers) {
            assertThat(results)
                    .allSatisfy(result -> assertThat(result.stated())
                            .anyMatch(mapped -> mapped.resource().fhirType().equals("Condition"))
                            .anyMatch(mapped -> mapped.resource().fhirType().equals("QuestionnaireResponse")));
        }
    }

    /** What the mapping makes of answers; what senders claim of their own resources is their affair. */
    private static boolean isOurs(Resource resource) {
        List<String> profiles = resource.getMeta().getProfile().stream()
                .map(CanonicalType::getValue)
                .toList();
        return profiles.contains(
                        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-screening-assessment")
                || (resource instanceof Condition condition
                        && condition.getCode().hasText()
                        && profiles.contains(
                                "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-Condition"));
    }

    private static List<MappingResult> map(Path file, Mappings mappings) throws IOException {
        Format format = file.toString().endsWith(".csv") ? Format.TABLE : Format.FHIR;
        List<MappingResult> results = new ArrayList<>();
        MessageReaders.standard()
                .of(format)
                .orElseThrow()
                .read(
                        new ByteArrayInputStream(Files.readAllBytes(file)),
                        String.valueOf(file.getFileName()),
                        unit -> results.add(mappings.map(unit, SourceFeed.unnamed(), Detail.PLAIN)));
        return results;
    }
}
