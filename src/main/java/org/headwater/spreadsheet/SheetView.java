package org.headwater.spreadsheet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sheet as it is shown to the person who handed it in.
 *
 * @param name of the sheet; empty where the file has one
 * @param written how it is written, in plain words
 * @param rows how many rows there are below the header
 * @param leftOut whether it is not recorded
 * @param objection why its rows cannot be recorded as things stand; null when they can
 * @param columns in order
 */
public record SheetView(
        String name,
        List<String> written,
        int rows,
        boolean leftOut,
        @Nullable String objection,
        List<ColumnView> columns) {

    public SheetView {
        written = List.copyOf(written);
        columns = List.copyOf(columns);
    }

    /** How many columns somebody should look at. */
    public long toLookAt() {
        return leftOut ? 0 : columns.stream().filter(ColumnView::asks).count();
    }

    /**
     * A column.
     *
     * @param key names it in answers
     * @param header as the file has it
     * @param choice the element it is taken for, {@code leave-out}, or empty when nobody knows
     * @param words what that is called
     * @param meaning what that means; empty when it is left out
     * @param certainty {@code said, sure, unsure, unknown} or {@code nothing}
     * @param percent how sure, from 0 to 100
     * @param because why
     * @param recorded whether what it is taken for is recorded
     * @param samples some values
     * @param choices what it may be instead, likeliest first
     * @param dates how its dates are read: {@code month-first}, {@code day-first}; empty where that is no question
     * @param note what is to be said of its values; empty for nothing
     */
    public record ColumnView(
            String key,
            String header,
            String choice,
            String words,
            String meaning,
            String certainty,
            int percent,
            String because,
            boolean recorded,
            List<String> samples,
            List<Choice> choices,
            String dates,
            String note) {

        public ColumnView {
            samples = List.copyOf(samples);
            choices = List.copyOf(choices);
        }

        /** Whether somebody should look at it. */
        public boolean asks() {
            return certainty.equals("unsure") || certainty.equals("unknown");
        }

        /** Prints no content. */
        @Override
        public String toString() {
            return "ColumnView[" + choice + " " + certainty + "]";
        }
    }
}
