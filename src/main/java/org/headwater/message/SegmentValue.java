package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A field or element (one repetition of it), a component or a subcomponent; divided when its parts are asked for. */
final class SegmentValue extends Node {

    static final int VERBATIM = -1;
    static final int ELEMENT = 0;
    static final int COMPONENT = 1;
    static final int SUBCOMPONENT = 2;

    private static final @Nullable SegmentValue[] UNDIVIDED = {};

    private final SegmentNode segment;
    private final int start;
    private final int end;
    private final int level;
    private final int repetition;
    private @Nullable SegmentValue next;
    private @Nullable SegmentValue @Nullable [] parts;
    private @Nullable String decoded;
    private boolean known;

    SegmentValue(Node parent, String name, SegmentNode segment, int start, int end, int level, int repetition) {
        super(parent, name);
        this.segment = segment;
        this.start = start;
        this.end = end;
        this.level = level;
        this.repetition = repetition;
    }

    SegmentNode segment() {
        return segment;
    }

    /** Which repetition of its element this is, from 1, as sent: an empty one before it counts. */
    int repetition() {
        return repetition;
    }

    int level() {
        return level;
    }

    void followedBy(SegmentValue repetitionBehind) {
        next = repetitionBehind;
    }

    @Override
    public @Nullable Node another() {
        return next;
    }

    /** Components are called by numbers alone. */
    @Override
    public @Nullable Node first(String childName) {
        return SegmentNode.isNumeral(childName) ? super.first(childName) : null;
    }

    @Override
    public @Nullable String text() {
        if (!known) {
            decoded = segment.syntax().decoded(this, segment.source(), start, endOfFirstLeaf());
            known = true;
        }
        return decoded;
    }

    @Override
    public boolean deleted() {
        return segment.syntax().deletes(segment.source(), start, end);
    }

    @Override
    public List<? extends Node> children() {
        @Nullable SegmentValue[] divided = parts();
        if (divided == UNDIVIDED) {
            return List.of();
        }
        List<SegmentValue> children = new ArrayList<>(divided.length);
        for (SegmentValue part : divided) {
            if (part != null) {
                children.add(part);
            }
        }
        return children;
    }

    @Override
    public long filled() {
        @Nullable SegmentValue[] divided = parts();
        long filled = divided == UNDIVIDED ? 1L << 1 : 0;
        for (int i = 0; i < divided.length && i < 62; i++) {
            if (divided[i] != null) {
                filled |= 1L << (i + 1);
            }
        }
        return filled;
    }

    @Override
    public @Nullable Node at(int position) {
        @Nullable SegmentValue[] divided = parts();
        if (divided == UNDIVIDED) {
            return position == 1 ? this : null;
        }
        return position >= 1 && position <= divided.length ? divided[position - 1] : null;
    }

    @Override
    public List<? extends Node> allAt(int position) {
        Node part = at(position);
        return part == null ? List.of() : List.of(part);
    }

    @Override
    public Location location() {
        return segment.syntax().location(this);
    }

    private char separator() {
        return switch (level) {
            case ELEMENT -> segment.syntax().component;
            case COMPONENT -> segment.syntax().subcomponent;
            default -> SegmentSyntax.NONE;
        };
    }

    private int endOfFirstLeaf() {
        if (level == VERBATIM || level == SUBCOMPONENT) {
            return end;
        }
        String text = segment.source();
        char own = separator();
        char lower = segment.syntax().subcomponent;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == own || c == lower) {
                return i;
            }
        }
        return end;
    }

    private @Nullable SegmentValue[] parts() {
        if (parts == null) {
            parts = divided();
        }
        return parts;
    }

    private @Nullable SegmentValue[] divided() {
        char separator = separator();
        char lower = level == ELEMENT ? segment.syntax().subcomponent : SegmentSyntax.NONE;
        String text = segment.source();
        int count = 1;
        boolean divisible = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == separator) {
                count++;
            }
            divisible |= c == separator || c == lower;
        }
        if (!divisible) {
            return UNDIVIDED;
        }
        @Nullable SegmentValue[] divided = new SegmentValue[count];
        int begin = start;
        int index = 0;
        for (int i = start; i <= end; i++) {
            if (i == end || text.charAt(i) == separator) {
                if (segment.hasData(begin, i)) {
                    divided[index] = new SegmentValue(
                            this, SegmentNode.numeral(index + 1), segment, begin, i, level + 1, repetition);
                }
                index++;
                begin = i + 1;
            }
        }
        return divided;
    }
}
