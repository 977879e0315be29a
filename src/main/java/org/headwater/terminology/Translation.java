package org.headwater.terminology;

import org.jspecify.annotations.Nullable;

/**
 * What a concept map makes of a code.
 *
 * @param code the target's code; empty when the code is known to have no equivalent
 * @param system the target's code system; null for the map's own
 * @param display the target's words; null when the map gives none
 */
public record Translation(
        String code, @Nullable String system, @Nullable String display) {

    /** The code is known and has no equivalent: nothing is to be written, and nothing is wrong. */
    public static final Translation NONE = new Translation("", null, null);

    /** Whether there is nothing to write. */
    public boolean none() {
        return code.isEmpty();
    }
}
