package org.headwater.mapping;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * How one receiver wants v2 written.
 *
 * @param version of the standard, {@code 2.3} to {@code 2.9}
 * @param zone in which times of day are told
 * @param words what the receiver calls assigning authorities: URI to word ({@code LAKESIDE})
 */
public record Dialect(String version, ZoneId zone, Map<String, String> words) {

    public Dialect {
        words = Map.copyOf(words);
    }

    Optional<String> word(String uri) {
        return Optional.ofNullable(words.get(uri));
    }

    /** Whether the version lies between two others, both included; an empty one is no limit. */
    boolean within(String since, String until) {
        return (since.isEmpty() || compare(version, since) >= 0) && (until.isEmpty() || compare(version, until) <= 0);
    }

    /** {@code until: 2.6} leaves 2.6 and its corrections in. */
    private static int compare(String one, String limit) {
        String[] ones = one.split("\\.");
        String[] limits = limit.split("\\.");
        for (int i = 0; i < limits.length; i++) {
            int difference = Integer.compare(number(ones, i), number(limits, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length ? Integer.parseInt(parts[index]) : 0;
    }
}
