package org.headwater.spreadsheet;

import java.util.List;

/**
 * A value nobody knows the meaning of.
 *
 * @param key names it in answers
 * @param column the heading it stands under
 * @param words what the column stands for
 * @param value as written
 * @param count how often it stands there
 * @param answer the code it stands for; empty text for none, "?" while nobody has said
 * @param keepsWords whether it is recorded in its own words as long as nobody says
 * @param choices what it may stand for
 */
public record ValueQuestion(
        String key,
        String column,
        String words,
        String value,
        int count,
        String answer,
        boolean keepsWords,
        List<Choice> choices) {

    /** What stands for "nobody has said". */
    public static final String OPEN = "?";

    public ValueQuestion {
        choices = List.copyOf(choices);
    }

    public boolean open() {
        return answer.equals(OPEN);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "ValueQuestion[" + words + "]";
    }
}
