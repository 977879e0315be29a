package org.headwater.mapping;

import java.util.List;
import org.headwater.message.Node;
import org.headwater.message.OutgoingPart;
import org.jspecify.annotations.Nullable;

/** One of v2's data types, filled from one of FHIR's by rules. */
final class WireType implements Writing {

    private @Nullable Condition when;
    private List<FieldRule> rules = List.of();

    /** Types refer to one another, so their rules are compiled after all of them are known. */
    void compiled(@Nullable Condition condition, List<FieldRule> compiledRules) {
        this.when = condition;
        this.rules = compiledRules;
    }

    @Override
    public boolean write(Value value, String text, OutgoingPart part, Composing composing) {
        Node node = value.node();
        if (node == null || (when != null && !when.holds(node, composing.run()))) {
            return false;
        }
        boolean found = false;
        for (FieldRule rule : rules) {
            found |= rule.apply(node, new Place.In(part), composing);
        }
        return found;
    }
}
