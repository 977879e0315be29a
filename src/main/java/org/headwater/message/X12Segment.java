package org.headwater.message;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A segment as it stands in the file. */
final class X12Segment implements SegmentElements {

    private static final Charset CLOSEST = Charset.forName("windows-1252");

    private final byte[] bytes;
    private final String text;
    private final String name;
    private final int number;
    private final X12Syntax syntax;
    private final boolean terminated;
    private final boolean cut;
    private final boolean misencoded;

    /**
     * Makes a segment.
     *
     * @param bytes without what stands before its name and without its terminator
     * @param number which of the file it is, from 1
     * @param terminated false when the file ended before the segment did
     * @param cut whether it was too long to keep whole
     */
    X12Segment(byte[] bytes, int number, X12Syntax syntax, boolean terminated, boolean cut) {
        this.bytes = bytes;
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        this.misencoded = utf8.indexOf('\uFFFD') >= 0 || syntax.element >= 0x80;
        this.text = unwrapped(misencoded ? new String(bytes, CLOSEST) : utf8);
        this.number = number;
        this.syntax = syntax;
        this.terminated = terminated;
        this.cut = cut;
        int end = text.indexOf(syntax.element);
        this.name = nameOf(text, end < 0 ? text.length() : end);
    }

    /** Some mainframes break lines after 80 characters wherever that is. */
    private static String unwrapped(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replaceAll("[\\r\\n]", "");
    }

    /** What is too long for a name may be data, which a location must not show. */
    private static String nameOf(String text, int end) {
        if (end < 1 || end > 3) {
            return "?";
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
                return "?";
            }
        }
        return text.substring(0, end).intern();
    }

    String name() {
        return name;
    }

    boolean is(String wanted) {
        return name.equals(wanted);
    }

    /** Whether the name is formed as the standard asks: two or three capitals and digits, a capital first. */
    boolean hasWellFormedName() {
        return name.length() >= 2
                && name.charAt(0) >= 'A'
                && name.charAt(0) <= 'Z'
                && name.chars().allMatch(c -> c <= 'Z');
    }

    int number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    X12Syntax syntax() {
        return syntax;
    }

    boolean terminated() {
        return terminated;
    }

    boolean cut() {
        return cut;
    }

    /** Whether the bytes are not valid UTF-8, so that they were read as the closest other character set. */
    boolean misencoded() {
        return misencoded;
    }

    @Override
    public String element(int position) {
        int from = 0;
        for (int i = 0; i < position; i++) {
            int next = text.indexOf(syntax.element, from);
            if (next < 0) {
                return "";
            }
            from = next + 1;
        }
        int to = text.indexOf(syntax.element, from);
        return text.substring(from, to < 0 ? text.length() : to).trim();
    }

    SegmentNode node(Node parent) {
        return new SegmentNode(parent, name, syntax, text, 0, text.length(), number);
    }
}
