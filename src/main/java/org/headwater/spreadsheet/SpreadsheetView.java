package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.problem.Finding;

/**
 * A file as it is shown before it is stored.
 *
 * @param spreadsheet the file
 * @param ready whether it has been read to its end
 * @param rowsRead how many rows were read so far
 * @param unreadable why it, or parts of it, cannot be read
 * @param sheets in order
 * @param questions values nobody knows
 * @param drift headings that are otherwise than in the feed's last file of the kind
 * @param remembered the version of the feed's overlay that was taken over; 0 for none
 */
public record SpreadsheetView(
        Spreadsheet spreadsheet,
        boolean ready,
        int rowsRead,
        List<Finding> unreadable,
        List<SheetView> sheets,
        List<ValueQuestion> questions,
        List<Drift> drift,
        int remembered) {

    public SpreadsheetView {
        unreadable = List.copyOf(unreadable);
        sheets = List.copyOf(sheets);
        questions = List.copyOf(questions);
        drift = List.copyOf(drift);
    }

    /** Whether anything of it can be recorded as things stand. */
    public boolean recordable() {
        return sheets.stream().anyMatch(sheet -> !sheet.leftOut() && sheet.objection() == null);
    }

    /** How many columns somebody should look at. */
    public long toLookAt() {
        return sheets.stream().mapToLong(SheetView::toLookAt).sum();
    }

    /** How many values nobody has said the meaning of. */
    public long openQuestions() {
        return questions.stream().filter(ValueQuestion::open).count();
    }
}
