package org.headwater.intake;

import org.headwater.message.Hl7v2Header;
import org.jspecify.annotations.Nullable;

/**
 * A system that sends v2 messages, as it names itself in their header, and whom it sends them to.
 *
 * @param application MSH-3, first component; null for any
 * @param facility MSH-4, first component; null for any
 * @param receivingApplication MSH-5, first component; null for any
 * @param receivingFacility MSH-6, first component; null for any
 */
public record Sender(
        @Nullable String application,
        @Nullable String facility,
        @Nullable String receivingApplication,
        @Nullable String receivingFacility) {

    /** A sender, whomever it sends to. */
    public Sender(@Nullable String application, @Nullable String facility) {
        this(application, facility, null, null);
    }

    /** How closely this fits a message's header: 0 not at all, more the more it names. */
    int fit(Hl7v2Header header) {
        boolean fits = fits(application, header.sendingApplication())
                && fits(facility, header.sendingFacility())
                && fits(receivingApplication, header.receivingApplication())
                && fits(receivingFacility, header.receivingFacility());
        return fits
                ? (application == null ? 0 : 8)
                        + (facility == null ? 0 : 4)
                        + (receivingApplication == null ? 0 : 2)
                        + (receivingFacility == null ? 0 : 1)
                : 0;
    }

    private static boolean fits(@Nullable String named, String sent) {
        return named == null || named.equals(sent);
    }

    @Override
    public String toString() {
        String receiver = receivingApplication == null && receivingFacility == null
                ? ""
                : "|" + word(receivingApplication) + "|" + word(receivingFacility);
        return word(application) + "|" + word(facility) + receiver;
    }

    private static String word(@Nullable String name) {
        return name == null ? "*" : name;
    }
}
