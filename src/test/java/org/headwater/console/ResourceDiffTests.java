package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Set;
import org.headwater.console.ResourceDiff.Compared;
import org.headwater.console.ResourceDiff.Fate;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class ResourceDiffTests {

    private final ResourceDiff diff = new ResourceDiff(FhirContext.forR4Cached());

    @Test
    void whatStaysIsTheSame() {
        assertThat(diff.of(List.of(mapped(patient("a"))), List.of(mapped(patient("a")))))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.fate()).isEqualTo(Fate.SAME);
                    assertThat(one.gist()).isEqualTo("Testwater, Ann, 1980-01-01");
                });
    }

    @Test
    void aValueThatChangesIsGoneAndNew() {
        Patient after = patient("a");
        after.setGender(AdministrativeGender.OTHER);
        after.getBirthDateElement().setValueAsString("1980-01-02");
        Compared one =
                diff.of(List.of(mapped(patient("a"))), List.of(mapped(after))).get(0);
        assertThat(one.fate()).isEqualTo(Fate.CHANGED);
        assertThat(one.renamed()).isFalse();
        assertThat(one.lines())
                .filteredOn(line -> line.fate() != Fate.SAME)
                .extracting(line -> line.fate() + " " + line.key() + " " + line.value())
                .containsExactlyInAnyOrder("NEW gender other", "GONE birthDate 1980-01-01", "NEW birthDate 1980-01-02");
    }

    @Test
    void anotherIdMakesAnotherRecordOfTheSameThing() {
        assertThat(diff.of(List.of(mapped(patient("a"))), List.of(mapped(patient("b")))))
                .singleElement()
                .satisfies(one -> assertThat(one.renamed()).isTrue());
    }

    @Test
    void resourcesComeAndGo() {
        Organization organization = new Organization().setName("Lakeside");
        organization.setId("o");
        assertThat(diff.of(List.of(mapped(patient("a"))), List.of(mapped(organization))))
                .extracting(Compared::fate, Compared::type, Compared::gist)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Fate.NEW, "Organization", "Lakeside"),
                        org.assertj.core.groups.Tuple.tuple(Fate.GONE, "Patient", "Testwater, Ann, 1980-01-01"));
    }

    private static Patient patient(String id) {
        Patient patient = new Patient();
        patient.setId(id);
        patient.addName().setFamily("Testwater").addGiven("Ann");
        patient.getBirthDateElement().setValueAsString("1980-01-01");
        return patient;
    }

    private static MappedResource mapped(Resource resource) {
        return new MappedResource(resource, Landing.MERGE, null, Set.of());
    }
}
