package org.headwater.screening;

import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.ValueSet;

/** FHIR's forms of instruments: the Questionnaire people are asked with, and which answers a question may be given. */
public final class Questionnaires {

    /** Says why an answer is missing, where the answer list has no word for it. */
    public static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private static final String HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden";
    private static final String COPYRIGHT =
            "This material contains content from LOINC (http://loinc.org). LOINC is copyright"
                    + " Regenstrief Institute, Inc. and the LOINC Committee and is available at no cost under the license at"
                    + " http://loinc.org/license.";

    private Questionnaires() {}

    /** The Questionnaire of an instrument; questions that are computed from others are read-only. */
    public static Questionnaire of(Instrument instrument) {
        Questionnaire questionnaire = new Questionnaire();
        questionnaire.setId(instrument.name());
        questionnaire
                .setUrl(instrument.url())
                .setName(named(instrument.name()))
                .setTitle(instrument.title())
                .setStatus(PublicationStatus.ACTIVE)
                .addSubjectType("Patient")
                .setCopyright(COPYRIGHT)
                .addCode(coding(instrument.code()));
        instrument.recognises().forEach(questionnaire::addDerivedFrom);
        for (Instrument.Section section : instrument.sections()) {
            if (section.link().isEmpty()) {
                section.questions().forEach(question -> questionnaire.addItem(item(question)));
            } else {
                QuestionnaireItemComponent group = questionnaire
                        .addItem()
                        .setLinkId(section.link())
                        .setText(section.title())
                        .setType(QuestionnaireItemType.GROUP);
                section.questions().forEach(question -> group.addItem(item(question)));
            }
        }
        return questionnaire;
    }

    private static QuestionnaireItemComponent item(Question question) {
        QuestionnaireItemComponent item = new QuestionnaireItemComponent()
                .setLinkId(question.link())
                .setText(question.text())
                .setType(type(question.type()));
        if (question.code() != null) {
            item.addCode(coding(question.code()));
        }
        if (question.several()) {
            item.setRepeats(true);
        }
        if (question.computed() != null) {
            item.setReadOnly(true);
            item.addExtension(HIDDEN, new org.hl7.fhir.r4.model.BooleanType(true));
        }
        question.options().forEach(option -> item.addAnswerOption().setValue(coding(option.code())));
        return item;
    }

    private static QuestionnaireItemType type(Question.Type type) {
        return switch (type) {
            case CHOICE -> QuestionnaireItemType.CHOICE;
            case INTEGER -> QuestionnaireItemType.INTEGER;
            case DECIMAL, QUANTITY -> QuestionnaireItemType.DECIMAL;
            case STRING -> QuestionnaireItemType.STRING;
        };
    }

    /** For each question that has an answer list, all answers it may be given in any of some instruments. */
    public static List<ValueSet> answers(List<Instrument> instruments) {
        return instruments.stream()
                .flatMap(one -> one.questions().stream())
                .filter(question ->
                        question.code() != null && !question.options().isEmpty())
                .map(question -> String.valueOf(
                        question.code() == null ? null : question.code().code()))
                .distinct()
                .sorted()
                .map(code -> answers(code, instruments))
                .toList();
    }

    private static ValueSet answers(String code, List<Instrument> instruments) {
        ValueSet values = new ValueSet();
        values.setId("answers-" + code);
        values.setUrl("urn:headwater:answers:" + code)
                .setName("Answers" + code.replace("-", "_"))
                .setStatus(PublicationStatus.ACTIVE)
                .setCopyright(COPYRIGHT);
        ValueSet.ConceptSetComponent loinc = values.getCompose().addInclude().setSystem(InstrumentReader.LOINC);
        instruments.stream()
                .flatMap(one -> one.question(code).stream())
                .flatMap(question -> question.options().stream())
                .map(Option::code)
                .distinct()
                .forEach(option -> {
                    if (loinc.getConcept().stream()
                            .noneMatch(one -> one.getCode().equals(option.code()))) {
                        loinc.addConcept().setCode(option.code()).setDisplay(option.display());
                    }
                });
        return values;
    }

    private static Coding coding(Coded coded) {
        return new Coding(coded.system(), coded.code(), coded.display());
    }

    private static String named(String name) {
        StringBuilder words = new StringBuilder();
        for (String word : name.split("-", -1)) {
            words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return words.toString();
    }
}
