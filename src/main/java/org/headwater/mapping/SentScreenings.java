package org.headwater.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.message.Node;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.headwater.screening.Given;
import org.headwater.screening.Instrument;
import org.headwater.screening.Instruments;
import org.headwater.screening.Questionnaires;
import org.headwater.screening.Screened;
import org.headwater.screening.ScreeningReader;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * The screenings among resources that were sent as FHIR: responses to questionnaires of ours, whoever made them. What the
 * sender stated of them already, as observations derived from the response and conditions with those as evidence, is
 * marked, so that it is not stated twice.
 */
final class SentScreenings {

    private static final Pattern LOINC = Pattern.compile("(?<![\\w-])\\d{3,5}-\\d(?![\\w-])");

    private final Instruments instruments;
    private final Run run;

    SentScreenings(Instruments instruments, Run run) {
        this.instruments = instruments;
        this.run = run;
    }

    /** A root with a {@code screening} for each. */
    Node found() {
        ScreeningNode root = new ScreeningNode(null, "sent", null, null);
        for (MappedResource made : run.all()) {
            if (made.resource() instanceof QuestionnaireResponse response) {
                screening(root, response, made.reference());
            }
        }
        return root;
    }

    private void screening(ScreeningNode root, QuestionnaireResponse response, String reference) {
        List<Given> given = new ArrayList<>();
        response.getItem().forEach(item -> gather(item, given));
        Instrument instrument = instrument(response, given).orElse(null);
        if (instrument == null || !answered(response)) {
            return;
        }
        Screened screened = ScreeningReader.read(instrument, given);
        ScreeningNode place = new ScreeningNode(root, "QuestionnaireResponse", null, null);
        ScreeningNode node = root.part("screening", null);
        node.add("response", reference);
        node.add("subject", response.getSubject().getReference());
        node.add("encounter-sent", response.getEncounter().getReference());
        node.add("author", author(response));
        String authored = response.hasAuthored() ? response.getAuthoredElement().getValueAsString() : null;
        node.add("date", authored);
        boolean inError = response.getStatus() == QuestionnaireResponseStatus.ENTEREDINERROR;
        ScreeningTree.add(
                screened, node, Screenings.day(stamp(authored)), inError, index -> place, sent(response, reference));
        screened.odd()
                .forEach(odd -> run.finding(
                        FindingCode.INVALID_VALUE, Severity.WARNING, "QuestionnaireResponse", odd.message()));
    }

    private @Nullable String stamp(@Nullable String authored) {
        try {
            return authored == null
                    ? null
                    : Timestamps.instant(authored, run.feed().zone());
        } catch (Timestamps.InvalidTimestampException e) {
            return null;
        }
    }

    private static @Nullable String author(QuestionnaireResponse response) {
        Reference said = response.hasAuthor() ? response.getAuthor() : response.getSource();
        return said == null ? null : said.getReference();
    }

    /** What is not finished says nothing yet; what was entered in error is taken back. */
    private static boolean answered(QuestionnaireResponse response) {
        return response.getStatus() == QuestionnaireResponseStatus.COMPLETED
                || response.getStatus() == QuestionnaireResponseStatus.AMENDED
                || response.getStatus() == QuestionnaireResponseStatus.ENTEREDINERROR;
    }

    private Optional<Instrument> instrument(QuestionnaireResponse response, List<Given> given) {
        Optional<Instrument> named =
                Optional.ofNullable(response.getQuestionnaire()).flatMap(instruments::meant);
        if (named.isPresent()) {
            return named;
        }
        List<String> codes = given.stream()
                .map(Given::code)
                .filter(java.util.Objects::nonNull)
                .toList();
        // A questionnaire of its own that borrows a question or two is no screening with the whole instrument.
        return instruments.asking(codes).stream()
                .filter(one -> codes.stream()
                                        .filter(code -> one.question(code).isPresent())
                                        .count()
                                * 2
                        > codes.size())
                .findFirst();
    }

    private static void gather(QuestionnaireResponseItemComponent item, List<Given> given) {
        for (QuestionnaireResponseItemAnswerComponent answer : item.getAnswer()) {
            given.add(given(item, answer, given.size()));
            answer.getItem().forEach(below -> gather(below, given));
        }
        item.getItem().forEach(below -> gather(below, given));
    }

    private static Given given(
            QuestionnaireResponseItemComponent item, QuestionnaireResponseItemAnswerComponent given, int index) {
        Type value = given.getValue();
        String code = loinc(item.getDefinition());
        code = code == null ? loinc(item.getLinkId()) : code;
        String answerCode = null;
        String answer;
        if (value instanceof Coding coding) {
            answerCode = coding.getCode();
            answer = coding.getDisplay();
        } else if (value instanceof Quantity quantity) {
            answer = quantity.hasValue() ? quantity.getValue().toPlainString() : null;
        } else {
            answer = value == null ? absent(given) : value.primitiveValue();
        }
        return new Given(code, null, item.getLinkId(), item.getText(), answerCode, answer, index);
    }

    /** Why there is no answer, as FHIR's extension says it. */
    private static @Nullable String absent(QuestionnaireResponseItemAnswerComponent answer) {
        return answer.hasExtension(Questionnaires.ABSENT)
                ? answer.getExtensionByUrl(Questionnaires.ABSENT).getValue().primitiveValue()
                : null;
    }

    /** The last code: a link may hold those of the groups around it. */
    private static @Nullable String loinc(@Nullable String text) {
        String last = null;
        Matcher codes = LOINC.matcher(text == null ? "" : text);
        while (codes.find()) {
            last = codes.group();
        }
        return last;
    }

    // ---- what the sender stated of it

    private ScreeningTree.Sent sent(QuestionnaireResponse response, String reference) {
        Map<String, String> answered = new HashMap<>();
        Map<String, String> needs = new HashMap<>();
        for (MappedResource made : run.all()) {
            if (made.resource() instanceof Observation observation && refers(observation.getDerivedFrom(), reference)) {
                answered(observation, made.reference(), answered);
            }
        }
        for (MappedResource made : run.all()) {
            if (made.resource() instanceof Condition condition
                    && refersTo(condition.getSubject(), response.getSubject().getReference())
                    && condition.getEvidence().stream()
                            .flatMap(evidence -> evidence.getDetail().stream())
                            .anyMatch(detail -> refersTo(detail, reference)
                                    || answered.containsValue(String.valueOf(detail.getReference())))) {
                condition.getCategory().stream()
                        .flatMap(category -> category.getCoding().stream())
                        .forEach(category -> needs.putIfAbsent(category.getCode(), made.reference()));
            }
        }
        return new ScreeningTree.Sent(answered, needs);
    }

    private static void answered(Observation observation, String reference, Map<String, String> answered) {
        for (Coding question : observation.getCode().getCoding()) {
            boolean coded = false;
            if (observation.getValue() instanceof CodeableConcept value) {
                for (Coding answer : value.getCoding()) {
                    coded = true;
                    answered.putIfAbsent(question.getCode() + "|" + answer.getCode(), reference);
                }
            }
            if (!coded) {
                answered.putIfAbsent(question.getCode(), reference);
            }
        }
    }

    private static boolean refers(List<Reference> references, String wanted) {
        return references.stream().anyMatch(one -> refersTo(one, wanted));
    }

    private static boolean refersTo(Reference reference, @Nullable String wanted) {
        return wanted != null && wanted.equals(reference.getReference());
    }
}
