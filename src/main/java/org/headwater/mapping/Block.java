package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.message.Node;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One compiled block: for every node it selects it makes a resource, an element of the one around it, or only a scope.
 *
 * <p>A resource's own rules run first, since its key may ask for what they found; then its id is known, and its parts may
 * refer to it; only then is it sure whether there is anything in it.
 */
final class Block {

    /**
     * Which nodes a block runs for.
     *
     * @param each paths; empty for the context around
     * @param by key of nodes that make one run together; null when each has its own
     * @param when condition on each; null for always
     */
    record Selection(
            List<SourcePath> each,
            @Nullable Key by,
            @Nullable Condition when) {
        boolean selects(Node node, Run run) {
            return when == null || when.holds(node, run);
        }
    }

    /**
     * What a resource block says of its resource besides rules.
     *
     * @param type R4's definition
     * @param maker of resources
     * @param key identity; null for parent and content
     * @param authority of the key; null for the feed's
     * @param time event time; null for the mapping's
     * @param aliases other names it goes by in this unit
     * @param deleted where the sender says that it is deleted; null for never
     * @param gone where nothing of it is stated any more; null for never
     */
    record Making(
            BaseRuntimeElementDefinition<?> type,
            Maker maker,
            @Nullable Key key,
            @Nullable Source authority,
            @Nullable Source time,
            Landing landing,
            List<Profile> profiles,
            List<Key> aliases,
            @Nullable Condition deleted,
            @Nullable Condition gone) {}

    /**
     * A resource an earlier block made, of which this one says more.
     *
     * @param type the resource's type
     * @param aliases names it may go by, the first known one taken
     */
    record Onto(String type, List<Key> aliases) {}

    /** A profile claimed where its guard holds. */
    record Profile(String url, Rule.Guard guard) {}

    /**
     * What a block tells the sender whenever it runs.
     *
     * @param text for people; never quotes the source
     */
    record Telling(FindingCode code, Severity severity, String text) {}

    private final String place;
    private final @Nullable String name;
    private final Selection selection;
    private final @Nullable Making making;
    private final @Nullable Onto onto;
    private final @Nullable TargetPath into;
    private final @Nullable TargetPath link;
    private final boolean required;
    private final boolean always;
    private final @Nullable Telling telling;
    private List<Follow> follow = List.of();
    private Filling.@Nullable ToBlock otherThan;
    private List<Rule> rules = List.of();
    private List<Block> parts = List.of();
    private int slots;

    Block(
            String place,
            @Nullable String name,
            Selection selection,
            @Nullable Making making,
            @Nullable Onto onto,
            @Nullable TargetPath into,
            @Nullable TargetPath link,
            boolean required,
            boolean always,
            @Nullable Telling telling) {
        this.place = place;
        this.name = name;
        this.selection = selection;
        this.making = making;
        this.onto = onto;
        this.into = into;
        this.link = link;
        this.required = required;
        this.always = always;
        this.telling = telling;
    }

    void compiled(List<Rule> compiledRules, List<Block> compiledParts, int slotCount) {
        this.rules = compiledRules;
        this.parts = compiledParts;
        this.slots = slotCount;
    }

    Selection selection() {
        return selection;
    }

    @Nullable String name() {
        return name;
    }

    @Nullable Making making() {
        return making;
    }

    @Nullable Onto onto() {
        return onto;
    }

    @Nullable TargetPath into() {
        return into;
    }

    @Nullable TargetPath link() {
        return link;
    }

    List<Rule> rules() {
        return rules;
    }

    List<Block> parts() {
        return parts;
    }

    /** Tells its name and those of the blocks within, with the type of resource each makes, if any. */
    void names(Map<String, String> into) {
        if (name != null) {
            String type = making == null ? "" : making.type().getName();
            into.merge(name, type, (known, other) -> known.isEmpty() ? other : known);
        }
        parts.forEach(part -> part.names(into));
    }

    /**
     * What references are to become wherever the block's resource is referred to.
     *
     * @param from blocks whose resource is named so far
     * @param to blocks whose resource is named from now on
     */
    record Follow(Filling.ToBlock from, Filling.ToBlock to) {}

    void follows(List<Follow> compiled) {
        this.follow = compiled;
    }

    /** Has no resource made where it would be the one these made. */
    void otherThan(Filling.@Nullable ToBlock blocks) {
        this.otherThan = blocks;
    }

