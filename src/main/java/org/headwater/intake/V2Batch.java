package org.headwater.intake;

import org.headwater.message.Hl7v2Header;

/** Tells several v2 messages sent as one (v2 §2.10.3, the batch protocol) from a single one, by a glance at the bytes. */
final class V2Batch {

    private V2Batch() {}

    /** Whether there is a batch or file header, or more than one message. */
    static boolean is(byte[] message) {
        if (Hl7v2Header.isXml(message)) {
            return Hl7v2Header.countXml(message) > 1;
        }
        int headers = 0;
        boolean lineStart = true;
        for (int i = 0; i + 3 < message.length; i++) {
            if (lineStart && isSegment(message, i, "MSH") && ++headers > 1) {
                return true;
            }
            if (lineStart && headers == 0 && (isSegment(message, i, "FHS") || isSegment(message, i, "BHS"))) {
                return true;
            }
            lineStart = isLineStart(lineStart, message[i]);
        }
        return false;
    }

    private static boolean isLineStart(boolean before, byte b) {
        return b == '\r' || b == '\n' || (before && b <= ' ' && b >= 0);
    }

    private static boolean isSegment(byte[] message, int at, String name) {
        return message[at] == name.charAt(0)
                && message[at + 1] == name.charAt(1)
                && message[at + 2] == name.charAt(2)
                && !Character.isLetterOrDigit(message[at + 3] & 0xFF);
    }
}
