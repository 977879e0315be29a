package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headwater.testing.Shared;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

class PlainJsonTests {

    private static final FhirContext R4 = FhirContext.forR4Cached();

    private final ResourceJson hapi = new ResourceJson(R4);
    private final PlainJson plain = new PlainJson(R4);

    @Test
    void writesWhatHapiWrites() {
        for (Resource resource : SampleRecords.message(17, 3)) {
            assertThat(plain.encode(resource)).isEqualTo(hapi.encodeByHapi(resource));
        }
    }

    @Test
    void writesIdsExtensionsAndGapsInLists() {
        Patient patient = new Patient();
        patient.setId("Patient/1");
        patient.getMeta().setSource("urn:x").addProfile("http://example.org");
        patient.getText().setDivAsString("<div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; b \"quoted\" – ünï</div>");
        patient.addExtension().setUrl("http://example.org/nested").addExtension("inner", new CodeType("x"));
        patient.addModifierExtension(new Extension("http://example.org/modifier", new StringType("m\u0001\n\t\\\"")));
        HumanName name = patient.addName();
        name.setId("name-1");
        name.addGivenElement().addExtension("http://example.org/absent", new CodeType("unknown"));
        name.addGiven("Second");
        name.getFamilyElement().setId("f1").addExtension("http://example.org/own", new StringType("van"));
        patient.addName();
        patient.getBirthDateElement().addExtension("http://example.org/time", new StringType("noon"));
        patient.getActiveElement().setValue(true);
        patient.addCommunication();
        assertThat(plain.encode(patient)).isEqualTo(hapi.encodeByHapi(patient));
    }

    @Test
    void keepsTheSendersDecimals() {
        Observation observation = new Observation();
        observation.setValue(new Quantity().setValueElement(new DecimalType("1.500")));
        assertThat(plain.encode(observation)).contains("1.500").isEqualTo(hapi.encodeByHapi(observation));
    }

    @Test
    void leavesContainedResourcesToHapi() {
        Patient patient = new Patient();
        Organization organization = new Organization();
        organization.setId("#o");
        patient.addContained(organization);
        patient.setManagingOrganization(new Reference("#o"));
        assertThat(plain.encode(patient)).isNull();
        assertThat(hapi.encode(patient)).contains("contained");
    }

    @Test
    void writesEveryResourceOfTheSharedCorpusAsHapiDoes() throws IOException {
        Optional<Path> folder = Shared.find("corpora/fhir");
        assumeTrue(folder.isPresent(), () -> Shared.missing("corpora/fhir"));
        int compared = 0;
        for (Resource resource : resources(folder.orElseThrow())) {
            String text = plain.encode(resource);
            if (text != null) {
                assertThat(text).isEqualTo(hapi.encodeByHapi(resource));
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static List<Resource> resources(Path folder) throws IOException {
        List<Resource> resources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .filter(path -> path.toFile().length() < 3_000_000)
                    .sorted()
                    .limit(150)
                    .toList()) {
                Resource resource = parsed(Files.readString(file, StandardCharsets.UTF_8));
                if (resource instanceof Bundle bundle) {
                    bundle.getEntry().forEach(entry -> resources.add(entry.getResource()));
                } else if (resource != null) {
                    resources.add(resource);
                }
            }
        }
        resources.removeIf(java.util.Objects::isNull);
        return resources;
    }

    private static @org.jspecify.annotations.Nullable Resource parsed(String text) {
        try {
            return (Resource) R4.newJsonParser().parseResource(text);
        } catch (RuntimeException e) {
            return null; // broken on purpose, or not FHIR
        }
    }
}
