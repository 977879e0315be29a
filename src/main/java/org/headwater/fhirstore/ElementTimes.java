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

    static ElementTimes all(long time, long present) {
        return new ElementTimes(time, present, Map.of());
    }

    /** All of what one statement brought, of which some is there only for want of better. */
    static ElementTimes all(long time, long present, long fills) {
        if (fills == 0) {
            return all(time, present);
        }
        TreeMap<Integer, Long> exceptions = new TreeMap<>();
        for (int i = 0; i < Long.SIZE; i++) {
            if ((fills & (1L << i)) != 0) {
                exceptions.put(i, NEVER);
            }
        }
        return new ElementTimes(time, present, Map.copyOf(exceptions));
    }

    /** When an element was last stated or deleted; before everything if never. */
    long of(int element) {
        Long exception = exceptions.get(element);
        if (exception != null) {
            return exception;
        }
        return (present & (1L << element)) != 0 ? latest : NEVER;
    }

    /**
     * The times after another statement.
     *
     * @param time its event time
     * @param touched mask of what it states or deletes
     * @param nowPresent mask of what is stored after it
     */
    ElementTimes after(long time, long touched, long nowPresent) {
        long newLatest = Math.max(latest, time);
        if (exceptions.isEmpty() && touched == nowPresent && (time >= latest || present == nowPresent)) {
            return all(newLatest, nowPresent);
        }
        TreeMap<Integer, Long> changed = new TreeMap<>();
        for (int i = 0; i < Long.SIZE; i++) {
            long bit = 1L << i;
            long old = of(i);
            long now = (touched & bit) != 0 ? Math.max(old, time) : old;
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
