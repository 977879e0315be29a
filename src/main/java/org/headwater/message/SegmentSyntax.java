package org.headwater.message;

import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** How one format writes segments: its separators, how a value is decoded, how a place is called. */
abstract class SegmentSyntax {

    /** Stands for a separator the sender does not use; no text holds it. */
    static final char NONE = '\uFFFF';

    final char element;
    final char repetition;
    final char component;
    final char subcomponent;

    SegmentSyntax(char element, char repetition, char component, char subcomponent) {
        this.element = element;
        this.repetition = repetition;
        this.component = component;
        this.subcomponent = subcomponent;
    }

    /**
     * Whether a segment's first element is the separator behind its name, so that the numbering of the rest is one higher
     * (MSH).
     */
    abstract boolean countsSeparator(String segment);

    /** Whether an element is taken as it stands, separators and all (MSH-2, ISA16). */
    abstract boolean verbatim(String segment, int position);

    /** The value written in a range that holds no separators; null when it is blank. */
    abstract @Nullable String decoded(SegmentValue value, String text, int start, int end);

    /** Whether a range says that the value is to be deleted. */
    abstract boolean deletes(String text, int start, int end);

    abstract Location location(SegmentGroup group);

    abstract Location location(SegmentNode segment);

    abstract Location location(SegmentValue value);

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
