package org.headwater.intake;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a feed, as it stands in URLs and folder names.
 *
 * @param value lower-case letters, digits and hyphens, a letter or digit first, at most 63 characters
 */
public record FeedId(String value) implements Comparable<FeedId> {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** What a feed's id may look like, in words for people. */
    static final String RULE = "lower-case letters, digits and hyphens, a letter or digit first, at most 63 characters";

    public FeedId {
        if (!SLUG.matcher(value).matches()) {
            throw new IllegalArgumentException("a feed id is " + RULE);
        }
    }

    /** The id a text names; empty when the text cannot be one. */
    public static Optional<FeedId> of(String text) {
        return SLUG.matcher(text).matches() ? Optional.of(new FeedId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(FeedId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
