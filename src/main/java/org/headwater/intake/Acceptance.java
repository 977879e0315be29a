package org.headwater.intake;

/** What the inbox answers to a message it kept. A message it cannot keep now is an exception. */
public enum Acceptance {
    /** Kept now. */
    ACCEPTED,
    /** The same bytes came on the same feed before; the sender missed our acknowledgement, and the repeat is harmless. */
    DUPLICATE
}
