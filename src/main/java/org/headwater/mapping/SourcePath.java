package org.headwater.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.headwater.message.Node;
import org.jspecify.annotations.Nullable;

/**
 * A compiled path into a unit's tree.
 *
 * <p>In v2 and X12 the first step is looked for at the context itself, among its children, then outward in the groups
 * around it (<em>scoped</em>), so that a rule in an OBX group may say {@code PID-3}. In other formats it is looked for at
 * the context only.
 */
final class SourcePath {

    /** Which of the nodes a step finds it keeps. */
    enum Pick {
        FIRST,
        ALL,
        NTH,
        LAST
    }

    /**
     * One step.
     *
     * @param name a child's name; null for any child
     * @param position a numbered child, from 1; 0 when the step is by name
     * @param pick which of those found are kept
     * @param nth for {@link Pick#NTH}, from 1
     * @param filter what kept nodes must fulfil; null for nothing
     */
    record Step(
            @Nullable String name,
            int position,
            Pick pick,
            int nth,
            @Nullable Condition filter) {

        List<? extends Node> candidates(Node node) {
            if (position > 0) {
                return node.allAt(position);
            }
            return name == null ? node.children() : node.all(name);
        }

        /** Whether it leads to one node at most, whatever that is. */
        boolean single() {
            return pick == Pick.FIRST && filter == null && name != null;
        }

        /** Where a {@link #single} step leads. */
        @Nullable Node from(Node node) {
            if (position > 0) {
                return node.at(position);
            }
            return name == null ? null : node.first(name);
        }

        /** Whether it leads to all repetitions of a numbered place, whatever they are. */
        boolean repetitions() {
            return pick == Pick.ALL && filter == null && position > 0;
        }
    }

    /** Where a path begins. */
    enum Origin {
        /** At the context. */
        CONTEXT,
        /** At the context, then outward. */
        SCOPED,
        /** At the unit's root. */
        ROOT,
        /** Among the document's sections of a name. */
        SECTION,
        /** At every node of the block's group ({@code by}). */
        GROUP
    }

    private final String text;
    private final Origin origin;
    private final int parents;
    private final @Nullable String section;
    private final Step[] steps;

    SourcePath(String text, Origin origin, int parents, @Nullable String section, List<Step> steps) {
        this.text = text;
        this.origin = origin;
        this.parents = parents;
        this.section = section;
        this.steps = steps.toArray(Step[]::new);
    }

    /** The path as written. */
    String text() {
        return text;
    }

    /** The first node selected; null when there is none. */
    @Nullable Node first(Node context, Run run) {
        First first = new First();
        find(context, run, first);
        return first.found;
    }

    /** The first of the nodes selected that passes a test; null when there is none. */
    @Nullable Value first(Node context, Run run, Predicate<Value> test) {
        Passing passing = new Passing(test, run.wantsResidue());
        find(context, run, passing);
        return passing.found;
    }

    /** All nodes selected, in the order sent. */
    List<Node> all(Node context, Run run) {
        All all = new All();
        find(context, run, all);
        return all.found;
    }

    /** All nodes selected where the first step may also stand deeper, in groups below the context. */
    List<Node> allBelow(Node context, Run run) {
        if (origin != Origin.SCOPED || steps.length == 0) {
            return all(context, run);
        }
        All all = new All();
        Step head = steps[0];
        if (!context.isGroup() && context.name().equals(head.name())) {
            // In a segment, its own name is itself.
            if (passes(head, context, run)) {
                step(context, 1, run, all);
            }
        } else {
            below(context, run, all);
        }
        return all.found;
    }

    /**
     * The places of a v2 message it may select ({@code PID-3.1}, or {@code OBX} for the segment), groups and repetitions left
     * out; empty text where only a group is named.
     *
     * @param contexts places the path may be read at
     */
    List<String> places(Collection<String> contexts) {
        String place = null;
        StringBuilder below = new StringBuilder();
        for (Step step : steps) {
            if (step.position() > 0) {
                below.append('.').append(step.position());
            } else if (step.name() != null) {
                place = step.name().matches("[A-Z][A-Z0-9]{2}") ? step.name() : "";
                below.setLength(0);
            }
        }
        List<String> starts =
                place != null || parents > 0 ? List.of(place == null ? "" : place) : List.copyOf(contexts);
        List<String> places = new ArrayList<>();
        for (String start : starts) {
            String rest = below.toString();
            if (rest.isEmpty()) {
                places.add(start);
            } else if (!start.isEmpty()) {
                places.add(start.contains("-") ? start + rest : start + "-" + rest.substring(1));
            }
        }
        return places;
    }

    /** The numbered place of the context it begins at, as a bit; all bits where it begins elsewhere. */
    long place() {
        int position = steps.length == 0 || origin != Origin.CONTEXT || parents > 0 ? 0 : steps[0].position();
        return position > 0 && position <= 62 ? 1L << position : Source.ANYWHERE;
    }

