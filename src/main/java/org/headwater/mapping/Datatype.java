package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.util.List;
import org.headwater.message.Node;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;

/** A compiled conversion of one of a format's data types to one of FHIR's. */
final class Datatype {

    private final String name;
    private final BaseRuntimeElementDefinition<?> type;
    private final Maker maker;
    private @Nullable Condition when;
    private List<Rule> rules = List.of();
    private int slots;

    Datatype(String name, BaseRuntimeElementDefinition<?> type) {
        this.name = name;
        this.type = type;
        this.maker = Maker.of(type);
    }

    /** Data types refer to one another, so their rules are compiled after all of them are known. */
    void compiled(@Nullable Condition condition, List<Rule> compiledRules, int slotCount) {
        this.when = condition;
        this.rules = compiledRules;
        this.slots = slotCount;
    }

    String name() {
        return name;
    }

    List<Rule> rules() {
        return rules;
    }

    BaseRuntimeElementDefinition<?> type() {
        return type;
    }

    /**
     * Makes one value from a node.
     *
     * @param tracePath where it will stand; null when nothing is traced
     * @return null when the node holds nothing for it
     */
    @Nullable Base make(Frame outer, Node node, @Nullable String tracePath, Run run) {
        if (when != null && !when.holds(node, run)) {
            return null;
        }
        Base target = (Base) maker.make();
        Frame frame = new Frame(outer, node, target, slots, 0);
        frame.tracePath = tracePath;
        // Conditions mark what they read, so where that matters all rules are asked.
        long filled = run.wantsResidue() ? Source.ANYWHERE : node.filled();
        for (Rule rule : rules) {
            if ((rule.places() & filled) != 0 && !rule.apply(frame, run)) {
                return null;
            }
        }
        return frame.found ? target : null;
    }
}
