package org.headwater.spreadsheet;

import org.jspecify.annotations.Nullable;

/**
 * A heading that is otherwise than in the feed's last file of the kind.
 *
 * @param kind what happened to it
 * @param header the heading now; the former one where it is missing
 * @param former the heading it seems to have been; null where none does
 * @param words what the column stood for or is taken for, in plain words; empty when nobody knows
 */
public record Drift(Kind kind, String header, @Nullable String former, String words) {

    /** What happened to a heading. */
    public enum Kind {
        /** It was not there before. */
        NEW,
        /** It is called otherwise now, as it seems. */
        RENAMED,
        /** It is not there any more. */
        MISSING
    }
}
