package org.headwater.mapping;

import org.jspecify.annotations.Nullable;

/**
 * A word of the sender's that the gateway has no translation for.
 *
 * @param table the concept map that lacks it; {@link #AUTHORITIES} or {@link #SYSTEMS} for a name of an assigning authority
 *     or of a code system that stands for no known URI
 * @param code as sent
 * @param display the sender's words for it; null when it sends none
 * @param location where it stands in the unit
 */
public record UnmappedCode(
        String table, String code, @Nullable String display, String location) {

    /** Names of assigning authorities, as an overlay calls them. */
    public static final String AUTHORITIES = "authorities";

    /** Names of code systems, as an overlay calls them. */
    public static final String SYSTEMS = "systems";

    /** Prints no content: what stands in a code field is not always a code. */
    @Override
    public String toString() {
        return "UnmappedCode[" + table + " at " + location + "]";
    }
}
