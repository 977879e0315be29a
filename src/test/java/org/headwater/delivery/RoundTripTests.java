package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.mapping.Compositions;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What we send, read by our own reader and mapped, states what was stored. */
class RoundTripTests {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final List<Problem> PROBLEMS = new ArrayList<>();
    private static final Mappings MAPPINGS =
            Mappings.compile(FHIR, YamlFile.below(Path.of("mappings"), PROBLEMS::add), PROBLEMS::add);
    private static final String AUTHORITY = "urn:headwater:case";
    private static final Destination ANYBODY = Samples.destination("anybody", """
            organization: Somebody
            address: mllp://localhost:1
            events: [admission]
            people: all
            zone: America/Chicago
            """);

    @Test
    void everyCompositionCompilesWithoutAProblem() {
        assertThat(Samples.PROBLEMS).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> anAdmissionSentAndReadAgainStatesTheSame() {
        return cases(
                "mappings/hl7v2/adt/cases",
                Encounter.class,
                "admit-to-a-bed",
                "cancel-a-discharge",
                "cancel-an-admission",
                "coverage-of-the-patient-and-an-employer",
                "discharge-home-with-final-diagnosis",
                "pre-admit-for-planned-surgery",
                "register-in-the-emergency-room",
                "transfer-to-intensive-care",
                "twin-born-here",
                "visit-without-a-number");
    }

    @TestFactory
    Stream<DynamicTest> aReportSentAndReadAgainStatesTheSame() {
        return cases(
                "mappings/hl7v2/oru-r01/cases",
                DiagnosticReport.class,
                "basic-metabolic-panel",
                "corrected-result-with-organisms",
                "preliminary-result",
                "radiology-report-in-lines",
                "report-as-pdf",
                "values-of-many-kinds",
                "vital-signs-and-cancelled-test");
    }

    private static Stream<DynamicTest> cases(String folder, Class<? extends Resource> about, String... names) {
        return Stream.of(names)
                .map(name -> Path.of(folder, name))
                .map(path -> dynamicTest(path.toString(), () -> sentAndRead(path, about)));
    }

    private static void sentAndRead(Path folder, Class<? extends Resource> about) throws IOException {
        for (Map<String, Resource> stored : mapped(Files.readAllBytes(folder.resolve("input.hl7")))) {
            for (Resource subject :
                    stored.values().stream().filter(about::isInstance).toList()) {
                byte[] sent = composed(subject, stored).getBytes(StandardCharsets.UTF_8);
                Map<String, Resource> again = mapped(sent).get(0);
                for (Class<? extends Resource> type : List.of(Patient.class, about)) {
                    Facts before = Facts.of(type.isInstance(subject) ? subject : only(stored, type), stored);
                    Facts after = Facts.of(only(again, type), again);
                    assertThat(after.lines())
                            .as(
                                    "%s from\n%s",
                                    type.getSimpleName(), new String(sent, StandardCharsets.UTF_8).replace('\r', '\n'))
                            .containsExactlyElementsOf(before.lines());
                }
            }
        }
    }

    private static Resource only(Map<String, Resource> resources, Class<? extends Resource> type) {
        return resources.values().stream().filter(type::isInstance).findFirst().orElseThrow();
    }

    private static String composed(Resource subject, Map<String, Resource> stored) {
        MemoryStore store = new MemoryStore();
        stored.values().forEach(store::put);
        Map<String, Object> parts = new LinkedHashMap<>();
        boolean visit = subject instanceof Encounter;
        parts.put(visit ? "encounter" : "report", subject);
        Patient patient = (Patient) only(stored, Patient.class);
        Compositions.Composed composed = new Writer(Samples.COMPOSITIONS, Samples.CLOCK)
                .write(
                        new Writer.News(
                                visit ? "ADT" : "ORU",
                                visit ? trigger((Encounter) subject) : "R01",
                                "TEST0001",
                                visit ? "outbound/adt" : "outbound/oru",
                                patient,
                                parts,
                                Instant.parse("2026-03-10T12:00:00Z"),
                                occurred(subject),
                                feed()),
                        ANYBODY,
                        new Library(store));
        return composed.text();
    }

    private static String trigger(Encounter visit) {
        return switch (visit.getStatus()) {
            case FINISHED -> "A03";
            case CANCELLED -> "A11";
            case PLANNED -> "A05";
            case ENTEREDINERROR -> "A23";
            default -> moved(visit) ? "A02" : "A01";
        };
    }

    private static boolean moved(Encounter visit) {
        return visit.getLocation().stream()
                .anyMatch(one -> one.getStatus() == Encounter.EncounterLocationStatus.COMPLETED);
    }

    private static String occurred(Resource subject) {
        return subject instanceof Encounter visit
                ? visit.getLocation().stream()
                        .filter(one -> one.getPeriod().hasStart())
                        .map(one -> one.getPeriod().getStartElement().getValueAsString())
                        .findFirst()
                        .orElse("2026-03-10T11:00:00Z")
                : "2026-03-10T11:00:00Z";
    }

    private static Feed feed() {
        return new Feed(
                new FeedId("case"),
                Format.HL7V2,
                Sector.HOSPITAL,
                "Case",
                ZoneId.of("America/Chicago"),
                AUTHORITY,
                Map.of(),
                null,
                List.of(),
                null);
    }

    private static List<Map<String, Resource>> mapped(byte[] message) throws IOException {
        SourceFeed source =
                new SourceFeed("case", "hospital", "Case", ZoneId.of("America/Chicago"), AUTHORITY, Map.of(), null);
        List<Map<String, Resource>> units = new ArrayList<>();
        MessageReaders.standard()
                .of(Format.HL7V2)
                .orElseThrow()
                .read(new ByteArrayInputStream(message), "", (Unit unit) -> {
                    Map<String, Resource> resources = new LinkedHashMap<>();
                    for (MappedResource one :
                            MAPPINGS.map(unit, source, Detail.PLAIN).resources()) {
                        resources.put(one.reference(), one.resource());
                    }
                    units.add(resources);
                });
        return units;
    }
}
