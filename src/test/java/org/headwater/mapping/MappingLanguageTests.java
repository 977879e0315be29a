package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headwater.message.Format;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mapping language means, sentence by sentence. */
class MappingLanguageTests {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String DICTIONARY = """
            domain: t
            purpose: What tests need.
            elements:
              t.any: { definition: Anything., type: string, sensitivity: clinical, fhir: [Patient.active] }
              t.birth: { definition: Birth date., type: date, sensitivity: identifying, fhir: [Patient.birthDate] }
            """;
    private static final String DATATYPES = """
            datatypes:
              identifier: { type: Identifier, rules: [ { from: .1, to: value }, { from: .4, to: system, as: authority }, { from: .5, to: "type.coding.code" } ] }
              human-name: { type: HumanName, rules: [ { from: .1, to: family }, { from: .2, to: given } ] }
              codeable-concept: { type: CodeableConcept, rules: [ { from: .1, to: coding.code }, { from: .3, to: coding.system, as: code-system }, { from: .2, to: text } ] }
            """;
    private static final String SEX =
            "{ concept-map: sex, target: http://hl7.org/fhir/administrative-gender, codes: { M: male, F: female, N: ~ } }";
    private static final String SYSTEMS = "code-systems: { http://loinc.org: [LN, 2.16.840.1.113883.6.1] }";

    private static final String DOCTOR = """
            mapping: hl7v2/doctor
            version: 1
            resources:
              - resource: Practitioner
                key: .1
                rules: [ { element: t.any, from: ., to: name, as: human-name } ]
            """;

    private final List<Problem> problems = new ArrayList<>();
    private final TestNode message = TestNode.root();

    private Mappings compile(String mapping) {
        List<YamlFile> files = new ArrayList<>(List.of(
                file("mappings/dictionary/t.yaml", DICTIONARY),
                file("mappings/hl7v2/datatypes.yaml", DATATYPES),
                file("mappings/codes/sex.yaml", SEX),
                file("mappings/codes/systems.yaml", SYSTEMS),
                file("mappings/hl7v2/t/mapping.yaml", mapping)));
        if (mapping.contains("hl7v2/doctor")) {
            files.add(file("mappings/hl7v2/doctor/mapping.yaml", DOCTOR));
        }
        return Mappings.compile(FHIR, files, problems::add);
    }

    private YamlFile file(String path, String text) {
        return YamlFile.parse(path, text, problems::add);
    }

    private MappingResult map(String blocks) {
        return map(blocks, Detail.TRACE);
    }

    private MappingResult map(String blocks, Detail detail) {
        Mappings mappings =
                compile("mapping: hl7v2/t\nsource: { format: hl7v2, types: [T^T01] }\ntime: EVN-2\nresources:\n"
                        + blocks.indent(2));
        assertThat(problems).isEmpty();
        Unit unit = new Unit(Format.HL7V2, "T^T01", 1, "", null, null, new byte[0], message, List.of());
        SourceFeed feed = new SourceFeed(
                "f",
                "hospital",
                "Testwater",
                ZoneId.of("America/Chicago"),
                "urn:f",
                Map.of("HOSP", "urn:oid:1.2.3"),
                null);
        return mappings.map(unit, feed, detail);
    }

    private <T> T only(MappingResult result, Class<T> type) {
        return result.resources().stream()
                .map(MappedResource::resource)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((a, b) -> {
                    throw new AssertionError("more than one " + type.getSimpleName());
                })
                .orElseThrow();
    }

    private static final String PATIENT = """
            - each: PID
              name: patient
              resource: Patient
              key: identifier(MR) | identifier
              rules:
                - { element: t.any, from: "PID-3[*]", to: identifier }
                - { element: t.any, from: "PID-5[*]", to: name }
                - { element: t.birth, from: PID-7 }
                - { element: t.any, from: PID-8, to: gender, translate: sex }
            """;

