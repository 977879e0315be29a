package org.headwater.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/**
 * A segment. Its text is looked at when its first element is asked for; an element becomes nodes when it is asked for
 * itself, since a mapping reads few of the many a segment has.
 */
final class SegmentNode extends Node {

    /** In a slot: looked at, and empty. */
    private static final Object EMPTY = new Object();

    private static final int[] UNSCANNED = {};
    private static final String[] NUMBERS = new String[256];

    static {
        for (int i = 0; i < NUMBERS.length; i++) {
            NUMBERS[i] = Integer.toString(i);
        }
    }

    private final SegmentSyntax syntax;
    private final String text;
    private final int start;
    private final int end;
    private final int number;

    /** Where element i begins; the entry behind the last element is one past its end plus its separator. */
    private int[] bounds = UNSCANNED;

    private int elements;

    /** For element i: null while not looked at, {@link #EMPTY}, or the first {@link SegmentValue}, which knows the next. */
    private @Nullable Object[] slots = {};

    /**
     * Makes a segment.
     *
     * @param text holds the segment from {@code start} to before {@code end}, its name first
     * @param number which segment of the message or file it is, from 1
     */
    SegmentNode(Node parent, String name, SegmentSyntax syntax, String text, int start, int end, int number) {
        super(parent, name);
        this.syntax = syntax;
        this.text = text;
        this.start = start;
        this.end = end;
        this.number = number;
    }

    static String numeral(int position) {
        return position >= 0 && position < NUMBERS.length ? NUMBERS[position] : Integer.toString(position);
    }

    static boolean isNumeral(String name) {
        return !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
    }

    SegmentSyntax syntax() {
        return syntax;
    }

    String source() {
        return text;
    }

    int number() {
        return number;
    }

    @Override
    public @Nullable String text() {
        return null;
    }

    @Override
    public List<? extends Node> children() {
        scan();
        List<Node> children = new ArrayList<>();
        for (int position = 1; position <= elements; position++) {
            for (Node one = at(position); one != null; one = one.another()) {
                children.add(one);
            }
        }
        return children;
    }

    /** Elements are called by numbers alone. */
    @Override
    public @Nullable Node first(String childName) {
        return isNumeral(childName) ? super.first(childName) : null;
    }

    @Override
    public @Nullable Node at(int position) {
        Object slot = slot(position);
        return slot == EMPTY ? null : (SegmentValue) slot;
    }

    @Override
    public List<? extends Node> allAt(int position) {
        List<Node> all = new ArrayList<>();
        for (Node one = at(position); one != null; one = one.another()) {
            all.add(one);
        }
        return all;
    }

    @Override
    public Location location() {
        return syntax.location(this);
    }

    private Object slot(int position) {
        scan();
        if (position < 1 || position > elements) {
            return EMPTY;
        }
        Object slot = slots[position];
        if (slot == null) {
            slot = read(position);
            slots[position] = slot;
        }
        return slot;
    }

    /** Finds where the elements begin, in one pass. */
    private void scan() {
        if (bounds != UNSCANNED) {
            return;
        }
        int[] found = new int[32];
        int count = 0;
        char separator = syntax.element;
        int from = start;
        if (syntax.countsSeparator(name()) && end - start > name().length()) {
            // MSH-1 is the separator itself, so it has a place but no separator behind it.
            from = start + name().length();
            found[++count] = from;
        }
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == separator) {
                if (++count >= found.length - 1) {
                    found = Arrays.copyOf(found, found.length * 2);
                }
                found[count] = i + 1;
            }
        }
        found[count + 1] = end + 1;
        elements = count;
        slots = new Object[count + 1];
        bounds = found;
    }

    private Object read(int position) {
        int from = bounds[position];
        int to = bounds[position + 1] - 1;
        if (syntax.verbatim(name(), position)) {
            int verbatimEnd = position == 1 && syntax.countsSeparator(name()) ? from + 1 : to;
            return verbatimEnd > from && !allBlank(from, verbatimEnd)
                    ? new SegmentValue(this, numeral(position), this, from, verbatimEnd, SegmentValue.VERBATIM, 1)
                    : EMPTY;
        }
        char separator = syntax.repetition;
        SegmentValue first = null;
        SegmentValue last = null;
        int repetition = 1;
        int begin = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == separator) {
                if (hasData(begin, i)) {
                    SegmentValue value =
                            new SegmentValue(this, numeral(position), this, begin, i, SegmentValue.ELEMENT, repetition);
                    if (last == null) {
                        first = value;
                    } else {
                        last.followedBy(value);
                    }
                    last = value;
                }
                repetition++;
                begin = i + 1;
            }
        }
        return first == null ? EMPTY : first;
    }

    private boolean allBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!SegmentSyntax.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a range holds anything but blanks and separators. */
    boolean hasData(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != syntax.component && c != syntax.subcomponent && !SegmentSyntax.isBlank(c)) {
                return true;
            }
        }
        return false;
    }
}
