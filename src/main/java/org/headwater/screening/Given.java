package org.headwater.screening;

import org.jspecify.annotations.Nullable;

/**
 * An answer as it was written down: whatever tells which question it answers, and what was answered.
 *
 * @param code of the question in LOINC; null where it is not told
 * @param element the dictionary element its column stands for; null where it has none
 * @param link the question's id in the questionnaire; null where it is not told
 * @param question its text; null where it is not told
 * @param answerCode in LOINC; null where it is not told
 * @param answer in words; null where it is not told
 * @param index by which the reader knows where it stood
 */
public record Given(
        @Nullable String code,
        @Nullable String element,
        @Nullable String link,
        @Nullable String question,
        @Nullable String answerCode,
        @Nullable String answer,
        int index) {

    /** Prints no content: an answer is health information. */
    @Override
    public String toString() {
        return "Given[" + index + "]";
    }
}
