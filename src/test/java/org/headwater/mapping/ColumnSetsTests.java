package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.Procedure;
import org.junit.jupiter.api.Test;

/** What a row says several times, in numbered columns and in lists. */
class ColumnSetsTests {

    private static final String DICTIONARY = """
            domain: help
            purpose: What tests need.
            elements:
              help.what: { definition: W., type: string, sensitivity: social, fhir: [Procedure.code.text], synonyms: [Service] }
              help.day: { definition: D., type: date, sensitivity: social, fhir: [Procedure.performedDateTime], synonyms: ["Service date"] }
              help.count: { definition: C., type: quantity, sensitivity: social, fhir: [Procedure.outcome.text], synonyms: [Qty] }
              help.note: { definition: N., type: string, sensitivity: social, fhir: [Procedure.note.text], synonyms: [Notes, Comments] }
            """;
    private static final String DATATYPES =
            "datatypes: { annotation: { type: Annotation, rules: [ { from: ., to: text } ] } }";
    private static final String WORDS = "{ concept-map: words, codes: { Food: f, Diapers: d, Rent: r } }";
    private static final String MAPPING = """
            mapping: table/t
            source: { format: table }
            sheet: { lists: { help.what: words, help.count: ~ } }
            resources:
              - each: help.*
                resource: Procedure
                key: help.what + $index
                rules:
                  - { element: help.what, from: help.what, to: code.text }
                  - { element: help.day, from: help.day, to: performedDateTime }
                  - { element: help.count, from: help.count, to: outcome.text }
                  - { element: help.note, from: "help.note[*]", to: note }
            """;

    private final List<Problem> problems = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    @Test
    void numberedColumnsGoTogether() throws IOException {
        assertThat(
                        told(
                                "Service 1,Service 1 date,Qty 1,Service 2,Service 2 date,Qty 2\nFood,2026-01-02,3,Rent,2026-01-05,1"))
                .containsExactly("Food 2026-01-02 3", "Rent 2026-01-05 1");
    }

    @Test
    void twoColumnsOfOneNameAreTheFirstAndTheSecond() throws IOException {
        assertThat(told("Colour,Service,Qty,Service,Qty\nred,Food,3,Rent,1")).containsExactly("Food - 3", "Rent - 1");
    }

    @Test
    void anEmptySecondColumnSaysNothing() throws IOException {
        assertThat(told("Service 1,Service 2,Service date\nFood,,2026-01-02")).containsExactly("Food 2026-01-02 -");
    }

    @Test
    void aColumnWithoutNumberCountsForAllSets() throws IOException {
        assertThat(told("Service 1,Service 2,Service date\nFood,Rent,2026-01-02"))
                .containsExactly("Food 2026-01-02 -", "Rent 2026-01-02 -");
    }

    @Test
    void anAmountThatStandsOnceIsNotCountedTwice() throws IOException {
        assertThat(told("Service 1,Service 2,Qty\nFood,Rent,3")).containsExactly("Food - 3", "Rent - -");
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.location().path()).isEqualTo("row 2, column \"Qty\"");
            assertThat(finding.message()).contains("stands once beside several");
        });
    }

    @Test
    void semicolonsAlwaysDivideAList() throws IOException {
        assertThat(told("Service,Qty\n\"Food; something odd\",2; 1")).containsExactly("Food - 2", "something odd - 1");
        assertThat(findings).isEmpty();
    }

    @Test
    void aCommaDividesOnlyWhereEachPartIsAKnownWord() throws IOException {
        assertThat(told("Service,Service date\n\"Food, diapers and rent\",2026-01-02"))
                .containsExactly("Food 2026-01-02 -", "diapers 2026-01-02 -", "rent 2026-01-02 -");
        assertThat(told("Service,Service date\n\"Food, hot\",2026-01-02")).containsExactly("Food, hot 2026-01-02 -");
    }

    @Test
    void twoNamesOfOneElementAreNoSets() throws IOException {
        assertThat(told("Service,Notes,Comments\nFood,tired,came late")).containsExactly("Food - - tired came late");
    }

    @Test
    void aBlockForSeveralElementsKnowsWhichAndWhatTheColumnIsCalled() throws IOException {
        Mappings mappings = compile("""
                mapping: table/t
                source: { format: table }
                resources:
                  - each: [help.what, help.note]
                    resource: Procedure
                    key: $name
                    rules:
                      - { element: $name, from: $heading, to: code.text }
                      - { element: $name, from: $name, to: outcome.text }
                      - { element: $name, from: ., to: note.text }
                """);
        MappingResult result = only(mappings, "Service,Comments\nFood,tired");
        assertThat(result.resources().stream()
                        .map(made -> (Procedure) made.resource())
                        .map(made -> made.getCode().getText() + "="
                                + made.getOutcome().getText()))
                .containsExactly("Service=help.what", "Comments=help.note");
        assertThat(mappings.uses()).extracting(use -> use.element()).contains("help.what", "help.note");
        assertThat(result.trace()).extracting(TraceStep::dictionaryElement).containsOnly("help.what", "help.note");
    }

    private List<String> told(String csv) throws IOException {
        findings.clear();
        MappingResult result = only(compile(MAPPING), csv);
        findings.addAll(result.findings());
        return result.resources().stream()
                .map(made -> (Procedure) made.resource())
                .map(ColumnSetsTests::told)
                .toList();
    }

    private static String told(Procedure made) {
        StringBuilder told = new StringBuilder(made.getCode().getText());
        told.append(' ')
                .append(made.hasPerformed() ? made.getPerformedDateTimeType().getValueAsString() : "-");
        told.append(' ').append(made.hasOutcome() ? made.getOutcome().getText() : "-");
        made.getNote().forEach(note -> told.append(' ').append(note.getText()));
        return told.toString();
    }

    private Mappings compile(String mapping) {
        Mappings mappings = Mappings.compile(
                FhirContext.forR4Cached(),
                List.of(
                        file("mappings/dictionary/help.yaml", DICTIONARY),
                        file("mappings/table/datatypes.yaml", DATATYPES),
                        file("mappings/codes/words.yaml", WORDS),
                        file("mappings/table/t/mapping.yaml", mapping)),
                problems::add);
        assertThat(problems).isEmpty();
        return mappings;
    }

    private YamlFile file(String path, String text) {
        return YamlFile.parse(path, text, problems::add);
    }

    private static MappingResult only(Mappings mappings, String csv) throws IOException {
        List<Unit> units = new ArrayList<>();
        MessageReaders.standard()
                .of(Format.TABLE)
                .orElseThrow()
                .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "list.csv", units::add);
        assertThat(units).hasSize(1);
        return mappings.map(units.get(0), SourceFeed.unnamed(), Detail.TRACE);
    }
}
