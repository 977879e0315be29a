package org.headwater.mapping;

import java.util.List;
import org.headwater.message.Node;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.instance.model.api.IBase;
import org.jspecify.annotations.Nullable;

/**
 * One compiled rule: under a guard, fills one place of the target.
 *
 * @param place file:line
 * @param element the dictionary element, or {@link #OF_CONTEXT}; null inside data types
 * @param guard when it applies
 * @param to where the value lands
 * @param filling where the value comes from
 * @param required whether the block depends on this value
 * @param manner how firmly the value is meant
 * @param places numbered places of the context without any of which the rule does nothing
 */
record Rule(
        String place,
        @Nullable String element,
        Guard guard,
        TargetPath to,
        Filling filling,
        boolean required,
        Manner manner,
        long places) {

    Rule(
            String place,
            @Nullable String element,
            Guard guard,
            TargetPath to,
            Filling filling,
            boolean required,
            Manner manner) {
        this(place, element, guard, to, filling, required, manner, required ? Source.ANYWHERE : filling.places());
    }

    /** An element's name that stands for the context's: a cell is called by the element it is. */
    static final String OF_CONTEXT = "$name";

    /**
     * How firmly a value is meant, and what its deletion is about.
     *
     * @param fills whether it lands only where nothing is stated of its element
     * @param entry key of the entries of a list that a deletion is about; null for the whole element
     */
    record Manner(boolean fills, @Nullable String entry) {

        static final Manner FIRM = new Manner(false, null);
    }

    /**
     * When a rule applies.
     *
     * @param when condition on the source; null for always
     * @param given what the target must hold already, all of it
     * @param missing what the target must not hold yet, none of it
     */
    record Guard(@Nullable Condition when, List<TargetProbe> given, List<TargetProbe> missing) {

        static final Guard NONE = new Guard(null, List.of(), List.of());

        static Guard of(@Nullable Condition when, List<TargetProbe> given, List<TargetProbe> missing) {
            return when == null && given.isEmpty() && missing.isEmpty() ? NONE : new Guard(when, given, missing);
        }

        boolean holds(Frame frame, Run run) {
            return this == NONE || (holds(frame.context, run) && fits(frame.target));
        }

        private boolean holds(Node context, Run run) {
            return when == null || when.holds(context, run);
        }

        private boolean fits(IBase target) {
            for (TargetProbe probe : given) {
                if (!probe.holdsSomething(target)) {
                    return false;
                }
            }
            for (TargetProbe probe : missing) {
                if (probe.holdsSomething(target)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Applies the rule.
     *
     * @return false when a required value is missing, so that the block yields nothing
     */
    boolean apply(Frame frame, Run run) {
        if (!guard.holds(frame, run) || filling.fill(this, frame, run) || !required) {
            return true;
        }
        String around = frame.context.location().path();
        String source = filling.source();
        run.finding(
                FindingCode.REQUIRED_ELEMENT_MISSING,
                Severity.ERROR,
                around.isEmpty() ? source : around + " " + source,
                "A value is needed in " + source + " (" + (element == null ? to.toString() : element)
                        + "); this part was left out. Send it filled in.");
        return false;
    }

    /** The dictionary element it fills here; null inside data types. */
    @Nullable String elementIn(Frame frame) {
        return OF_CONTEXT.equals(element) ? frame.context.name() : element;
    }

    /** Puts a value at the rule's place and tells the trace; answers the value around it. */
    IBase set(Frame frame, Run run, IBase value, boolean another, String from, @Nullable String translation) {
        if (run.traces()) {
            run.traced(to.tracePath(frame, another), from, place, elementIn(frame), translation);
        }
        return set(frame, value, another);
    }

    /** Puts a value at the rule's place whose parts have told the trace; answers the value around it. */
    IBase set(Frame frame, IBase value, boolean another) {
        IBase around = to.set(frame, value, another);
        if (manner.fills()) {
            frame.fill(to.element());
        }
        return around;
    }

    /** Tells the resource that what stands at the rule's place is to go. */
    void delete(Frame frame) {
        frame.delete(manner.entry() == null ? to.element() : to.topElement() + "[" + manner.entry() + "]");
    }
}
