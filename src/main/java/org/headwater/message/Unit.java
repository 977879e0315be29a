package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is recorded, or refused, as a whole: a v2 message, a claim, a document, a FHIR bundle, a row.
 *
 * @param format the wire format
 * @param type what kind within the format, as mappings name it: {@code ADT^A01}, {@code 837P}, {@code CCD}, {@code
 *     Bundle}, {@code table}
 * @param number counted from 1 within the file
 * @param place where the unit stands in its file ({@code line 40}, {@code row 7}, {@code segment 1204}); empty when the
 *     file holds one unit
 * @param controlId the sender's own number for it (MSH-10, ST02 and CLM01, document id), for acknowledgements and logs;
 *     null when it has none
 * @param personKey what tells one person's units apart from another's on this feed, so that they stay in order; null when
 *     the unit names nobody
 * @param bytes the unit alone and whole: reading these bytes again gives this one unit (a claim comes with its envelope and
 *     the loops above it, a row with its header)
 * @param root the tree; null when the unit could not be read, and then a fatal finding says why
 * @param findings what the reader noticed
 * @param standing what it is about where it tells the state of something; null where every coming counts
 */
public record Unit(
        Format format,
        String type,
        int number,
        String place,
        @Nullable String controlId,
        @Nullable String personKey,
        byte[] bytes,
        @Nullable Node root,
        List<Finding> findings,
        @Nullable Standing standing) {

    /**
     * What a unit of a snapshot is about, and what it says of that. A sender who tells the state of everything again and again
     * repeats himself; a unit that says what the one before it said of the same thing need not be recorded again.
     *
     * @param about the same for every unit about this thing on a feed
     * @param statement a digest of what the unit states
     */
    public record Standing(String about, String statement) {}

    public Unit {
        findings = List.copyOf(findings);
    }

    /** This unit with something more noticed about it. */
    public Unit withFindings(List<Finding> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new Unit(format, type, number, place, controlId, personKey, bytes, root, all, standing);
    }

    /** A unit that counts whenever it comes. */
    public Unit(
            Format format,
            String type,
            int number,
            String place,
            @Nullable String controlId,
            @Nullable String personKey,
            byte[] bytes,
            @Nullable Node root,
            List<Finding> findings) {
        this(format, type, number, place, controlId, personKey, bytes, root, findings, null);
    }

    /** Prints no content: a unit holds health information. */
    @Override
    public String toString() {
        return "Unit[" + format.code() + " " + type + " #" + number + "]";
    }
}
