package org.headwater.message;

import java.util.Set;

/**
 * What is to be put right in one row of a table.
 *
 * @param columns the cells that are meant, by their columns counted from 0
 * @param text what to fix, in words for whoever keeps the table
 */
public record RowNotes(Set<Integer> columns, String text) {

    public RowNotes {
        columns = Set.copyOf(columns);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "RowNotes[" + columns + "]";
    }
}
