package org.headwater.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** Puts segments together again that were split because they were too long (v2.9 §2.10.2). */
final class Hl7v2Continuation {

    private Hl7v2Continuation() {}

    /** The text without ADD segments: what each holds goes on in the segment before it. */
    static String joined(String text, Hl7v2Header header, UnitFindings findings) {
        String mark = "ADD" + header.separator();
        if (!header.field(14).isEmpty()) {
            findings.add(parted("MSH-14", "This message continues another one."));
        }
        if (text.indexOf("DSC" + header.separator()) > 0
                && Pattern.compile("[\\r\\n]DSC.[^\\r\\n]").matcher(text).find()) {
            findings.add(parted("DSC", "This message is continued in another one."));
        }
        if (text.indexOf(mark) < 0) {
            return text;
        }
        Matcher addition =
                Pattern.compile("[\\r\\n]+\\s*" + Pattern.quote(mark)).matcher(text);
        int headerEnd = headerEnd(text);
        StringBuilder joined = new StringBuilder(text.length());
        int from = 0;
        while (addition.find()) {
            // Behind MSH it continues a segment of the message before, which is another unit.
            if (addition.start() > headerEnd) {
                joined.append(text, from, addition.start());
                from = addition.end();
            }
        }
        return joined.append(text, from, text.length()).toString();
    }

    private static int headerEnd(String text) {
        for (int i = Math.max(0, text.indexOf("MSH")); i < text.length(); i++) {
            if (text.charAt(i) == '\r' || text.charAt(i) == '\n') {
                return i;
            }
        }
        return text.length();
    }

    private static Finding parted(String path, String message) {
        return Finding.of(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.INFORMATION,
                path,
                message + " Each part was read by itself; send messages whole.");
    }
}
