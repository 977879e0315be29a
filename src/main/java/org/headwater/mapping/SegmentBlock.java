package org.headwater.mapping;

import java.util.List;
import org.headwater.message.Node;
import org.headwater.message.OutgoingSegment;
import org.jspecify.annotations.Nullable;

/**
 * Segments of a composition: one for each node, or only a context for those inside it.
 *
 * @param each makes one for every node it selects, with that node as context; null for once
 * @param when condition; the block is left out where it does not hold
 * @param segment the segment's name; null for none of its own
 * @param always whether the segment is sent even when nothing of the record stands in it
 * @param rules fill the segment
 * @param parts blocks that follow it, in its context; left out with it
 * @param since first version of the standard that has it
 * @param until last version that has it
 */
record SegmentBlock(
        @Nullable SourcePath each,
        @Nullable Condition when,
        @Nullable String segment,
        boolean always,
        List<FieldRule> rules,
        List<SegmentBlock> parts,
        String since,
        String until) {

    void run(Node context, Composing composing, List<OutgoingSegment> segments) {
        if (!composing.dialect().within(since, until)) {
            return;
        }
        if (each == null) {
            runOnce(context, composing, segments);
            return;
        }
        int before = composing.run().swapIndex(1);
        int index = 1;
        for (Node node : each.all(context, composing.run())) {
            composing.run().swapIndex(index);
            if (runOnce(node, composing, segments)) {
                index++;
            }
        }
        composing.run().swapIndex(before);
    }

    private boolean runOnce(Node context, Composing composing, List<OutgoingSegment> segments) {
        if (when != null && !when.holds(context, composing.run())) {
            return false;
        }
        if (segment != null) {
            OutgoingSegment made = new OutgoingSegment(segment);
            boolean found = always;
            for (FieldRule rule : rules) {
                found |= rule.apply(context, new Place.Of(made), composing);
            }
            if (!found) {
                return false;
            }
            segments.add(made);
        }
        parts.forEach(part -> part.run(context, composing, segments));
        return true;
    }
}
