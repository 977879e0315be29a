package org.headwater.screening;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An answer as understood: an option, a number, a text, or why there is none.
 *
 * @param option one of the question's; null where it is free or unknown
 * @param number null where it is none
 * @param text in the words it was given; null where those say no more than the option
 * @param absent FHIR's reason for there being no answer ({@code asked-declined}); null where there is one
 * @param positive whether it speaks for a need, or for asking further
 * @param index of what was given; -1 where it was computed
 */
public record Reply(
        @Nullable Option option,
        @Nullable BigDecimal number,
        @Nullable String text,
        @Nullable String absent,
        boolean positive,
        int index) {

    /** Prints no content: an answer is health information. */
    @Override
    public String toString() {
        return "Reply[" + index + "]";
    }
}
