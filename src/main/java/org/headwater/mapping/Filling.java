package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.headwater.message.Node;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Where a rule's value comes from. */
interface Filling {

    /**
     * Fills the rule's place.
     *
     * @return whether there was anything to fill it with
     */
    boolean fill(Rule rule, Frame frame, Run run);

    /** What people are told to look at when there was nothing. */
    String source();

    /** Numbered places of the context without any of which there is nothing to fill with. */
    default long places() {
        return Source.ANYWHERE;
    }

    /** Makes a fresh copy of a constant. */
    interface Constant {
        IBase make();
    }

    /** A value the mapping states. */
    record Stated(Constant constant) implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            IBase around = rule.set(frame, run, constant.make(), false, "constant", null);
            agree(rule, run, () -> frame.context.location().path(), around);
            return true;
        }

        @Override
        public String source() {
            return "a constant";
        }
    }

    /**
     * The wish to delete what is stored at the target.
     *
     * @param from deletes only where the source says so there; null for always
     * @param reference names whose resource's entry of the target's list is to go; null for what the rule says else
     */
    record Deletion(@Nullable Source from, @Nullable ToBlock reference) implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            if (reference != null) {
                List<String> entries = reference.references(frame, run);
                entries.forEach(entry -> frame.delete(rule.to().topElement() + "[" + entry + "]"));
                frame.found |= !entries.isEmpty();
                return !entries.isEmpty();
            }
            if (from != null) {
                Value value = from.value(frame.context, run);
                if (value == null || !value.deleted()) {
                    return false;
                }
                value.markRead(run);
                frame.found = true;
            }
            rule.delete(frame);
            return true;
        }

        @Override
        public String source() {
            return "a deletion";
        }
    }

    /** Word that what stands at the target stands because what became of it last is taken back. */
    record Undoing() implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            frame.undo(rule.to().element());
            return true;
        }

        @Override
        public String source() {
            return "a withdrawal";
        }
    }

    /**
     * A reference to what a block made.
     *
     * @param blocks names; the first that made something
     * @param anywhere whether the block stands deeper in another one, so that the last it made is meant
     */
    record ToBlock(List<String> blocks, boolean anywhere) implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            List<String> references = references(frame, run);
            if (!references.isEmpty()) {
                refer(rule, frame, run, references);
            }
            return !references.isEmpty();
        }

        List<String> references(Frame frame, Run run) {
            for (String block : blocks) {
                List<String> references = frame.references(block, anywhere, run);
                if (!references.isEmpty()) {
                    return references;
                }
            }
            return List.of();
        }

        private static void refer(Rule rule, Frame frame, Run run, List<String> references) {
            String from = run.traces() ? frame.context.location().path() : "";
            boolean another = false;
            for (String reference : references) {
                rule.set(frame, run, new Reference(reference), another, from, null);
                another = true;
                if (!rule.to().repeats()) {
                    return;
                }
            }
        }

        @Override
        public String source() {
            return "the " + String.join(" or ", blocks) + " this refers to";
        }
    }

    /** A reference to the resource around. */
    record ToEnclosing() implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            String reference = frame.enclosingResource();
            if (reference == null) {
                return false;
            }
            String from = run.traces() ? frame.context.location().path() : "";
            rule.set(frame, run, new Reference(reference), false, from, null);
            frame.found = true;
            return true;
        }

        @Override
        public String source() {
            return "the resource around this";
        }
    }

    /**
     * A reference to a resource made before that goes by another name.
     *
     * @param names the first known one counts
     */
    record ToAliased(List<Key> names) implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            String reference = Block.aliased(names, frame, run);
            // Several may share a name; none comes of itself.
            if (reference == null || reference.equals(frame.enclosingResource())) {
                return false;
            }
            String from = run.traces() ? frame.context.location().path() : "";
            rule.set(frame, run, new Reference(reference), false, from, null);
            frame.found = true;
            return true;
        }

        @Override
        public String source() {
            return "the part this refers to";
        }
    }

    /** A reference to the resource that carries an identifier, whether or not the unit states it. */
    record ToIdentified(String type, Source from, Datatype identifier) implements Filling {
        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            boolean another = false;
            for (Value value : from.values(frame.context, run)) {
                if (value.node() != null
                        && identifier.make(frame, value.node(), null, run) instanceof Identifier made
                        && made.hasValue()) {
                    String system =
                            made.hasSystem() ? made.getSystem() : run.feed().authority();
                    String id = Key.id(type, Key.identifierText(system, made.getValue()));
                    String place = run.traces() ? value.place() : "";
                    rule.set(frame, run, new Reference(type + "/" + id), another, place, null);
                    another = true;
                    if (!rule.to().repeats()) {
                        break;
                    }
                }
            }
            return another;
        }

        @Override
        public String source() {
            return from.text();
        }
    }

    /**
     * Values of the source.
     *
     * @param many whether all are taken, not only the first
     * @param join text between several made one; null when they stay apart
     * @param choice which of several dates or times is taken; null for the first
     * @param fallback used where there is none; null for nothing
     */
    record Taken(
            Source from,
            boolean many,
            @Nullable String join,
            @Nullable Choice choice,
            Conversion conversion,
            @Nullable Constant fallback)
            implements Filling {

        @Override
        public long places() {
            return fallback == null ? from.places() : Source.ANYWHERE;
        }

        @Override
        public boolean fill(Rule rule, Frame frame, Run run) {
            if (take(rule, frame, run)) {
                return true;
            }
            if (fallback != null) {
                rule.set(frame, run, fallback.make(), false, "constant", null);
                return true;
            }
            return false;
        }

        @Override
        public String source() {
            return from.text();
        }

        private boolean take(Rule rule, Frame frame, Run run) {
            if (!many) {
                Value value = from.value(frame.context, run);
                return value != null && one(rule, frame, run, value, false);
            }
            List<Value> values = from.values(frame.context, run);
            if (join != null) {
                return values.size() > 0 && joined(rule, frame, run, values, join);
            }
            if (choice != null) {
                return chosen(rule, frame, run, values, choice);
            }
            boolean found = false;
            for (Value value : values) {
                found |= one(rule, frame, run, value, found);
                if (found && !rule.to().repeats()) {
                    break;
                }
            }
            return found;
        }

        private boolean joined(Rule rule, Frame frame, Run run, List<Value> values, String between) {
            List<String> texts = new ArrayList<>(values.size());
            Node first = null;
            for (Value value : values) {
                String text = value.text();
                if (text != null) {
                    value.markRead(run);
                    texts.add(text);
                    first = first == null ? value.node() : first;
                }
            }
            if (texts.isEmpty()) {
                return false;
            }
            Value all = new Value(first, String.join(between, texts));
            return converted(rule, frame, run, all, false);
        }

        private boolean chosen(Rule rule, Frame frame, Run run, List<Value> values, Choice wanted) {
            Value best = null;
            String bestText = null;
            for (Value value : values) {
                Conversion.Converted converted = conversion.convert(rule, frame, run, value, false);
                if (converted != null && converted.value() instanceof IPrimitiveType<?> primitive) {
                    String text = primitive.getValueAsString();
                    if (bestText == null || wanted.prefers(text, bestText)) {
                        best = value;
                        bestText = text;
                    }
                }
            }
            return best != null && converted(rule, frame, run, best, false);
        }

        private boolean one(Rule rule, Frame frame, Run run, Value value, boolean another) {
            if (value.deleted()) {
                value.markRead(run);
                if (frame.target instanceof Resource) {
                    rule.delete(frame);
                    frame.found = true;
                }
                return false;
            }
            return converted(rule, frame, run, value, another);
        }

        private boolean converted(Rule rule, Frame frame, Run run, Value value, boolean another) {
            int traced = run.traceSize();
            Conversion.Converted converted = conversion.convert(rule, frame, run, value, another);
            if (converted == null) {
                run.untrace(traced);
                return false;
            }
            if (converted.traced() && rule.to().holdsAlready(frame, converted.value())) {
                run.untrace(traced);
            } else if (converted.traced()) {
                rule.set(frame, converted.value(), another);
            } else {
                String from = run.traces() ? value.place() : "";
                IBase around = rule.set(frame, run, converted.value(), another, from, converted.translation());
                agree(rule, run, value::place, around);
            }
            frame.found |= value.node() != null;
            return true;
        }
    }

    /**
     * Holds what was just set against its neighbours, and tells the sender where they do not fit.
     *
     * @param place asked only then: to find it out costs more than the rest
     */
    private static void agree(Rule rule, Run run, Supplier<String> place, IBase around) {
        Agreement agreement = rule.to().agreement();
        String wrong = agreement == null ? null : agreement.mend(around, run.feed());
        if (wrong != null) {
            run.finding(FindingCode.INVALID_VALUE, Severity.WARNING, place.get(), wrong);
        }
    }

    /** Which of several dates is taken. ISO dates of one precision sort as their texts do. */
    enum Choice {
        EARLIEST,
        LATEST;

        boolean prefers(String text, String other) {
            int order = text.compareTo(other);
            return this == EARLIEST ? order < 0 : order > 0;
        }
    }

    /** The first of a resource's own values under a name; for readers of the target. */
    static Base[] values(Base target, String name) {
        Base[] values = target.getProperty(name.hashCode(), name, false);
        return values == null ? new Base[0] : values;
    }
}
