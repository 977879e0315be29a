package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.intake.ReceiptStatus;

/**
 * What became of a file that was stored, or how far it is.
 *
 * @param receipt how far it is
 * @param same rows that stood in the file before and say the same: nothing was done about them
 * @param before whether there was a file before that this one goes on with
 * @param changed rows that say something else than in the file before
 * @param gone rows of the file before that are not in this one, each by its first cells; they stay recorded
 * @param goneCount how many these are
 * @param recorded rows of which something was recorded
 * @param toFix how many rows have something to put right
 * @param fixes what that is, the first of them
 */
public record Result(
        ReceiptStatus receipt,
        int same,
        boolean before,
        int changed,
        List<String> gone,
        int goneCount,
        int recorded,
        int toFix,
        List<Fix> fixes) {

    public Result {
        gone = List.copyOf(gone);
        fixes = List.copyOf(fixes);
    }

    /**
     * Something to put right.
     *
     * @param entry the inbox entry of its row
     * @param place where it stands
     * @param text what to do
     * @param recorded whether the rest of the row is recorded
     */
    public record Fix(long entry, String place, String text, boolean recorded) {}

    /** Prints no content. */
    @Override
    public String toString() {
        return "Result[" + receipt.id() + "]";
    }
}
