package org.headwater.screening;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer a question may be given.
 *
 * @param code with LOINC's answer code
 * @param says other words people write for it
 * @param kind whether it answers at all
 * @param score what it counts in a sum; null for nothing
 * @param need the need it speaks for; null for none
 * @param positive whether it speaks for a need or, where none is coded for it, for asking further
 * @param alone whether it cannot be given together with another (none of the above)
 */
public record Option(
        Coded code,
        List<String> says,
        Kind kind,
        @Nullable Integer score,
        @Nullable Need need,
        boolean positive,
        boolean alone) {

    /** Whether somebody answered. */
    public enum Kind {
        /** It says something of the person. */
        ANSWER,
        /** The person chose not to answer. */
        DECLINED,
        /** The person does not know. */
        UNKNOWN
    }

    public Option {
        says = List.copyOf(says);
    }
}
