package org.headwater.console;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.headwater.screening.Instrument;
import org.headwater.screening.Option;
import org.headwater.screening.Question;
import org.headwater.screening.Questionnaires;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * What was filled in: answers by the question's link.
 *
 * @param id of the response; the same form sent twice is the same response
 * @param answers answer codes, numbers or texts; {@code absent:} and a reason where there is none
 */
record ScreeningForm(String id, Map<String, List<String>> answers) {

    private static final String ABSENT = "absent:";
    private static final String ANSWER = "q";
    private static final String LOINC = "http://loinc.org";
    private static final String IDENTIFIER = "urn:ietf:rfc:3986";
    private static final String UUID_URN = "urn:uuid:";

    /** Reasons a form offers where the question's own answers have none. */
    private static final Map<String, String> REASONS = new LinkedHashMap<>();

    static {
        REASONS.put("asked-declined", "Declined to answer");
        REASONS.put("asked-unknown", "Does not know");
        REASONS.put("not-asked", "Was not asked");
    }

    /** A part of the form: a heading, and questions. */
    record Part(String heading, List<Asked> questions) {}

    /**
     * A question as it is shown.
     *
     * @param field the form field's name
     * @param kind {@code one}, {@code several}, {@code integer}, {@code decimal} or {@code text}
     * @param choices by value, what is read
     */
    record Asked(String field, String link, String text, String kind, Map<String, String> choices) {}

    static ScreeningForm fresh(UUID id) {
        return new ScreeningForm(id.toString(), Map.of());
    }

    static ScreeningForm sent(Map<String, List<String>> fields) {
        Map<String, List<String>> answers = new LinkedHashMap<>();
        fields.forEach((field, values) -> {
            if (field.startsWith(ANSWER + "/")) {
                List<String> given = values.stream()
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .toList();
                if (!given.isEmpty()) {
                    answers.put(field.substring(ANSWER.length()), given);
                }
            }
        });
        String id = fields.getOrDefault("response", List.of("")).get(0);
        return new ScreeningForm(
                id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                        ? id
                        : UUID.randomUUID().toString(),
                answers);
    }

    /** The form of a response made here, to be corrected. */
    static ScreeningForm of(QuestionnaireResponse response) {
        Map<String, List<String>> answers = new LinkedHashMap<>();
        response.getItem().forEach(item -> gather(item, answers));
        return new ScreeningForm(response.getIdentifier().getValue().substring(UUID_URN.length()), answers);
    }

    static boolean isOurs(QuestionnaireResponse response) {
        return IDENTIFIER.equals(response.getIdentifier().getSystem())
                && String.valueOf(response.getIdentifier().getValue()).startsWith(UUID_URN)
                && response.hasAuthored();
    }

    private static void gather(QuestionnaireResponseItemComponent item, Map<String, List<String>> answers) {
        List<String> values = new ArrayList<>();
        for (QuestionnaireResponseItemAnswerComponent answer : item.getAnswer()) {
            Type value = answer.getValue();
            if (value instanceof Coding coding) {
                values.add(coding.getCode());
            } else if (value != null) {
                values.add(value.primitiveValue());
            } else if (answer.hasExtension(Questionnaires.ABSENT)) {
                values.add(ABSENT
                        + answer.getExtensionByUrl(Questionnaires.ABSENT)
                                .getValue()
                                .primitiveValue());
            }
        }
        if (!values.isEmpty()) {
            answers.put(item.getLinkId(), values);
        }
        item.getItem().forEach(below -> gather(below, answers));
    }

    /** Whether a value was given to a question; for the template. */
    public boolean has(String link, String value) {
        return answers.getOrDefault(link, List.of()).contains(value);
    }

    /** The one value given to a question that is no choice; empty for none. */
    public String value(String link) {
        return answers.getOrDefault(link, List.of()).stream()
                .filter(value -> !value.startsWith(ABSENT))
                .findFirst()
                .orElse("");
    }

    boolean answersOf(Instrument instrument) {
        return instrument.questions().stream().anyMatch(question -> answers.containsKey(question.link()));
    }

    // ---- the form of a Questionnaire

