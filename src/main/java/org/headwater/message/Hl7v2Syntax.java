package org.headwater.message;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** The separators, escapes and place names of one v2 message (v2.9 §2.5.4 to §2.7). */
final class Hl7v2Syntax extends SegmentSyntax {

    private static final char USUAL_TRUNCATION = '#';

    private final char escape;
    private final char truncation;
    private final Charset charset;
    private SegmentNode[] segments = {};
    private int[] occurrences = {};
    private boolean hasLineBreaks;

    /**
     * Makes a syntax.
     *
     * @param element MSH-1
     * @param encoding MSH-2: component, repetition, escape, subcomponent, truncation; what is missing is not used
     * @param charset what the message's {@code \X..\} bytes are written in
     */
    Hl7v2Syntax(char element, String encoding, Charset charset) {
        super(element, at(encoding, 1), at(encoding, 0), subcomponent(encoding));
        this.escape = at(encoding, 2);
        this.truncation = doubled(encoding) ? at(encoding, 5) : at(encoding, 4);
        this.charset = charset;
    }

    private static char at(String encoding, int index) {
        return index < encoding.length() ? encoding.charAt(index) : NONE;
    }

    /** Some senders write their programming language's escaped form: {@code ^~\\&}. */
    private static char subcomponent(String encoding) {
        return at(encoding, doubled(encoding) ? 4 : 3);
    }

    private static boolean doubled(String encoding) {
        return encoding.length() > 4 && encoding.charAt(2) == '\\' && encoding.charAt(3) == '\\';
    }

    /** Whether MSH-2 names a character that marks values cut short (v2.9 §2.5.5.2). */
    boolean truncates() {
        return truncation != NONE;
    }

    /** What marks a value cut short, or would in the usual encoding. */
    char truncation() {
        return truncates() ? truncation : USUAL_TRUNCATION;
    }

    /** Tells the message's segments, so that a repeated one can be called by its number. */
    void segments(SegmentNode[] all) {
        this.segments = all;
    }

    /** Notes that some segment holds line breaks. */
    void lineBreaks() {
        hasLineBreaks = true;
    }

    @Override
    boolean countsSeparator(String segment) {
        return switch (segment) {
            case "MSH", "BHS", "FHS" -> true;
            default -> false;
        };
    }

    @Override
    boolean verbatim(String segment, int position) {
        return position <= 2 && countsSeparator(segment);
    }

    @Override
    boolean deletes(String text, int start, int end) {
        return end - start == 2 && text.charAt(start) == '"' && text.charAt(start + 1) == '"';
    }

    @Override
    @Nullable String decoded(SegmentValue value, String text, int start, int end) {
        int from = start;
        int to = end;
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        if (from == to) {
            return null;
        }
        if (isBlank(text.charAt(from)) && !keepsIndent(value)) {
            while (isBlank(text.charAt(from))) {
                from++;
            }
        }
        if (value.level() == SegmentValue.VERBATIM) {
            return text.substring(from, to);
        }
        if (deletes(text, from, to)) {
            return null;
        }
        if (truncates() && to > from + 1 && text.charAt(to - 1) == truncation) {
            to--;
        }
        String decoded = Hl7v2Escapes.decoded(text, from, to, this);
        if (hasLineBreaks) {
            decoded = decoded.replace("\r\n", "\n").replace('\r', '\n');
        }
        return decoded.isBlank() ? null : decoded;
    }

    /** In reports and notes the blanks in front of a line are its layout (v2.9 §2A.3.76). */
    private static boolean keepsIndent(SegmentValue value) {
        String segment = value.segment().name();
        return (segment.equals("OBX") || segment.equals("NTE"))
                && value.level() == SegmentValue.ELEMENT
                && value.name().equals(segment.equals("OBX") ? "5" : "3");
    }

    char escape() {
        return escape;
    }

    Charset charset() {
        return charset;
    }

    @Override
    Location location(SegmentGroup group) {
        Node parent = group.parent();
        if (parent == null) {
            return Location.WHOLE;
        }
        int index = 0;
        for (Node sibling : parent.all(group.name())) {
            index++;
            if (sibling == group) {
                break;
            }
        }
        String own = index > 1 ? group.name() + "[" + index + "]" : group.name();
        String above = parent.location().path();
        return new Location(above.isEmpty() ? own : above + "/" + own);
    }

    @Override
    Location location(SegmentNode segment) {
        int index = occurrence(segment.number());
        return new Location(index > 1 ? segment.name() + "[" + index + "]" : segment.name());
    }

    /** Which segment of its name the n-th of the message is; counted for all when first asked. */
    private int occurrence(int number) {
        if (occurrences.length != segments.length) {
            occurrences = new int[segments.length];
            Map<String, Integer> counts = new HashMap<>();
            for (int i = 0; i < segments.length; i++) {
                occurrences[i] = counts.merge(segments[i].name(), 1, Integer::sum);
            }
        }
        return number <= occurrences.length ? occurrences[number - 1] : 1;
    }

    @Override
    Location location(SegmentValue value) {
        StringBuilder below = new StringBuilder();
        Node node = value;
        while (node instanceof SegmentValue part && part.parent() instanceof SegmentValue) {
            below.insert(0, "." + part.name());
            node = part.parent();
        }
        SegmentValue field = (SegmentValue) node;
        String repetition = field.repetition() > 1 ? "[" + field.repetition() + "]" : "";
        return new Location(value.segment().location().path() + "-" + field.name() + repetition + below);
    }
}
