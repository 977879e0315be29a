package org.headwater.message;

import java.util.Map;

/**
 * What is to be put right in one sheet of a table's file.
 *
 * @param headerRow the number of the row that names the columns; 0 when it is not known
 * @param width how many columns the sheet has; what to fix goes into the next
 * @param rows by the rows' numbers
 */
public record SheetNotes(int headerRow, int width, Map<Integer, RowNotes> rows) {

    public SheetNotes {
        rows = Map.copyOf(rows);
    }
}
