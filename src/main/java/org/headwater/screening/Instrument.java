package org.headwater.screening;

import java.util.List;
import java.util.Optional;

/**
 * A screening instrument.
 *
 * @param name its file's name ({@code prapare})
 * @param title in full
 * @param brief as people call it
 * @param code the LOINC panel
 * @param also codes of further panels whose questions it holds
 * @param names what columns and files call it
 * @param recognises canonical URLs of others' Questionnaires for it
 * @param sections in order; a single one without title where it is not divided
 */
public record Instrument(
        String name,
        String title,
        String brief,
        Coded code,
        List<String> also,
        List<String> names,
        List<String> recognises,
        List<Section> sections) {

    /**
     * A part of an instrument.
     *
     * @param link its id within the questionnaire; empty where the instrument is not divided
     */
    public record Section(String link, String title, List<Question> questions) {
        public Section {
            questions = List.copyOf(questions);
        }
    }

    public Instrument {
        also = List.copyOf(also);
        names = List.copyOf(names);
        recognises = List.copyOf(recognises);
        sections = List.copyOf(sections);
    }

    /** The canonical URL of our Questionnaire for it. */
    public String url() {
        return "urn:headwater:questionnaire:" + name;
    }

    /** All questions, in order. */
    public List<Question> questions() {
        return sections.stream()
                .flatMap(section -> section.questions().stream())
                .toList();
    }

    /** The question of a LOINC code; empty when it does not ask it. */
    public Optional<Question> question(String loinc) {
        return questions().stream().filter(question -> question.hasCode(loinc)).findFirst();
    }

    /** Every need an answer may speak for. */
    public List<Need> needs() {
        return questions().stream()
                .flatMap(question -> question.needs().stream())
                .distinct()
                .toList();
    }
}