    @Test
    void aValueLandsWhereTheRuleOrTheDictionarySays() {
        message.segment("PID", null, null, "123^^^HOSP^MR", null, "Testwater^Ann~Testwater^Nan", null, "19800101", "F");
        Patient patient = only(map(PATIENT), Patient.class);
        assertThat(patient.getIdentifierFirstRep().getSystem()).isEqualTo("urn:oid:1.2.3");
        assertThat(patient.getName()).hasSize(2);
        assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1980-01-01");
        assertThat(patient.getGender().toCode()).isEqualTo("female");
    }

    @Test
    void theSameIdentifierGivesTheSameIdWhateverElseIsSent() {
        message.segment("PID", null, null, "9^^^X^PI~123^^^HOSP^MR", null, "Testwater^Ann");
        String first = only(map(PATIENT), Patient.class).getIdPart();
        TestNode other = TestNode.root();
        other.segment("PID", null, null, "123^^^HOSP^MR");
        message.children().clear();
        message.segment("PID", null, null, "123^^^HOSP^MR");
        assertThat(only(map(PATIENT), Patient.class).getIdPart())
                .isEqualTo(first)
                .hasSize(32);
    }

    @Test
    void aCodeTheMapLacksIsLeftOutWithAFindingAndOneWithoutEquivalentSilently() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, null, "Q");
        MappingResult result = map(PATIENT);
        assertThat(only(result, Patient.class).hasGender()).isFalse();
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.UNMAPPED_CODE);
            assertThat(finding.location().path()).isEqualTo("/PID/8");
        });
        message.children().clear();
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, null, "N");
        assertThat(map(PATIENT).findings()).isEmpty();
    }

    @Test
    void anInvalidDateIsLeftOutAndItsFindingDoesNotQuoteIt() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, "19801301");
        MappingResult result = map(PATIENT);
        assertThat(only(result, Patient.class).hasBirthDate()).isFalse();
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.INVALID_VALUE);
            assertThat(finding.message()).contains("t.birth").doesNotContain("19801301");
        });
    }

    @Test
    void twoQuotesDeleteAndTheEventTimeIsTheFeedsZoneWhereNoneIsSent() {
        message.segment("EVN", null, "20240105103000");
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, "\"\"");
        MappedResource mapped = map(PATIENT).resources().get(0);
        assertThat(mapped.deletions()).containsExactly("birthDate");
        assertThat(mapped.eventTime()).isEqualTo(Instant.parse("2024-01-05T16:30:00Z"));
    }

    @Test
    void whatTheSenderDeletedIsStatedAsDeletedAndWhatIsNotSaidAnyMoreAsGone() {
        message.segment("EVN", null, "20240105103000");
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, "19800101", "X");
        MappedResource deleted = map(PATIENT.replace("  rules:", "  deleted: PID-8 = X\n  rules:"))
                .resources()
                .get(0);
        assertThat(deleted.landing()).isEqualTo(Landing.RETIRE);
        assertThat(deleted.eventTime()).isEqualTo(Instant.parse("2024-01-05T16:30:00Z"));
        assertThat(((Patient) deleted.resource()).hasBirthDate()).isTrue();

        MappingResult gone = map(PATIENT.replace("  rules:", "  gone: PID-8 = X\n  rules:"));
        assertThat(gone.findings()).isEmpty();
        assertThat(gone.trace()).isEmpty();
        assertThat(gone.resources()).singleElement().satisfies(one -> {
            assertThat(one.landing()).isEqualTo(Landing.RETIRE);
            assertThat(one.reference()).isEqualTo(deleted.reference());
            assertThat(((Patient) one.resource()).hasBirthDate()).isFalse();
        });
    }

    @Test
    void aCodeThatAnotherRuleReadsIsLeftOutInSilence() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, null, "X");
        MappingResult result = map(PATIENT.replace("translate: sex }", "translate: sex, unmapped: leave-out }"));
        assertThat(only(result, Patient.class).hasGender()).isFalse();
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void aDeletionIsAboutAPartAnExtensionOrAnEntry() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, null, null, "\"\"", "\"\"", "\"\"");
        MappedResource mapped = map(PATIENT + """
                    - { element: t.any, from: PID-9, to: telecom.value, entry: home }
                    - { element: t.any, from: PID-10, to: "extension(http://example.org/x).valueString" }
                    - { element: t.any, from: PID-11, to: maritalStatus, delete: true }
                    - { element: t.any, from: PID-12, to: photo, delete: true }
                """).resources().get(0);
        assertThat(mapped.deletions())
                .containsExactlyInAnyOrder("telecom[home]", "extension[http://example.org/x]", "maritalStatus");
    }

    @Test
    void aMergeSaysWhatIsSupposedWhatIsTakenBackAndWhatFollows() {
        message.segment("PID", null, null, "1^^^HOSP^MR");
        message.segment("MRG", "2^^^HOSP^MR");
        MappingResult result = map(PATIENT + """
            - each: MRG
              name: former
              resource: Patient
              key: identifier
              other-than: patient
              follow: { former: patient }
              rules:
                - { element: t.any, from: MRG-1, to: identifier }
                - { element: t.any, value: true, to: active, fill: true }
                - { element: t.any, to: gender, undo: true }
                - { element: t.any, reference: patient, to: link, delete: true }
            """);
        MappedResource survivor = result.resources().get(0);
        MappedResource former = result.resources().get(1);
        assertThat(former.fills()).containsExactly("active");
        assertThat(former.undone()).containsExactly("gender");
        assertThat(former.deletions()).containsExactly("link[" + survivor.reference() + "]");
        assertThat(former.follow()).containsExactly(Map.entry(former.reference(), survivor.reference()));
        message.children().clear();
        message.segment("PID", null, null, "1^^^HOSP^MR");
        message.segment("MRG", "1^^^HOSP^MR");
        assertThat(map(PATIENT + """
            - each: MRG
              resource: Patient
              key: identifier
              other-than: patient
              rules:
                - { element: t.any, from: MRG-1, to: identifier }
            """).resources()).hasSize(1);
    }

    private static final String REPORT = PATIENT + """
            - each: ORDER
              name: report
              resource: DiagnosticReport
              key: OBR-3 | OBR-2
              rules:
                - { element: t.any, from: OBR-4, to: code, required: true }
                - { element: t.any, reference: patient, to: subject }
              parts:
                - each: OBX
                  resource: Observation
                  key: parent + OBX-3.1 + occurrence
                  link: result
                  rules:
                    - { element: t.any, from: OBX-3, to: code }
                    - { element: t.any, from: OBX-5, to: valueString, when: "OBX-2 in (ST, TX)" }
                    - { element: t.any, from: OBX-5, to: valueQuantity.value, when: OBX-2 = NM }
                    - { element: t.any, value: "http://t|unknown|Unknown", to: dataAbsentReason, missing: value }
                    - { element: t.any, from: PID-7, to: effectiveDateTime }
            """;

    @Test
    void partsFollowTheGroupsAndAreLinked() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, null, null, "1980");
        TestNode order = message.group("ORDER");
        order.segment("OBR", null, null, "A1", "24323-8^Panel^LN");
        order.segment("OBX", "1", "NM", "2345-7^Glucose^LN", null, "95");
        order.segment("OBX", "2", "ST", "2345-7^Glucose^LN", null, "high");
        order.segment("OBX", "3", "CE", "2160-0^Creatinine^LN");
        MappingResult result = map(REPORT);
        DiagnosticReport report = only(result, DiagnosticReport.class);
        List<Observation> observations = result.resources().stream()
                .map(MappedResource::resource)
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .toList();
        assertThat(report.getResult()).hasSize(3);
        assertThat(report.getSubject().getReference()).startsWith("Patient/");
        assertThat(observations).extracting(Observation::getIdPart).doesNotHaveDuplicates();
        assertThat(observations.get(0).getValueQuantity().getValue()).isEqualByComparingTo("95");
        assertThat(observations.get(0).hasDataAbsentReason()).isFalse();
        assertThat(observations.get(2).hasDataAbsentReason()).isTrue();
        assertThat(((DateTimeType) observations.get(2).getEffective()).getValueAsString())
                .isEqualTo("1980");
    }

    @Test
    void whatLacksARequiredValueIsLeftOutWithItsParts() {
        message.segment("PID", null, null, "1^^^HOSP^MR");
        TestNode order = message.group("ORDER");
        order.segment("OBR", null, null, "A1");
        order.segment("OBX", "1", "NM", "2345-7^Glucose^LN", null, "95");
        MappingResult result = map(REPORT);
        assertThat(result.resources()).singleElement().matches(one -> one.resource() instanceof Patient);
        assertThat(result.findings())
                .extracting(finding -> finding.code())
                .containsExactly(FindingCode.REQUIRED_ELEMENT_MISSING);
        assertThat(result.refused()).isFalse();
    }

    @Test
    void everyValueIsTracedToItsFieldAndRule() {
        message.segment("PID", null, null, "123^^^HOSP^MR", null, "Testwater^Ann~Testwater^Nan", null, null, "F");
        MappingResult result = map(PATIENT);
        String patient = result.resources().get(0).reference();
        assertThat(result.trace())
                .contains(new TraceStep(
                        patient,
                        "Patient.name[1].given[0]",
                        "/PID/5/2",
                        "hl7v2/t@1",
                        "mappings/hl7v2/datatypes.yaml:3",
                        "t.any",
                        null))
                .contains(new TraceStep(
                        patient,
                        "Patient.gender",
                        "/PID/8",
                        "hl7v2/t@1",
                        "mappings/hl7v2/t/mapping.yaml:13",
                        "t.any",
                        "sex: F -> female"));
    }

    @Test
    void whatNobodyReadIsTheResidue() {
        message.segment("PID", null, null, "123^^^HOSP^MR^^77", null, "Testwater^Ann", null, null, null, "alias");
        assertThat(map(PATIENT, Detail.RESIDUE).residue())
                .extracting(Unread::place)
                .containsExactly("/PID/3/7", "/PID/9/1");
    }

    @Test
    void everyProblemIsToldWithItsLine() {
        compile("""
                mapping: hl7v2/t
                source: { format: hl7v2, types: [T^T01] }
                resources:
                  - each: PID
                    resource: Patient
                    rules:
                      - { element: t.birht, from: PID-7, to: birthDate }
                      - { element: t.any, from: PID-7, to: birthday }
                      - { element: t.any, from: "PID-3[", to: identifier }
                      - { element: t.any, from: PID-8, to: gender, translate: sexes }
                      - { element: t.any, reference: visit, to: managingOrganization }
                      - { element: t.any, from: PID-5, to: name, ass: human-name }
                      - { from: PID-5, to: name }
                      - { element: t.any, value: maybe, to: active }
                """);
        assertThat(problems).extracting(Problem::line).containsExactly(7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(problems.get(0).message()).contains("did you mean t.birth?");
        assertThat(problems.get(1).message()).contains("Patient has no element birthday");
    }

    @Test
    void aMappingThatNothingReachesIsTold() {
        compile("mapping: hl7v2/t\nresources: [ { resource: Patient, rules: [ { element: t.birht, from: PID-7 } ] } ]");
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("nothing includes hl7v2/t"));
    }

    @Test
    void aNameGivenToAnIncludeIsKnownAroundItAndForgottenInTheNextGroup() {
        TestNode first = message.group("ORDER");
        first.segment("OBR", "7", "Testwater^Ann");
        message.group("ORDER").segment("OBR", "8");
        List<Observation> observations = map("""
                        - each: ORDER
                          parts:
                            - { each: OBR-2, include: hl7v2/doctor, name: orderer }
                            - resource: Observation
                              key: OBR-1
                              rules:
                                - { element: t.any, from: OBR-1, to: code.text }
                                - { element: t.any, reference: orderer, to: performer }
                        """).resources().stream()
                .map(MappedResource::resource)
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .toList();
        assertThat(observations).hasSize(2);
        assertThat(observations.get(0).getPerformer()).hasSize(1);
        assertThat(observations.get(1).getPerformer()).isEmpty();
    }

    @Test
    void eachNodeOfARepeatingElementGetsAnElementOfItsOwn() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, "A~B");
        Patient patient = only(map("""
                        - resource: Patient
                          key: PID-3
                          rules: [ { element: t.any, from: PID-3, to: identifier } ]
                          parts:
                            - each: PID-5
                              into: extension(urn:x)
                              rules: [ { element: t.any, from: ., to: valueString } ]
                        """), Patient.class);
        assertThat(patient.getExtensionsByUrl("urn:x")).hasSize(2);
    }

    @Test
    void eachMayNameTheSegmentItStandsIn() {
        message.segment("PID", null, null, "1^^^HOSP^MR", null, "A~B");
        Patient patient = only(map("""
                        - each: PID
                          resource: Patient
                          key: PID-3
                          rules: [ { element: t.any, from: PID-3, to: identifier } ]
                          parts:
                            - each: "PID[.3]-5"
                              into: contact
                              rules: [ { element: t.any, from: ., to: name.text } ]
                        """), Patient.class);
        assertThat(patient.getContact()).hasSize(2);
    }

    @Test
    void aRepeatingElementTakesTheSameValueOnce() {
        message.segment("PID", null, null, "1^^^HOSP^MR~2^^^HOSP^PI~1^^^HOSP^MR");
        assertThat(only(map(PATIENT), Patient.class).getIdentifier()).hasSize(2);
    }

    @Test
    void ofSeveralDatesTheEarliestOrLatestIsChosen() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("TQ1", null, null, null, null, null, null, "20260302");
        message.segment("TQ1", null, null, null, null, null, null, "20260115-20260401");
        Observation observation = only(map("""
                - resource: Observation
                  key: PID-3
                  rules:
                    - { element: t.any, from: "TQ1[*]-7", to: effectivePeriod.start, match: '(\\d{8}).*', choose: earliest }
                    - { element: t.any, from: "TQ1[*]-7", to: effectivePeriod.end, match: '(?:\\d{8}-)?(\\d{8})', choose: latest }
                """), Observation.class);
        assertThat(observation.getEffectivePeriod().getStartElement().getValueAsString())
                .isEqualTo("2026-01-15");
        assertThat(observation.getEffectivePeriod().getEndElement().getValueAsString())
                .isEqualTo("2026-04-01");
    }

    @Test
    void aTextOfTheMappingsOwnIsJoinedWithWhatIsSent() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        Patient patient = only(map("""
                - resource: Patient
                  key: PID-3
                  rules: [ { element: t.any, from: [ text(no), PID-3.1 ], join: " ", to: name.text } ]
                """), Patient.class);
        assertThat(patient.getNameFirstRep().getText()).isEqualTo("no 123");
    }

    @Test
    void aRuleMayLandOnlyWhereNothingIsStored() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        MappedResource mapped = map("""
                - resource: Patient
                  key: PID-3
                  rules:
                    - { element: t.any, from: PID-3, to: identifier }
                    - { element: t.any, value: unknown, to: gender, fill: true }
                """).resources().get(0);
        assertThat(mapped.fills()).containsExactly("gender");
    }

    @Test
    void anEndIsToldByItsBeginningAndADuration() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("AIS", null, "20260308013000", "45", "min", "20260131", "1", "MO");
        Observation observation = only(map("""
                - resource: Observation
                  key: PID-3
                  rules:
                    - { element: t.any, from: AIS-2, to: effectivePeriod.start, as: dateTime, plus: { amount: AIS-3 } }
                    - { element: t.any, from: AIS-2, to: effectivePeriod.end, as: dateTime, plus: { amount: AIS-3, unit: AIS-4 } }
                    - { element: t.any, from: AIS-5, to: issued, plus: { amount: AIS-9 } }
                    - { element: t.any, from: AIS-5, to: valueDateTime, plus: { amount: AIS-6, unit: AIS-7 } }
                """), Observation.class);
        assertThat(observation.getEffectivePeriod().getStartElement().getValueAsString())
                .isEqualTo("2026-03-08T02:15:00-06:00");
        assertThat(observation.getEffectivePeriod().getEndElement().getValueAsString())
                .isEqualTo("2026-03-08T02:15:00-06:00");
        assertThat(observation.hasIssued()).isFalse();
        assertThat(observation.getValueDateTimeType().getValueAsString()).isEqualTo("2026-02-28");
    }

    @Test
    void aDurationMayBringTheLetterOfItsUnit() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("AIS", null, "20260308013000", "D10", "W2");
        Observation observation = only(map("""
                - resource: Observation
                  key: PID-3
                  rules:
                    - { element: t.any, from: AIS-2, to: effectivePeriod.start, as: dateTime, plus: { amount: AIS-3 } }
                    - { element: t.any, from: AIS-2, to: effectivePeriod.end, as: dateTime, plus: { amount: AIS-4 } }
                """), Observation.class);
        assertThat(observation.getEffectivePeriod().getStartElement().getValueAsString())
                .isEqualTo("2026-03-18T01:30:00-06:00");
        assertThat(observation.getEffectivePeriod().getEndElement().getValueAsString())
                .isEqualTo("2026-03-22T01:30:00-06:00");
    }

    @Test
    void anAmountOfTimeIsCountedInMinutesWhateverItsUnit() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("AIS", null, "1.5", "h", "2", "shifts", "20");
        MappingResult result = map("""
                - resource: Appointment
                  key: PID-3
                  rules:
                    - { element: t.any, from: AIS-2, to: minutesDuration, minutes: AIS-3 }
                - resource: Appointment
                  key: PID-3 + "b"
                  rules:
                    - { element: t.any, from: AIS-6, to: minutesDuration, minutes: AIS-7 }
                    - { element: t.any, from: AIS-4, to: priority, minutes: AIS-5 }
                """);
        assertThat(result.resources())
                .extracting(mapped -> ((Appointment) mapped.resource()).getMinutesDuration())
                .containsExactly(90, 20);
        assertThat(((Appointment) result.resources().get(1).resource()).hasPriority())
                .isFalse();
        assertThat(result.findings()).extracting("code").contains(FindingCode.INVALID_VALUE);
    }

    @Test
    void aBeginningIsToldByItsEndAndADuration() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("AIS", null, "20260110", "10", "d");
        Observation observation = only(map("""
                - resource: Observation
                  key: PID-3
                  rules:
                    - { element: t.any, from: AIS-2, to: valueDateTime, minus: { amount: AIS-3, unit: AIS-4 } }
                """), Observation.class);
        assertThat(observation.getValueDateTimeType().getValueAsString()).isEqualTo("2025-12-31");
    }

    @Test
    void aDurationInAnUnknownUnitIsAFindingAndNoGuess() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("AIS", null, "20260308013000", "45", "shifts");
        MappingResult result = map("""
                - resource: Observation
                  key: PID-3
                  rules: [ { element: t.any, from: AIS-2, to: valueDateTime, plus: { amount: AIS-3, unit: AIS-4 } } ]
                """);
        assertThat(result.findings()).extracting("code").contains(FindingCode.INVALID_VALUE);
    }

    @Test
    void aPeriodThatEndsBeforeItStartsLosesItsEndWithAFinding() {
        message.segment("PID", null, "20240301", "123^^^HOSP^MR", "20240228");
        MappingResult result = map("""
                - resource: Patient
                  key: PID-3
                  rules:
                    - { element: t.any, from: PID-2, to: contact.period.start, as: dateTime }
                    - { element: t.any, from: PID-4, to: contact.period.end, as: dateTime }
                """);
        assertThat(only(result, Patient.class).getContactFirstRep().getPeriod()).satisfies(period -> {
            assertThat(period.getStartElement().getValueAsString()).isEqualTo("2024-03-01");
            assertThat(period.hasEnd()).isFalse();
        });
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.INVALID_VALUE);
            assertThat(finding.location().path()).isEqualTo("/PID/4");
        });
    }

    @ParameterizedTest
    @CsvSource({"1234567893, http://hl7.org/fhir/sid/us-npi", "1234567890, urn:f:NPI", "12345, urn:f:NPI"})
    void onlyANumberWithItsCheckDigitIsAProvidersNationalNumber(String number, String system) {
        message.segment("PID", null, null, number);
        MappingResult result = map("""
                - resource: Patient
                  key: PID-3
                  rules:
                    - { element: t.any, from: PID-3, to: identifier.value }
                    - { element: t.any, value: 'http://hl7.org/fhir/sid/us-npi', to: identifier.system }
                """);
        assertThat(only(result, Patient.class).getIdentifierFirstRep().getSystem())
                .isEqualTo(system);
        assertThat(result.findings()).hasSize(system.endsWith(":NPI") ? 1 : 0);
    }

    @Test
    void plainTextBecomesTheDataOfAnAttachment() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        message.segment("OBX", null, "Grüße");
        Patient patient = only(map("""
                - resource: Patient
                  key: PID-3
                  rules: [ { element: t.any, from: OBX-2, to: photo.data, as: text-as-base64 } ]
                """), Patient.class);
        assertThat(new String(patient.getPhotoFirstRep().getData(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("Grüße");
    }

    @Test
    void aBlockMayTellTheSenderSomethingAndRefuseTheUnit() {
        message.segment("PID", null, null, "123^^^HOSP^MR");
        MappingResult told = map("- { when: PID, finding: { text: Nothing is to be done. } }");
        assertThat(told.findings()).extracting("code").containsExactly(FindingCode.NOTHING_TO_RECORD);
        assertThat(told.refused()).isFalse();
        MappingResult refused = map(PATIENT
                + "- { when: PID, finding: { code: REQUEST_NOT_ANSWERED, severity: FATAL, text: Ask elsewhere. } }");
        assertThat(refused.refused()).isTrue();
        assertThat(refused.resources()).isEmpty();
        assertThat(map("- { when: ZZZ, finding: { text: Never told. } }").findings())
                .isEmpty();
    }

    @Test
    void whatStandsBelowAnAuthorityThatIsAnOidIsNotGivenAnInvalidOid() {
        message.segment("PID", null, null, "123^^^WARD^MR");
        Mappings mappings = compile(
                "mapping: hl7v2/t\nsource: { format: hl7v2, types: [T^T01] }\nresources:\n" + PATIENT.indent(2));
        Unit unit = new Unit(Format.HL7V2, "T^T01", 1, "", null, null, new byte[0], message, List.of());
        SourceFeed feed =
                new SourceFeed("f", "hospital", "Testwater", ZoneId.of("UTC"), "urn:oid:1.2.3", Map.of(), null);
        assertThat(only(mappings.map(unit, feed, Detail.PLAIN), Patient.class)
                        .getIdentifierFirstRep()
                        .getSystem())
                .isEqualTo("urn:headwater:oid:1.2.3:WARD");
    }

    private static final String FINDINGS = """
            - each: ORDER
              parts:
                - each: OBX
                  name: finding
                  resource: Observation
                  key: OBX-3.1
                  alias: [ '"by number" + OBR-3.1 + OBX-4', '"by place" + OBX-4' ]
                  rules:
                    - { element: t.any, from: OBX-3, to: code }
                    - { element: t.any, reference: { alias: '"by number" + OBR-29.1 + OBR-26.2' }, to: derivedFrom }
                - onto: { type: Observation, alias: [ '"by number" + OBR-29.1 + OBR-26.2', '"by place" + OBR-26.2' ] }
                  rules:
                    - { element: t.any, reference: finding, to: hasMember }
            """;

    @Test
    void aLaterPartSaysMoreOfAResourceKnownByAnAlias() {
        TestNode culture = message.group("ORDER");
        culture.segment("OBR", null, null, "A1");
        culture.segment("OBX", "1", "CE", "600-7", "1");
        culture.segment("OBX", "2", "CE", "600-8", "2");
        TestNode susceptibility = message.group("ORDER");
        susceptibility.segment("OBR", susceptibilityFields());
        susceptibility.segment("OBX", "1", "ST", "18861-5");
        MappingResult result = map(FINDINGS);
        Observation antibiotic = observation(result, "18861-5");
        assertThat(observation(result, "600-8").getHasMember())
                .extracting(Reference::getReference)
                .containsExactly("Observation/" + antibiotic.getIdElement().getIdPart());
        assertThat(observation(result, "600-7").getHasMember()).isEmpty();
        assertThat(antibiotic.getDerivedFrom())
                .extracting(Reference::getReference)
                .containsExactly("Observation/"
                        + observation(result, "600-8").getIdElement().getIdPart());
    }

    @Test
    void anAliasNobodyBearsSaysNothing() {
        TestNode susceptibility = message.group("ORDER");
        susceptibility.segment("OBR", susceptibilityFields());
        susceptibility.segment("OBX", "1", "ST", "18861-5");
        Observation alone = only(map(FINDINGS), Observation.class);
        assertThat(alone.hasHasMember()).isFalse();
        assertThat(alone.hasDerivedFrom()).isFalse();
    }

    private static Observation observation(MappingResult result, String code) {
        return result.resources().stream()
                .map(made -> (Observation) made.resource())
                .filter(one -> code.equals(one.getCode().getCodingFirstRep().getCode()))
                .findFirst()
                .orElseThrow();
    }

    private static String[] susceptibilityFields() {
        String[] fields = new String[29];
        fields[2] = "A2";
        fields[25] = "600-8^2";
        fields[28] = "A1";
        return fields;
    }

    @Test
    void anEventNobodyMappedIsReadAsTheFirstOfItsMessageAndToldOf() {
        Mappings mappings =
                compile("mapping: hl7v2/t\nsource: { format: hl7v2, types: [T^T01, T^T02, S^*], except: [S^S09] }\n"
                        + "resources: [ { include: hl7v2/doctor } ]\n");

        assertThat(codes(mappings, "T^T01")).doesNotContain(FindingCode.NO_MAPPING);
        assertThat(codes(mappings, "S^S07")).doesNotContain(FindingCode.NO_MAPPING);
        assertThat(codes(mappings, "T^T99")).contains(FindingCode.NO_MAPPING);
        assertThat(refused(mappings, "T^T99")).isFalse();
        assertThat(refused(mappings, "T")).isFalse();
        assertThat(refused(mappings, "S^S09")).as("left out on purpose").isTrue();
        assertThat(refused(mappings, "U^T01")).isTrue();
    }

    private List<FindingCode> codes(Mappings mappings, String type) {
        return mapped(mappings, type).findings().stream().map(Finding::code).toList();
    }

    private boolean refused(Mappings mappings, String type) {
        return mapped(mappings, type).refused();
    }

    private MappingResult mapped(Mappings mappings, String type) {
        Unit unit = new Unit(Format.HL7V2, type, 1, "", null, null, new byte[0], message, List.of());
        return mappings.map(unit, SourceFeed.unnamed(), Detail.PLAIN);
    }
}
