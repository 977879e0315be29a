package org.headwater.intake;

import org.jspecify.annotations.Nullable;

/**
 * A system that sends v2 messages, as it names itself in their header.
 *
 * @param application MSH-3, first component; null for any
 * @param facility MSH-4, first component; null for any
 */
public record Sender(@Nullable String application, @Nullable String facility) {

    /** How closely this fits a message's header: 0 not at all, more the more it names. */
    int fit(String sendingApplication, String sendingFacility) {
        if (application != null && !application.equals(sendingApplication)) {
            return 0;
        }
        if (facility != null && !facility.equals(sendingFacility)) {
            return 0;
        }
        return (application == null ? 0 : 2) + (facility == null ? 0 : 1);
    }

    @Override
    public String toString() {
        return (application == null ? "*" : application) + "|" + (facility == null ? "*" : facility);
    }
}
