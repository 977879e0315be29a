package org.headwater.delivery;

import org.jspecify.annotations.Nullable;

/** What came of an attempt to deliver a message. */
sealed interface Answer {

    /** The receiver has it. */
    record Taken(String code) implements Answer {}

    /**
     * The receiver did not take it this time.
     *
     * @param code of the answer; null when none came
     * @param reason in words for people
     */
    record NotNow(@Nullable String code, String reason) implements Answer {}

    /** The receiver will never take it as it is. */
    record Never(String code, String reason) implements Answer {}

    /** The message did not leave: nobody is there, or it does not let us in. No fault of the message. */
    record NoWay(String reason) implements Answer {}
}
