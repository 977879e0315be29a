package org.headwater.fhirstore;

import java.util.Map;
import java.util.TreeMap;

/**
 * When each element of a stored resource was last stated, in epoch milliseconds.
 *
 * <p>Nearly always one statement says everything that is stored, so one time serves all elements present; only those that
 * differ have a time of their own, as do elements a sender deleted, lest an older message bring them back.
 *
 * @param latest the newest event time of any statement; holds for every element present that has no exception
 * @param present mask of the elements that are stored
 * @param exceptions times by element number; never changed once here
 */
record ElementTimes(long latest, long present, Map<Integer, Long> exceptions) {

    /** When an element was stated that nobody spoke of, or only for want of better. */
    static final long NEVER = Long.MIN_VALUE;

    /** What only fills a gap counts as said before everything that is stated, in the order it was said. */
    private static final long FILLING_LAG = 1_000_000_000_000_000L;

    static ElementTimes all(long time, long present) {
        return new ElementTimes(time, present, Map.of());
    }

    /** When an element was last stated or deleted; before everything if never. */
    long of(int element) {
        Long exception = exceptions.get(element);
        if (exception != null) {
            return exception;
        }
        return (present & (1L << element)) != 0 ? latest : NEVER;
    }

    /** The time of something that was only said to fill a gap. */
    static long filling(long time) {
        return time - FILLING_LAG;
    }

    /** Whether what is stored of an element only fills a gap. */
    boolean isFilled(int element) {
        long time = of(element);
        return time != NEVER && time < FILLING_LAG / -2;
    }

    /**
     * The times after another statement.
     *
     * @param nowPresent mask of what is stored after it
     */
    ElementTimes after(Statement statement, long nowPresent) {
        long time = statement.time();
        long touched = statement.touched();
        long newLatest = Math.max(latest, time);
        boolean even = exceptions.isEmpty() && statement.fills() == 0;
        if (even && touched == nowPresent && (time >= latest || present == nowPresent)) {
            return all(newLatest, nowPresent);
        }
        TreeMap<Integer, Long> changed = new TreeMap<>();
        for (int i = 0; i < Long.SIZE; i++) {
            long bit = 1L << i;
            long old = of(i);
            long now = (touched & bit) != 0 ? Math.max(old, statement.timeOf(i)) : old;
            boolean implied = (nowPresent & bit) != 0 ? now == newLatest : now == NEVER;
            if (!implied) {
                changed.put(i, now);
            }
        }
        return new ElementTimes(newLatest, nowPresent, Map.copyOf(changed));
    }

    /** Exceptions as kept in the database: {@code 3:1767225600000 7:1767139200000}; empty when there are none. */
    String encodedExceptions() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(exceptions)
                .forEach((element, time) -> text.append(text.isEmpty() ? "" : " ")
                        .append(element)
                        .append(':')
                        .append(time));
        return text.toString();
    }

    static Map<Integer, Long> decodeExceptions(String text) {
        TreeMap<Integer, Long> exceptions = new TreeMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(" ")) {
            int colon = entry.indexOf(':');
            exceptions.put(Integer.valueOf(entry.substring(0, colon)), Long.valueOf(entry.substring(colon + 1)));
        }
        return Map.copyOf(exceptions);
    }
}
