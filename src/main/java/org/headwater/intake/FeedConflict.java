package org.headwater.intake;

/** A feed was to take what another feed already has. */
public final class FeedConflict extends RuntimeException {

    private static final long serialVersionUID = 1;

    FeedConflict(String message) {
        super(message);
    }
}