    static List<Part> parts(Questionnaire questionnaire, Instrument instrument) {
        List<Part> parts = new ArrayList<>();
        List<Asked> alone = new ArrayList<>();
        for (QuestionnaireItemComponent item : questionnaire.getItem()) {
            if (item.getType() == QuestionnaireItemType.GROUP) {
                parts.add(new Part(
                        item.getText(),
                        item.getItem().stream()
                                .filter(one -> !one.getReadOnly())
                                .map(one -> asked(one, instrument))
                                .toList()));
            } else if (!item.getReadOnly()) {
                alone.add(asked(item, instrument));
            }
        }
        if (!alone.isEmpty()) {
            parts.add(0, new Part("", alone));
        }
        return parts;
    }

    private static Asked asked(QuestionnaireItemComponent item, Instrument instrument) {
        Map<String, String> choices = new LinkedHashMap<>();
        item.getAnswerOption()
                .forEach(option ->
                        choices.put(((Coding) option.getValue()).getCode(), ((Coding) option.getValue()).getDisplay()));
        List<Option.Kind> own = kinds(item, instrument);
        REASONS.forEach((reason, words) -> {
            boolean said = reason.equals("asked-declined") && own.contains(Option.Kind.DECLINED)
                    || reason.equals("asked-unknown") && own.contains(Option.Kind.UNKNOWN);
            if (!said) {
                choices.put(ABSENT + reason, words);
            }
        });
        String kind = switch (item.getType()) {
            case INTEGER -> "integer";
            case DECIMAL -> "decimal";
            case STRING -> "text";
            default -> item.getRepeats() ? "several" : "one";
        };
        return new Asked(ANSWER + item.getLinkId(), item.getLinkId(), item.getText(), kind, choices);
    }

    private static List<Option.Kind> kinds(QuestionnaireItemComponent item, Instrument instrument) {
        return instrument.questions().stream()
                .filter(question -> question.link().equals(item.getLinkId()))
                .flatMap(question -> question.options().stream())
                .map(Option::kind)
                .toList();
    }

    // ---- the response

    /**
     * The response that was filled in.
     *
     * @param subject id of the stored Patient it is about
     * @param corrected whether it takes the place of an earlier one
     */
    QuestionnaireResponse response(Instrument instrument, String subject, String date, boolean corrected) {
        QuestionnaireResponse response = new QuestionnaireResponse();
        response.setId(id);
        response.setIdentifier(new Identifier().setSystem(IDENTIFIER).setValue(UUID_URN + id));
        response.setQuestionnaire(instrument.url());
        response.setStatus(corrected ? QuestionnaireResponseStatus.AMENDED : QuestionnaireResponseStatus.COMPLETED);
        response.setSubject(new Reference("urn:headwater:stored:Patient/" + subject));
        response.setAuthoredElement(new DateTimeType(date));
        for (Instrument.Section section : instrument.sections()) {
            List<QuestionnaireResponseItemComponent> items = section.questions().stream()
                    .filter(question -> answers.containsKey(question.link()))
                    .map(this::item)
                    .toList();
            if (section.link().isEmpty()) {
                items.forEach(response::addItem);
            } else if (!items.isEmpty()) {
                QuestionnaireResponseItemComponent group =
                        response.addItem().setLinkId(section.link()).setText(section.title());
                items.forEach(group::addItem);
            }
        }
        return response;
    }

    private QuestionnaireResponseItemComponent item(Question question) {
        QuestionnaireResponseItemComponent item = new QuestionnaireResponseItemComponent();
        item.setLinkId(question.link()).setText(question.text());
        for (String value : answers.getOrDefault(question.link(), List.of())) {
            QuestionnaireResponseItemAnswerComponent answer = item.addAnswer();
            if (value.startsWith(ABSENT)) {
                answer.addExtension(Questionnaires.ABSENT, new CodeType(value.substring(ABSENT.length())));
            } else {
                answer.setValue(typed(question, value));
            }
        }
        return item;
    }

    private static @Nullable Type typed(Question question, String value) {
        if (question.type() == Question.Type.CHOICE) {
            return question.option(value)
                    .map(option -> (Type) new Coding(
                            LOINC, option.code().code(), option.code().display()))
                    .orElseGet(() -> new Coding().setDisplay(value));
        }
        boolean number = value.matches("-?\\d{1,12}(\\.\\d{1,4})?");
        if (question.type() == Question.Type.INTEGER && value.matches("-?\\d{1,9}")) {
            return new IntegerType(value);
        }
        return number && question.type() != Question.Type.STRING
                ? new DecimalType(new BigDecimal(value))
                : new StringType(value);
    }

    /** Prints no content: answers are health information. */
    @Override
    public String toString() {
        return "ScreeningForm[" + id + "]";
    }
}