    /** Runs for every node selected. */
    void run(Frame around, Run run) {
        boolean made = selection.each().isEmpty()
                ? selection.selects(around.context, run) && numbered(around, around.context, 0, run)
                : selection.by() == null ? apart(around, run) : together(around, run, selection.by());
        if (required && !made) {
            run.finding(
                    FindingCode.REQUIRED_ELEMENT_MISSING,
                    Severity.FATAL,
                    around.context.location().path(),
                    "Nothing can be recorded without the " + (name == null ? "part" : name) + ", and none was found in "
                            + (selection.each().isEmpty()
                                    ? "the message"
                                    : selection.each().get(0).text())
                            + ".");
        }
    }

    /** Runs once for each node. */
    private boolean apart(Frame around, Run run) {
        boolean made = false;
        int index = 0;
        for (SourcePath path : selection.each()) {
            for (Node node : path.allBelow(around.context, run)) {
                if (selection.selects(node, run)) {
                    made |= numbered(around, node, index++, run);
                }
            }
        }
        return made;
    }

    /** Runs once for all nodes of one key, with the first of them as context. */
    private boolean together(Frame around, Run run, Key by) {
        Map<String, List<Node>> groups = new LinkedHashMap<>();
        for (SourcePath path : selection.each()) {
            for (Node node : path.allBelow(around.context, run)) {
                if (selection.selects(node, run)) {
                    String key = by.text(new Frame(around, node, around.target, 0, 0), run);
                    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
                }
            }
        }
        boolean made = false;
        int index = 0;
        for (List<Node> group : groups.values()) {
            List<Node> before = run.swapGroup(group);
            made |= numbered(around, group.get(0), index++, run);
            run.swapGroup(before);
        }
        return made;
    }

    private boolean numbered(Frame around, Node node, int index, Run run) {
        int outer = run.swapIndex(index + 1);
        boolean made = once(around, node, index, run);
        run.swapIndex(outer);
        return made;
    }

    private boolean once(Frame around, Node node, int index, Run run) {
        if (telling != null) {
            run.finding(telling.code(), telling.severity(), node.location().path(), telling.text());
        }
        if (making != null) {
            return resource(around, node, index, run, making);
        }
        if (onto != null) {
            return more(around, node, index, run, onto);
        }
        return into == null ? scope(around, node, index, run) : element(around, node, index, run, into);
    }

    private boolean scope(Frame around, Node node, int index, Run run) {
        Frame frame = new Frame(around, node, around.target, slots, index);
        frame.tracePath = around.tracePath;
        frame.transparent = selection.each().isEmpty();
        frame.exported = name;
        if (!applyRules(frame, run)) {
            return false;
        }
        runParts(frame, run);
        around.found |= frame.found && around.outer != null;
        return frame.found || frame.madeSomething;
    }

    /** Says more of a resource that is there already; without one there is nothing to say it of. */
    private boolean more(Frame around, Node node, int index, Run run, Onto earlier) {
        String reference = aliased(earlier.aliases(), new Frame(around, node, around.target, 0, index), run);
        Resource target = reference == null ? null : run.resource(reference);
        if (reference == null || target == null || !target.fhirType().equals(earlier.type())) {
            return false;
        }
        int traced = run.traceSize();
        Frame frame = new Frame(around, node, target, slots, index);
        frame.tracePath = run.traces() ? target.fhirType() : null;
        frame.resourceId = target.getIdElement().getIdPart();
        if (!applyRules(frame, run)) {
            run.untrace(traced);
            return false;
        }
        runParts(frame, run);
        run.nameTraced(traced, reference);
        return frame.found;
    }

    /** The resource that goes by the first of these names that any has; null for none. */
    static @Nullable String aliased(List<Key> names, Frame frame, Run run) {
        for (Key name : names) {
            String text = name.text(frame, run);
            String reference = text.isEmpty() ? null : run.aliased(text);
            if (reference != null) {
                return reference;
            }
        }
        return null;
    }

    private boolean element(Frame around, Node node, int index, Run run, TargetPath path) {
        int traced = run.traceSize();
        // The second node of an element that repeats has its own; the first may find one that rules began.
        Base existing = index > 0 && path.endsRepeating() ? null : path.single(around);
        Base target = existing == null ? (Base) path.newValue() : existing;
        Frame frame = new Frame(around, node, target, slots, index);
        frame.tracePath = run.traces() ? path.tracePath(around, false) : null;
        if (!applyRules(frame, run)) {
            run.untrace(traced);
            return false;
        }
        runParts(frame, run);
        if (!frame.found && !always) {
            run.untrace(traced);
            return false;
        }
        if (existing == null) {
            path.set(around, target, false);
        }
        around.found = true;
        return true;
    }