    /** Whether it may select more than one node. */
    boolean many() {
        if (origin == Origin.GROUP || origin == Origin.SECTION) {
            return true;
        }
        for (Step step : steps) {
            if (step.pick() == Pick.ALL) {
                return true;
            }
        }
        return false;
    }

    /** Groups beside one another are all searched: the claims of one subscriber and of the next. */
    private void below(Node group, Run run, All all) {
        int before = all.found.size();
        step(group, 0, run, all);
        if (all.found.size() == before) {
            for (Node child : group.children()) {
                if (child.isGroup()) {
                    below(child, run, all);
                }
            }
        }
    }

    private void find(Node context, Run run, Sight sight) {
        Node start = context;
        for (int i = 0; i < parents; i++) {
            Node parent = start.parent();
            if (parent == null) {
                return;
            }
            start = parent;
        }
        switch (origin) {
            case CONTEXT -> step(start, 0, run, sight);
            case ROOT -> step(root(start), 0, run, sight);
            case SECTION -> {
                for (Node found : run.sections(root(start), section == null ? "" : section)) {
                    if (step(found, 0, run, sight)) {
                        return;
                    }
                }
            }
            case GROUP -> {
                for (Node found : run.group()) {
                    if (step(found, 0, run, sight)) {
                        return;
                    }
                }
            }
            case SCOPED -> scoped(start, run, sight);
        }
    }

    private void scoped(Node context, Run run, Sight sight) {
        Step head = steps[0];
        String name = head.name();
        if (name == null) {
            return;
        }
        for (Node node = context; node != null; node = node.parent()) {
            if (node.name().equals(name) && passes(head, node, run)) {
                step(node, 1, run, sight);
                return;
            }
            if (node.first(name) != null) {
                step(node, 0, run, sight);
                return;
            }
        }
    }

    private static boolean passes(Step step, Node node, Run run) {
        Condition filter = step.filter();
        return filter == null || filter.holds(node, run);
    }

    static Node root(Node node) {
        Node root = node;
        for (Node parent = root.parent(); parent != null; parent = root.parent()) {
            root = parent;
        }
        return root;
    }

    /** Walks on from a step; answers whether enough was seen. */
    private boolean step(Node from, int index, Run run, Sight sight) {
        Node node = from;
        for (int i = index; i < steps.length; i++) {
            Step step = steps[i];
            if (step.repetitions()) {
                return repetitions(node, i, run, sight);
            }
            if (!step.single()) {
                return picked(node, i, run, sight);
            }
            Node next = step.from(node);
            if (next == null) {
                return false;
            }
            node = next;
        }
        return sight.enough(node);
    }

    private boolean repetitions(Node node, int index, Run run, Sight sight) {
        for (Node child = node.at(steps[index].position()); child != null; child = child.another()) {
            if (step(child, index + 1, run, sight)) {
                return true;
            }
        }
        return false;
    }

    private boolean picked(Node node, int index, Run run, Sight sight) {
        Step step = steps[index];
        int seen = 0;
        Node last = null;
        for (Node child : step.candidates(node)) {
            if (!passes(step, child, run)) {
                continue;
            }
            seen++;
            switch (step.pick()) {
                case ALL -> {
                    if (step(child, index + 1, run, sight)) {
                        return true;
                    }
                }
                case FIRST -> {
                    return step(child, index + 1, run, sight);
                }
                case NTH -> {
                    if (seen == step.nth()) {
                        return step(child, index + 1, run, sight);
                    }
                }
                case LAST -> last = child;
            }
        }
        return last != null && step(last, index + 1, run, sight);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Is shown what a walk reaches. */
    private interface Sight {
        /** Looks at a node; answers whether that was enough. */
        boolean enough(Node node);
    }

    private static final class First implements Sight {
        private @Nullable Node found;

        @Override
        public boolean enough(Node node) {
            found = node;
            return true;
        }
    }

    private static final class All implements Sight {
        private List<Node> found = List.of();

        @Override
        public boolean enough(Node node) {
            if (found.isEmpty()) {
                found = new ArrayList<>();
            }
            found.add(node);
            return false;
        }
    }

    private static final class Passing implements Sight {
        private final Predicate<Value> test;

        /** Filters mark what they look at, so they look at the rest too where it matters what was read. */
        private final boolean toTheEnd;

        private @Nullable Value found;

        Passing(Predicate<Value> test, boolean toTheEnd) {
            this.test = test;
            this.toTheEnd = toTheEnd;
        }

        @Override
        public boolean enough(Node node) {
            if (found == null) {
                Value value = Value.of(node);
                found = test.test(value) ? value : null;
            }
            return found != null && !toTheEnd;
        }
    }
}
