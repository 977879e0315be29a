package org.headwater.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

        boolean plainFirst() {
            return pick == Pick.FIRST && filter == null && name != null;
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
        if (origin == Origin.CONTEXT && parents == 0) {
            return first(context, 0, run);
        }
        Finder finder = new Finder(true);
        find(context, run, finder);
        return finder.found;
    }

    /** All nodes selected, in the order sent. */
    List<Node> all(Node context, Run run) {
        Finder finder = new Finder(false);
        find(context, run, finder);
        return finder.all;
    }

    /** All nodes selected where the first step may also stand deeper, in groups below the context. */
    List<Node> allBelow(Node context, Run run) {
        if (origin != Origin.SCOPED || steps.length == 0) {
            return all(context, run);
        }
        Finder finder = new Finder(false);
        Step head = steps[0];
        if (!context.isGroup() && context.name().equals(head.name())) {
            // In a segment, its own name is itself.
            if (passes(head, context, run)) {
                step(context, 1, run, finder);
            }
        } else {
            below(context, run, finder);
        }
        return finder.all;
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

    private void below(Node context, Run run, Finder finder) {
        if (!step(context, 0, run, finder) && finder.all.isEmpty()) {
            for (Node child : context.children()) {
                if (child.isGroup()) {
                    belowEach(child, run, finder);
                }
            }
        }
    }

    /** Groups beside one another are all searched: the claims of one subscriber and of the next. */
    private void belowEach(Node group, Run run, Finder finder) {
        int before = finder.all.size();
        step(group, 0, run, finder);
        if (finder.all.size() == before) {
            for (Node child : group.children()) {
                if (child.isGroup()) {
                    belowEach(child, run, finder);
                }
            }
        }
    }

    private @Nullable Node first(Node node, int from, Run run) {
        Node current = node;
        for (int i = from; i < steps.length; i++) {
            Step step = steps[i];
            if (!step.plainFirst()) {
                Finder finder = new Finder(true);
                step(current, i, run, finder);
                return finder.found;
            }
            String name = step.name();
            Node next = step.position() > 0 ? current.at(step.position()) : name == null ? null : current.first(name);
            if (next == null) {
                return null;
            }
            current = next;
        }
        return current;
    }

    private void find(Node context, Run run, Finder finder) {
        Node start = context;
        for (int i = 0; i < parents; i++) {
            Node parent = start.parent();
            if (parent == null) {
                return;
            }
            start = parent;
        }
        switch (origin) {
            case CONTEXT -> step(start, 0, run, finder);
            case ROOT -> step(root(start), 0, run, finder);
            case SECTION -> {
                for (Node found : run.sections(root(start), section == null ? "" : section)) {
                    if (step(found, 0, run, finder)) {
                        return;
                    }
                }
            }
            case GROUP -> {
                for (Node found : run.group()) {
                    if (step(found, 0, run, finder)) {
                        return;
                    }
                }
            }
            case SCOPED -> scoped(start, run, finder);
        }
    }

    private void scoped(Node context, Run run, Finder finder) {
        Step head = steps[0];
        for (Node node = context; node != null; node = node.parent()) {
            if (head.name() != null && node.name().equals(head.name()) && passes(head, node, run)) {
                step(node, 1, run, finder);
                return;
            }
            if (head.name() != null && node.first(head.name()) != null) {
                step(node, 0, run, finder);
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

    /** Walks on from a step; answers whether the finder has enough. */
    private boolean step(Node node, int index, Run run, Finder finder) {
        if (index == steps.length) {
            return finder.take(node);
        }
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
                    if (step(child, index + 1, run, finder)) {
                        return true;
                    }
                }
                case FIRST -> {
                    return step(child, index + 1, run, finder);
                }
                case NTH -> {
                    if (seen == step.nth()) {
                        return step(child, index + 1, run, finder);
                    }
                }
                case LAST -> last = child;
            }
        }
        return last != null && step(last, index + 1, run, finder);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Gathers what a walk reaches. */
    private static final class Finder {
        private final boolean one;
        private final List<Node> all;
        private @Nullable Node found;

        Finder(boolean one) {
            this.one = one;
            this.all = one ? List.of() : new ArrayList<>(2);
        }

        boolean take(Node node) {
            if (one) {
                found = node;
                return true;
            }
            all.add(node);
            return false;
        }
    }
}
