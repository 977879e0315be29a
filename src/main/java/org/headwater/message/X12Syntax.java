package org.headwater.message;

import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** The separators of one interchange, as its ISA tells them, and how its places are called. */
final class X12Syntax extends SegmentSyntax {

    private final byte terminator;

    X12Syntax(char element, char repetition, char component, byte terminator) {
        super(element, repetition, component, NONE);
        this.terminator = terminator;
    }

    byte terminator() {
        return terminator;
    }

    @Override
    boolean countsSeparator(String segment) {
        return false;
    }

    @Override
    boolean verbatim(String segment, int position) {
        return segment.equals("ISA");
    }

    @Override
    boolean deletes(String text, int start, int end) {
        return false;
    }

    @Override
    @Nullable String decoded(SegmentValue value, String text, int start, int end) {
        int from = start;
        int to = end;
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        return from == to ? null : text.substring(from, to);
    }

    @Override
    Location location(SegmentGroup group) {
        for (Node child : group.children()) {
            if (child instanceof SegmentNode segment) {
                return group.parent() == null
                        ? Location.WHOLE
                        : new Location(group.name() + numbered(segment.number()));
            }
        }
        return new Location(group.name());
    }

    @Override
    Location location(SegmentNode segment) {
        return new Location(inLoop(segment) + numbered(segment.number()));
    }

    @Override
    Location location(SegmentValue value) {
        String component = "";
        String position = value.name();
        if (value.parent() instanceof SegmentValue element) {
            component = "-" + value.name();
            position = element.name();
        }
        String repetition = value.repetition() > 1 ? "[" + value.repetition() + "]" : "";
        return new Location(inLoop(value.segment())
                + (position.length() == 1 ? "0" + position : position)
                + repetition
                + component
                + numbered(value.segment().number()));
    }

    private static String inLoop(SegmentNode segment) {
        Node loop = segment.parent();
        return loop == null || loop.parent() == null ? segment.name() : loop.name() + "/" + segment.name();
    }

    private static String numbered(int segment) {
        return " (segment " + segment + ")";
    }
}
