package org.headwater.intake;

import org.jspecify.annotations.Nullable;

/**
 * What is agreed with a feed's sender about MLLP.
 *
 * @param peers who may send to this feed; anyone who may connect when empty
 * @param acknowledgement how its messages are acknowledged; null for what is usual on this gateway
 */
record MllpTerms(Peers peers, @Nullable AcknowledgementMode acknowledgement) {

    /** Nothing special. */
    static final MllpTerms USUAL = new MllpTerms(Peers.ANY, null);
}
