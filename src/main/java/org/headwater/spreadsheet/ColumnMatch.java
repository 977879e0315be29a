package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.dictionary.Element;
import org.jspecify.annotations.Nullable;

/**
 * What a column is taken for, how sure that is, and why.
 *
 * @param header the column's name
 * @param element what it stands for; null when it is left out or nobody knows
 * @param certainty how sure
 * @param confidence from 0 to 1
 * @param because why, in words for a person
 * @param others what it may stand for instead, likeliest first
 */
record ColumnMatch(
        String header,
        @Nullable Element element,
        Certainty certainty,
        double confidence,
        String because,
        List<Element> others) {

    ColumnMatch {
        others = List.copyOf(others);
    }

    /** How sure a match is. */
    enum Certainty {
        /** A person said so. */
        SAID,
        /** Taken without a question. */
        SURE,
        /** Taken, and to be looked at. */
        UNSURE,
        /** Nothing fits: the column is not recorded unless a person says what it is. */
        UNKNOWN,
        /** There is nothing in it to record. */
        NOTHING
    }
}
