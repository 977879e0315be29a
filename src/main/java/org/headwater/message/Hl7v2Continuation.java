package org.headwater.message;

/** Puts segments together again that were split because they were too long (v2.9 §2.10.2). */
final class Hl7v2Continuation {

    private static final String BLANK = " \t\n\u000B\f\r";

    private Hl7v2Continuation() {}

    /** The text without ADD segments: what each holds goes on in the segment before it. */
    static String joined(String text, char separator) {
        String mark = "ADD" + separator;
        if (text.indexOf(mark) < 0) {
            return text;
        }
        int headerEnd = headerEnd(text);
        StringBuilder joined = new StringBuilder(text.length());
        int from = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            int end = lineEndBefore(text, at, from);
            // Behind MSH it continues a segment of the message before, which is another unit.
            if (end > headerEnd) {
                joined.append(text, from, end);
                from = at + mark.length();
            }
        }
        return joined.append(text, from, text.length()).toString();
    }

    /** Where the blank lines before a place begin; -1 where something else stands before it on its line. */
    private static int lineEndBefore(String text, int at, int least) {
        int lineEnd = -1;
        for (int i = at - 1; i >= least && BLANK.indexOf(text.charAt(i)) >= 0; i--) {
            if (text.charAt(i) == '\r' || text.charAt(i) == '\n') {
                lineEnd = i;
            }
        }
        return lineEnd;
    }

    private static int headerEnd(String text) {
        for (int i = Math.max(0, text.indexOf("MSH")); i < text.length(); i++) {
            if (text.charAt(i) == '\r' || text.charAt(i) == '\n') {
                return i;
            }
        }
        return text.length();
    }
}
