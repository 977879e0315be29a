package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.headwater.fhirstore.FhirStore;
import org.headwater.testing.FreshPostgres;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Screening somebody in a real browser: asked, stored, and corrected. */
class ScreeningFormTests extends InBrowser {

    private static final String CLIENT = """
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {
              "resourceType": "Patient", "id": "sf-1",
              "identifier": [{"system": "urn:oid:2.16.840.1.113883.19.5.81", "value": "SF-1"}],
              "name": [{"family": "Testwater", "given": ["Odette"]}], "gender": "female", "birthDate": "1984-08-19"}}]}
            """;

    @Autowired
    FhirStore store;

    @Test
    void somebodyIsScreenedAndTheAnswersAreCorrected() throws IOException {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        declareFeed("screening-forms");
        String patient = somebody("screening-forms");

        browser.go("/console/people/" + patient);
        browser.click("main a[href*='/console/screenings']");
        browser.reads("h1", "Screenings");
        browser.isFitForAll();
        browser.click("main a[href*='/console/screenings/hunger-vital-sign']");
        browser.reads("h1", "Hunger Vital Sign");
        browser.isFitForAll();
        browser.find("[name=feed] option[value=screening-forms]").click();
        browser.find("[name='q/88122-7'][value=LA28397-0]").click();
        browser.find("[name='q/88123-5'][value='absent:not-asked']").click();
        browser.click("main form.screening button[type=submit]");
        browser.reads("h1", "Receipt");
        browser.reads("#receipt .notice", "Done.");

        Condition need = only(Condition.class, "Condition?patient=Patient/" + patient);
        assertThat(need.getVerificationStatus().getCodingFirstRep().getCode()).isEqualTo("unconfirmed");
        assertThat(observations(patient))
                .extracting(one -> one.getCode().getCodingFirstRep().getCode())
                .containsExactlyInAnyOrder("88122-7", "88123-5", "88124-3");
        QuestionnaireResponse response =
                only(QuestionnaireResponse.class, "QuestionnaireResponse?patient=Patient/" + patient);

        browser.go("/console/screenings/hunger-vital-sign?person=" + patient + "&corrects=" + response.getIdPart());
        assertThat(browser.find("[name='q/88122-7'][value=LA28397-0]").isSelected())
                .isTrue();
        browser.find("[name=feed] option[value=screening-forms]").click();
        browser.find("[name='q/88122-7'][value=LA28398-8]").click();
        browser.find("[name='q/88123-5'][value=LA28398-8]").click();
        browser.click("main form.screening button[type=submit]");
        browser.reads("#receipt .notice", "Done.");

        Condition takenBack = only(Condition.class, "Condition?patient=Patient/" + patient);
        assertThat(takenBack.getVerificationStatus().getCodingFirstRep().getCode())
                .isEqualTo("entered-in-error");
        assertThat(takenBack.hasClinicalStatus()).isFalse();
        assertThat(observations(patient))
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.hasInterpretation()).isFalse());
        assertThat(only(QuestionnaireResponse.class, "QuestionnaireResponse?patient=Patient/" + patient)
                        .getStatus()
                        .toCode())
                .isEqualTo("amended");
    }

    @Test
    void everyInstrumentHasAFormFitForAllAndAQuestionnaireThatIsServed() throws IOException {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        declareFeed("screening-forms-2");
        String patient = somebody("screening-forms-2");
        for (String instrument : List.of("prapare", "ahc-hrsn", "hunger-vital-sign")) {
            browser.go("/console/screenings/" + instrument + "?person=" + patient);
            browser.isFitForAll();
            assertThat(store.read("Questionnaire", instrument)).isPresent();
        }
        browser.go("/console/screenings");
        browser.isFitForAll();
    }

    private void declareFeed(String id) {
        browser.go("/console/feeds/new");
        browser.type("[name=id]", id);
        browser.type("[name=organization]", "Harvest Table of the screening tests");
        browser.find("[name=format] option[value=fhir]").click();
        browser.find("[name=sector] option[value=social]").click();
        browser.click("main button[type=submit]");
        browser.reads("h1", "Harvest Table");
    }

    private String somebody(String feed) throws IOException {
        Path file = Files.writeString(files.resolve("client.json"), CLIENT);
        browser.go("/console/upload?feed=" + feed);
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.click("main button[type=submit]");
        browser.reads("h1", "Receipt");
        browser.reads("#receipt .notice", "Done.");
        return store.search("Patient?name=Odette&birthdate=1984-08-19").getEntry().stream()
                .map(entry -> Objects.requireNonNull(entry.getResource()))
                .filter(found -> found.getMeta().getSource() != null)
                .map(found -> found.getIdPart())
                .findFirst()
                .orElseThrow();
    }

    private List<Observation> observations(String patient) {
        return store.search("Observation?category=survey&patient=Patient/" + patient).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(one -> one.getStatus() != Observation.ObservationStatus.ENTEREDINERROR)
                .toList();
    }

    private <T> T only(Class<T> type, String query) {
        List<T> found = store.search(query).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
