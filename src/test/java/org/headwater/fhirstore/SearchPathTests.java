package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class SearchPathTests {

    private static final FhirContext R4 = FhirContext.forR4Cached();

    @Test
    void findsWhatTheEngineFindsForEveryParameterOfFhir() {
        FHIRPathEngine engine = new FHIRPathEngine(new HapiWorkerContext(R4, R4.getValidationSupport()));
        int compared = 0;
        for (Resource resource : SampleRecords.message(5, 1)) {
            for (RuntimeSearchParam parameter :
                    R4.getResourceDefinition(resource).getSearchParams()) {
                for (String path : parameter.getPathsSplitForResourceType(resource.fhirType())) {
                    Optional<SearchPath> steps = SearchPath.of(path);
                    if (steps.isPresent() && !path.contains("resolve()")) {
                        List<Base> found = steps.get().evaluate(resource);
                        assertThat(found).as(path).isEqualTo(engine.evaluate(resource, path));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void followsTheTypeAReferenceNames() {
        SearchPath path =
                SearchPath.of("Observation.subject.where(resolve() is Patient)").orElseThrow();
        assertThat(path.evaluate(SampleRecords.observation(1, 1, 1))).hasSize(1);
        assertThat(SearchPath.of("Observation.subject.where(resolve() is Group)")
                        .orElseThrow()
                        .evaluate(SampleRecords.observation(1, 1, 1)))
                .isEmpty();
    }

    @Test
    void leavesReferencesWithinTheResourceToTheEngine() {
        Condition condition = new Condition();
        condition.addContained(new Organization().setId("o"));
        condition.setSubject(new Reference("#o"));
        assertThat(SearchPath.of("Condition.subject.where(resolve() is Patient)")
                        .orElseThrow()
                        .evaluate(condition))
                .isNull();
    }

    @Test
    void castsInBothSpellings() {
        Condition condition = new Condition();
        condition.setOnset(new DateTimeType("2026-01-01"));
        condition.addNote(new Annotation());
        for (String expression : List.of("Condition.onset.as(dateTime)", "(Condition.onset as dateTime)")) {
            assertThat(SearchPath.of(expression).orElseThrow().evaluate(condition))
                    .as(expression)
                    .hasSize(1);
        }
        assertThat(SearchPath.of("Condition.onset.as(Period)").orElseThrow().evaluate(condition))
                .isEmpty();
    }

    @Test
    void findsNothingInAnotherType() {
        assertThat(SearchPath.of("Observation.code").orElseThrow().evaluate(new Condition()))
                .isEmpty();
    }

    @Test
    void leavesFunctionsToTheEngine() {
        assertThat(SearchPath.of("Patient.deceased.exists() and Patient.deceased != false"))
                .isEmpty();
        assertThat(SearchPath.of("Patient.telecom.where(system='phone')")).isEmpty();
    }
}
