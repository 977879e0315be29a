package org.headwater.coverage;

import org.headwater.mapping.FieldUse;

/**
 * What became of an official row.
 *
 * @param detail what does it, or why it is not done
 */
record Verdict(State state, String detail) {

    /** The states, in the page's order. */
    enum State {
        /** Found in the compiled mappings. */
        FOUND("found"),
        /** Done in another way, which was checked to exist. */
        OTHERWISE("otherwise"),
        /** Not done, for a reason. */
        NOT("not done"),
        /** Not done, and nobody has said why. */
        OPEN("open"),
        /** The table states nothing to be done. */
        NO_TARGET("no target stated");

        final String words;

        State(String words) {
            this.words = words;
        }
    }

    static final Verdict OPEN = new Verdict(State.OPEN, "");
    static final Verdict NO_TARGET = new Verdict(State.NO_TARGET, "");

    static Verdict found(FieldUse use) {
        return new Verdict(
                State.FOUND,
                (use.from().isEmpty() ? "always" : use.from()) + " -> " + use.resource() + "." + use.to()
                        + (use.value() == null ? "" : " = " + use.value())
                        + (use.conceptMap() == null ? "" : " (" + use.conceptMap() + ")"));
    }

    boolean done() {
        return state == State.FOUND || state == State.OTHERWISE;
    }

    boolean counts() {
        return state != State.NO_TARGET;
    }
}
