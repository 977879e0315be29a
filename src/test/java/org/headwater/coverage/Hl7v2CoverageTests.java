package org.headwater.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headwater.mapping.Mappings;
import org.headwater.problem.Problem;
import org.headwater.testing.Shared;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/reference/hl7v2-coverage.md} true: every row of HL7's v2-to-FHIR tables is looked up in the compiled
 * mappings. {@code -Dcoverage.record=true} writes the page.
 */
class Hl7v2CoverageTests {

    private static final String TABLES = "reference/v2-to-fhir";
    private static final Path PAGE = Path.of("docs/reference/hl7v2-coverage.md");
    private static final Path DECLARED = Path.of("src/test/resources/org/headwater/coverage/hl7v2-coverage.yaml");

    @Test
    void thePageTellsWhatTheMappingsDoWithEveryOfficialRow() throws IOException {
        assumeTrue(Shared.find(TABLES).isPresent(), Shared.missing(TABLES));
        List<Problem> problems = new ArrayList<>();
        Mappings mappings = Mappings.compile(
                FhirContext.forR4Cached(), YamlFile.below(Path.of("mappings"), problems::add), problems::add);
        Declarations declarations =
                new Declarations(YamlFile.parse(DECLARED.toString(), Files.readString(DECLARED), problems::add));
        assertThat(problems).isEmpty();
        Map<OfficialRow, Verdict> verdicts =
                new Coverage(mappings, OfficialTables.read(Shared.find(TABLES).orElseThrow()), declarations).verdicts();
        String page = CoveragePage.of(verdicts);
        if (Boolean.getBoolean("coverage.record")) {
            Files.writeString(PAGE, page);
        }
        assertThat(declarations.unused())
                .as("lines of coverage.yaml no row needs: delete them")
                .isEmpty();
        assertThat(Files.readString(PAGE))
                .as("the page is out of date: run with -Dcoverage.record=true and read the difference")
                .isEqualTo(page);
    }
}