    private boolean resource(Frame around, Node node, int index, Run run, Making making) {
        int traced = run.traceSize();
        Resource target = (Resource) making.maker().make();
        Frame frame = new Frame(around, node, target, slots, index);
        frame.tracePath = run.traces() ? target.fhirType() : null;
        boolean deleted = making.deleted() != null && making.deleted().holds(node, run);
        if (deleted || (making.gone() != null && making.gone().holds(node, run))) {
            return retired(making, frame, run, target, traced, deleted);
        }
        if (!applyRules(frame, run) || (parts.isEmpty() && !frame.found && !always)) {
            run.untrace(traced);
            return false;
        }
        String id = id(making, frame, run);
        if (id == null) {
            run.untrace(traced);
            if (frame.found) {
                run.finding(
                        FindingCode.NO_IDENTITY_KEY,
                        Severity.ERROR,
                        node.location().path(),
                        "The " + (name == null ? target.fhirType() : name)
                                + " has no number or code that tells it from others, so it was left out. Send its"
                                + " identifier.");
            }
            return false;
        }
        target.setId(id);
        frame.resourceId = id;
        String reference = target.fhirType() + "/" + id;
        if (otherThan != null && otherThan.references(around, run).contains(reference)) {
            run.untrace(traced);
            return false;
        }
        around.made(name, reference);
        runParts(frame, run);
        if (!frame.found && !always) {
            around.unmade(reference);
            run.untrace(traced);
            return false;
        }
        finish(making, frame, run, target, traced);
        if (link != null) {
            if (run.traces()) {
                run.traced(link.tracePath(around, index > 0), node.location().path(), place, null, null);
            }
            link.set(around, new Reference(reference), index > 0);
            around.found = true;
        }
        return true;
    }

    /** What is deleted keeps what is said of it, so that it can be told from what was never there. */
    private boolean retired(Making making, Frame frame, Run run, Resource target, int traced, boolean deleted) {
        Run.Told told = run.told();
        applyRules(frame, run);
        if (!deleted) {
            run.untell(told);
        }
        String id = id(making, frame, run);
        if (id == null) {
            run.untrace(traced);
            return false;
        }
        Resource kept = deleted ? target : (Resource) making.type().newInstance();
        kept.setId(id);
        if (!deleted) {
            run.untrace(traced);
        }
        MappedResource made = new MappedResource(
                kept, Landing.RETIRE, time(making, frame, run), Set.of(), Set.of(), Set.of(), Map.of());
        run.nameTraced(traced, made.reference());
        run.made(null, made);
        return true;
    }

    private static @Nullable Instant time(Making making, Frame frame, Run run) {
        return making.time() == null ? run.eventTime() : run.instant(making.time(), frame.context);
    }

    private void finish(Making making, Frame frame, Run run, Resource target, int traced) {
        for (Profile profile : making.profiles()) {
            if (profile.guard().holds(frame, run)) {
                target.getMeta().addProfile(profile.url());
            }
        }
        MappedResource made = new MappedResource(
                target,
                making.landing(),
                time(making, frame, run),
                frame.deletions(),
                frame.fills(),
                frame.undone(),
                followed(frame, run));
        run.nameTraced(traced, made.reference());
        run.made(name, made);
        for (Key alias : making.aliases()) {
            String text = alias.text(frame, run);
            if (!text.isEmpty()) {
                run.alias(text, made.reference());
            }
        }
    }

    private Map<String, String> followed(Frame frame, Run run) {
        if (follow.isEmpty()) {
            return Map.of();
        }
        Map<String, String> references = new LinkedHashMap<>();
        for (Follow one : follow) {
            List<String> from = one.from().references(frame, run);
            List<String> to = one.to().references(frame, run);
            if (!from.isEmpty() && !to.isEmpty() && !from.get(0).equals(to.get(0))) {
                references.put(from.get(0), to.get(0));
            }
        }
        return references;
    }

    private static @Nullable String id(Making making, Frame frame, Run run) {
        String authority =
                making.authority() == null ? run.feed().authority() : run.authority(making.authority(), frame);
        if (making.key() == null) {
            String parent = frame.enclosingResourceId();
            return Key.id(frame.target.fhirType(), authority + parent + run.json(frame.target));
        }
        return making.key().id(frame.target.fhirType(), frame, run, authority);
    }

    private void runParts(Frame frame, Run run) {
        for (Block part : parts) {
            part.run(frame, run);
        }
    }

    private boolean applyRules(Frame frame, Run run) {
        for (Rule rule : rules) {
            if (!rule.apply(frame, run)) {
                return false;
            }
        }
        return true;
    }
}
