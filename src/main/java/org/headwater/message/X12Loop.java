package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A loop as read so far: segments and loops in the order sent. What is a unit of its own is not kept in the loop around it. */
final class X12Loop {

    private final GroupShape shape;
    private final List<Object> content = new ArrayList<>();
    private @Nullable X12Segment level;
    private int units;

    X12Loop(GroupShape shape) {
        this.shape = shape;
    }

    String name() {
        return shape.name();
    }

    GroupShape shape() {
        return shape;
    }

    void add(X12Segment segment) {
        content.add(segment);
        if (segment.is("HL") && level == null) {
            level = segment;
        }
    }

    void add(X12Loop loop) {
        content.add(loop);
    }

    /** The HL segment that began this loop; null when none did. */
    @Nullable X12Segment level() {
        return level;
    }

    void countUnit() {
        units++;
    }

    /** How many units this loop held. */
    int units() {
        return units;
    }

    int count(GroupShape wanted) {
        int count = 0;
        for (Object part : content) {
            if (part instanceof X12Loop loop && loop.shape == wanted) {
                count++;
            }
        }
        return count;
    }

    /** The first segment; null when the loop has none of its own. */
    @Nullable X12Segment firstSegment() {
        return first(segment -> true);
    }

    @Nullable X12Segment first(String name) {
        return first(segment -> segment.is(name));
    }

    private @Nullable X12Segment first(Predicate<X12Segment> wanted) {
        for (Object part : content) {
            if (part instanceof X12Segment segment && wanted.test(segment)) {
                return segment;
            }
        }
        return null;
    }

    @Nullable X12Loop firstLoop(String name) {
        for (Object part : content) {
            if (part instanceof X12Loop loop && loop.name().equals(name)) {
                return loop;
            }
        }
        return null;
    }

    /** Every segment, in this loop and those in it, in the order sent. */
    void eachSegment(Consumer<X12Segment> consumer) {
        for (Object part : content) {
            if (part instanceof X12Loop loop) {
                loop.eachSegment(consumer);
            } else {
                consumer.accept((X12Segment) part);
            }
        }
    }

    /** Every loop directly in this one. */
    void eachLoop(Consumer<X12Loop> consumer) {
        for (Object part : content) {
            if (part instanceof X12Loop loop) {
                consumer.accept(loop);
            }
        }
    }

    /** This loop as a node. */
    SegmentGroup node(@Nullable Node parent, X12Syntax syntax) {
        SegmentGroup node = new SegmentGroup(parent, shape.name(), syntax);
        for (Object part : content) {
            node.add(part instanceof X12Loop loop ? loop.node(node, syntax) : ((X12Segment) part).node(node));
        }
        return node;
    }

    /** How many bytes are held. */
    long size() {
        long[] size = {0};
        eachSegment(segment -> size[0] += segment.bytes().length);
        return size[0];
    }

    /** What this loop is called in a finding. */
    String place() {
        X12Segment start = firstSegment();
        return start == null ? shape.name() : shape.name() + " (segment " + start.number() + ")";
    }

    /** What a segment in this loop is called in a finding. */
    String place(X12Segment segment, boolean isRoot) {
        return (isRoot ? "" : shape.name() + "/") + segment.name() + " (segment " + segment.number() + ")";
    }
}
