package org.headwater.delivery;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a destination, as it stands in URLs and file names.
 *
 * @param value lower-case letters, digits and hyphens, a letter or digit first, at most 63 characters
 */
public record DestinationId(String value) implements Comparable<DestinationId> {

    /** What a destination's id may look like, in words for people. */
    public static final String RULE =
            "lower-case letters, digits and hyphens, a letter or digit first, at most 63 characters";

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public DestinationId {
        if (!SLUG.matcher(value).matches()) {
            throw new IllegalArgumentException("a destination id is " + RULE);
        }
    }

    /** The id a text names; empty when the text cannot be one. */
    public static Optional<DestinationId> of(String text) {
        return SLUG.matcher(text).matches() ? Optional.of(new DestinationId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(DestinationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
