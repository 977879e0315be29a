package org.headwater.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dictionary as we deliver it. */
class OurDictionaryTests {

    private static final List<Problem> PROBLEMS = new ArrayList<>();
    private static final Dictionary DICTIONARY =
            Dictionary.load(YamlFile.below(Path.of("mappings"), PROBLEMS::add), PROBLEMS::add);
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @Test
    void nothingIsWrongWithIt() {
        assertThat(PROBLEMS).isEmpty();
        assertThat(DICTIONARY.elements()).hasSizeGreaterThan(500);
    }

    @Test
    void everyElementLandsWhereR4HasAnElement() {
        SoftAssertions softly = new SoftAssertions();
        for (Element element : DICTIONARY.elements()) {
            for (String path : element.fhir()) {
                softly.assertThat(missing(path)).as(element.name()).isNull();
            }
        }
        softly.assertAll();
    }

    /** What a path names that R4 lacks; null when R4 has it all. */
    private static @Nullable String missing(String path) {
        List<String> steps = steps(path);
        BaseRuntimeElementDefinition<?> type = FHIR.getResourceDefinition(steps.get(0));
        for (String step : steps.subList(1, steps.size())) {
            if (step.startsWith("extension(")) {
                type = FHIR.getElementDefinition("Extension");
                continue;
            }
            if (!(type instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
                return path + ": nothing stands below " + type.getName();
            }
            BaseRuntimeChildDefinition child = composite.getChildByName(step);
            if (child == null || child.getChildByName(step) == null) {
                return path + ": " + type.getName() + " has no " + step;
            }
            type = child.getChildByName(step);
        }
        return null;
    }

    /** Divides at points outside parentheses. */
    private static List<String> steps(String path) {
        return List.of(path.split("\\.(?![^()]*\\))"));
    }

    @ParameterizedTest
    @CsvSource({
        "DOB, person.birth-date",
        "D.O.B., person.birth-date",
        "date_of_birth, person.birth-date",
        "DateOfBirth, person.birth-date",
        "Fecha de Nacimiento, person.birth-date",
        "DOB (mm/dd/yyyy), person.birth-date",
        "Client, person.name",
        "Client ID, person.identifier",
        "Client Phone #, person.phone",
        "Teléfono, person.phone",
        "TELEFONO, person.phone",
        "Zip Code, person.address-postal-code",
        "Client Zip, person.address-postal-code",
        "FNAME, person.given-name",
        "Hispanic/Latino, person.ethnicity",
        "HH Size, household.size",
        "# in household, household.size",
        "% FPL, household.poverty-level",
        "Visit, service.date",
        "Boxes, service.quantity",
        "Service Type, service.type",
        "Need, need.code",
        "Referred To, referral.target",
        "Referral Status, referral.status",
        "Loop closed, referral.outcome",
        "Program, programme.name",
        "Entry Date, programme.start",
        "ROI on file, consent.status",
        "Medicaid CIN, person.medicaid-number",
        "Insurance, coverage.payer",
        "Emergency Contact, contact.name",
        "Notes, service.note",
        "person.birth-date, person.birth-date",
        "Referral due, referral.due"
    })
    void aHeadingPeopleUseMeansAnElement(String heading, String element) {
        assertThat(DICTIONARY.bySynonym(heading))
                .hasValueSatisfying(match -> assertThat(match.element().name()).isEqualTo(element));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "xyzzy", "Favourite colour", "Column 7"})
    void aHeadingNobodyUsesMeansNothing(String heading) {
        assertThat(DICTIONARY.bySynonym(heading)).isEmpty();
    }

    @Test
    void aMisspeltHeadingIsGuessedAtButNotTakenForKnown() {
        assertThat(DICTIONARY.bySynonym("Date of brith")).isEmpty();
        assertThat(DICTIONARY.like("Date of brith").get(0).element().name()).isEqualTo("person.birth-date");
        assertThat(DICTIONARY.like("Date of brith").get(0).confidence()).isBetween(0.5, 0.7);
        assertThat(DICTIONARY.like("DOB"))
                .singleElement()
                .satisfies(match -> assertThat(match.confidence()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "person.birthdate, person.birth-date",
        "person.ssn, person.social-security-number",
        "encounter.stauts, encounter.status",
        "program.name, programme.name"
    })
    void aMisspeltNameIsSetRight(String misspelt, String meant) {
        assertThat(DICTIONARY.suggestions(misspelt)).first().isEqualTo(meant);
    }

    @Test
    void aNameLikeNoOtherHasNoSuggestion() {
        assertThat(DICTIONARY.suggestions("quantum.flux")).isEmpty();
    }
}
