package org.headwater.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;

class DictionaryTests {

    private final List<Problem> problems = new ArrayList<>();

    @Test
    void anElementSaysWhatItMeansAndWhereItLands() {
        Dictionary dictionary = read("""
                domain: person
                purpose: Who someone is.
                elements:
                  person.birth-date:
                    definition: The day the person was born.
                    type: date
                    fhir: [Patient.birthDate]
                    sensitivity: identifying
                    synonyms: [DOB, "Date of birth"]
                    since: 2
                """);

        assertThat(problems).isEmpty();
        assertThat(dictionary.element("person.birth-date"))
                .contains(new Element(
                        "person.birth-date",
                        "person",
                        "The day the person was born.",
                        "date",
                        List.of("Patient.birthDate"),
                        null,
                        "identifying",
                        List.of("DOB", "Date of birth"),
                        null,
                        2,
                        "mappings/dictionary/person.yaml",
                        5));
        assertThat(dictionary.domains())
                .singleElement()
                .satisfies(domain -> assertThat(domain.purpose()).isEqualTo("Who someone is."));
        assertThat(dictionary.element("person.birthday")).isEmpty();
    }

    @Test
    void whateverIsWrongIsToldWithFileAndLine() {
        read("""
                domain: person
                purpose: Who someone is.
                elements:
                  person.birth-date:
                    type: day
                    fhir: birthDate
                    sensitivity: private
                    colour: blue
                  household.size:
                    definition: How many live together.
                    type: integer
                    values: http://example.org/numbers
                    sensitivity: social
                    since: never
                """);

        assertThat(problems)
                .extracting(Problem::toString)
                .allSatisfy(told -> assertThat(told).startsWith("mappings/dictionary/person.yaml:"))
                .anySatisfy(told -> assertThat(told).contains("definition: is missing"))
                .anySatisfy(told -> assertThat(told).contains(":5: type: one of string, code, date"))
                .anySatisfy(told -> assertThat(told).contains(":6: fhir: a path is written Type.path"))
                .anySatisfy(told -> assertThat(told).contains(":7: sensitivity: one of identifying"))
                .anySatisfy(told -> assertThat(told).contains(":8: unknown key \"colour\""))
                .anySatisfy(told -> assertThat(told).contains("an element of this file is named person."))
                .anySatisfy(told -> assertThat(told).contains("fhir: is missing"))
                .anySatisfy(told -> assertThat(told).contains(":12: values: only codes and identifiers"))
                .anySatisfy(told -> assertThat(told).contains(":14: since: a whole number"))
                .hasSize(9);
    }

    @Test
    void aNameOrAHeadingIsClaimedOnce() {
        String file = """
                domain: person
                purpose: Who someone is.
                elements:
                  person.phone:
                    definition: A telephone number.
                    type: contact
                    fhir: [Patient.telecom]
                    sensitivity: identifying
                    synonyms: [Phone]
                  person.mobile-phone:
                    definition: The telephone the person carries.
                    type: contact
                    fhir: [Patient.telecom]
                    sensitivity: identifying
                    synonyms: [phone]
                """;
        read(file, file);

        assertThat(problems)
                .extracting(Problem::toString)
                .contains(
                        "mappings/dictionary/person.yaml:15: synonyms: \"phone\" already means person.phone",
                        "mappings/dictionary/person.yaml:5: person.phone is defined already, at"
                                + " mappings/dictionary/person.yaml:5",
                        "mappings/dictionary/person.yaml:1: domain: another file defines person");
    }

    @Test
    void aFileWithoutDomainIsNoDictionaryUnlessItStandsAmongThem() {
        assertThat(Dictionary.load(
                                List.of(YamlFile.parse("mappings/codes/x.yaml", "concept-map: x", problems::add)),
                                problems::add)
                        .elements())
                .isEmpty();
        assertThat(problems).isEmpty();

        read("elements: {}");

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly("domain: is missing; name the domain this file defines");
    }

    private Dictionary read(String... texts) {
        List<YamlFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(YamlFile.parse("mappings/dictionary/person.yaml", text, problems::add));
        }
        return Dictionary.load(files, problems::add);
    }
}
