package org.headwater.delivery;

/**
 * A v2 trigger event that tells of something.
 *
 * @param code {@code A01}
 * @param occasion what one asks for to be told so
 */
record Trigger(String code, Occasion occasion) {

    static Trigger admission(String code) {
        return new Trigger(code, Occasion.ADMISSION);
    }

    /** Whether a visit begins with it. */
    boolean begins() {
        return code.equals("A01") || code.equals("A04");
    }

    static Trigger discharge(String code) {
        return new Trigger(code, Occasion.DISCHARGE);
    }
}
