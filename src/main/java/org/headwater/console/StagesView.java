package org.headwater.console;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.headwater.intake.InboxEntry;
import org.headwater.lineage.Retelling;
import org.headwater.lineage.SourceText;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.TraceStep;
import org.headwater.message.Node;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lays out the stages of an entry for the screen: raw lines, the tree, the FHIR resources value by value. */
@Component
class StagesView {
    /** A large document is shown in part; the rest is behind {@code /fhir} and the file itself. */
    private static final int MOST_LINES = 2_000;

    private static final int MOST_NODES = 4_000;
    private static final int MOST_RESOURCES = 150;
    private static final int LONGEST_LINE = 4_000;
    private static final int LONGEST_GIST = 60;
    private static final int DEEPEST = 6;

    private final FhirContext fhir;
    private final ObjectMapper json = new ObjectMapper();

    StagesView(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * All a screen shows of an entry.
     *
     * @param entry the entry
     * @param lines what was sent; empty when it is no text
     * @param moreLines how many lines are left out
     * @param bytes how many bytes were sent
     * @param tree what was read; null when nothing could be
     * @param moreNodes whether part of the tree is left out
     * @param resources what it means
     * @param moreResources how many resources are left out
     * @param findings what today's mapping notices
     * @param mapping the mapping used now
     * @param asStored whether that is the one it was stored with
     * @param why where the chosen value comes from; null when none is chosen
     */
    record Stages(
            InboxEntry entry,
            List<Line> lines,
            int moreLines,
            int bytes,
            @Nullable Branch tree,
            boolean moreNodes,
            List<Shown> resources,
            int moreResources,
            List<Finding> findings,
            String mapping,
            boolean asStored,
            @Nullable Why why) {}

    /** A raw line, with the part to highlight; all three parts may be empty. */
    record Line(String before, String marked, String after) {}

    /**
     * A node of the tree.
     *
     * @param name the format's own name of the place
     * @param value the text that stands there itself; null when there is none
     * @param gist the first values below, for a node that is folded
     * @param unread whether no rule read it
     * @param marked whether the chosen value comes from here
     * @param open whether it is unfolded at first
     * @param children its parts
     */
    record Branch(
            String name,
            @Nullable String value,
            String gist,
            boolean unread,
            boolean marked,
            boolean open,
            List<Branch> children) {}

    /** A resource, as rows. */
    record Shown(String reference, String type, List<Row> rows, boolean chosen) {}

    /**
     * A line of a resource.
     *
     * @param depth 0 to 6
     * @param key property name, empty for an item of a list
     * @param value text of a leaf; null for what has parts
     * @param element the path, when the value can be traced
     * @param chosen whether it is the value asked about
     */
    record Row(
            int depth,
            String key,
            @Nullable String value,
            @Nullable String element,
            boolean chosen) {}

    /** Where a value comes from. */
    record Why(String element, String value, @Nullable TraceStep step) {}

    /**
     * Lays out an entry.
     *
     * @param resource {@code Type/id} of the resource a value was chosen in; empty for none
     * @param element the value's path
     * @param place a place in the source to mark when no value is chosen; empty for none
     */
    Stages of(Retelling told, String resource, String element, String place) {
        Optional<TraceStep> step = element.isEmpty() ? Optional.empty() : told.why(resource, element);
        String location = step.map(TraceStep::from).orElse(place);
        Optional<Node> source = location.isEmpty() ? Optional.empty() : told.at(location);
        Set<String> traced = told.result().trace().stream().map(TraceStep::from).collect(Collectors.toSet());
        List<Shown> resources = resources(told, resource, element);
        NodeBudget budget = new NodeBudget();
        return new Stages(
                told.entry(),
                lines(told.text(), location, source),
                Math.max(0, told.text().lines().size() - MOST_LINES),
                told.text().bytes(),
                told.root() == null
                        ? null
                        : branch(told.root(), new Marking(source.orElse(null), path(source), traced), budget),
                budget.spent(),
                resources,
                Math.max(0, told.result().stated().size() - MOST_RESOURCES),
                told.result().findings().isEmpty()
                        ? told.entry().findings()
                        : told.result().findings(),
                told.result().mapping(),
                told.asStored(),
                why(resources, element, step));
    }

    private static @Nullable Why why(List<Shown> resources, String element, Optional<TraceStep> step) {
        return resources.stream()
                .filter(Shown::chosen)
                .flatMap(shown -> shown.rows().stream())
                .filter(Row::chosen)
                .findFirst()
                .map(row -> new Why(element, String.valueOf(row.value()), step.orElse(null)))
                .orElse(null);
    }

    private static List<Line> lines(SourceText text, String location, Optional<Node> source) {
        Optional<SourceText.Span> span = location.isEmpty()
                ? Optional.empty()
                : text.find(location, source.map(Node::text).orElse(null));
        List<Line> lines = new ArrayList<>();
        int most = Math.min(MOST_LINES, text.lines().size());
        for (int i = 0; i < most; i++) {
            String line = text.lines().get(i);
            int number = i;
            lines.add(span.filter(mark -> mark.line() == number)
                    .map(mark -> marked(line, mark))
                    .orElseGet(() -> new Line(cut(line), "", "")));
        }
        return lines;
    }

    /** A line that is too long to show is shown around its mark. */
    private static Line marked(String line, SourceText.Span mark) {
        int from = Math.max(0, mark.from() - LONGEST_LINE / 2);
        String before = (from > 0 ? "…" : "") + line.substring(from, mark.from());
        return new Line(before, cut(line.substring(mark.from(), mark.to())), cut(line.substring(mark.to())));
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    private static Set<Node> path(Optional<Node> source) {
        Set<Node> path = new HashSet<>();
        for (Node node = source.orElse(null); node != null; node = node.parent()) {
            path.add(node);
        }
        return path;
    }

    /**
     * What of a tree stands out.
     *
     * @param source where the chosen value comes from; null when none is chosen
     * @param open the nodes around it
     * @param traced locations the trace names
     */
    private record Marking(@Nullable Node source, Set<Node> open, Set<String> traced) {

        /** A table's cells are read through the dictionary, which leaves no mark on them; the trace names them. */
        boolean unread(Node leaf) {
            return !leaf.wasRead()
                    && !(leaf.parent() != null && leaf.parent().wasRead())
                    && !traced.contains(leaf.location().path());
        }
    }

    private static Branch branch(Node node, Marking marking, NodeBudget budget) {
        List<Branch> children = new ArrayList<>();
        for (Node child : node.children()) {
            if (marking.open().contains(child) || budget.take()) {
                children.add(branch(child, marking, budget));
            }
        }
        // a node with parts answers with its first leaf's text, which stands below anyway
        String value = children.isEmpty() ? node.text() : ownText(node);
        boolean unread = children.isEmpty() && value != null && marking.unread(node);
        return new Branch(
                node.name(),
                value == null ? null : cut(value),
                gist(children),
                unread,
                node == marking.source(),
                marking.open().contains(node),
                children);
    }

    private static String gist(List<Branch> children) {
        String gist = children.stream()
                .map(child -> child.value() == null ? child.gist() : child.value())
                .filter(text -> !text.isEmpty())
                .limit(5)
                .collect(Collectors.joining(" · "));
        return gist.length() <= LONGEST_GIST ? gist : gist.substring(0, LONGEST_GIST) + "…";
    }

    private static @Nullable String ownText(Node node) {
        String text = node.text();
        return text == null || text.equals(node.children().get(0).text()) ? null : text;
    }

    private List<Shown> resources(Retelling told, String resource, String element) {
        Set<String> traced = new HashSet<>();
        told.result().trace().forEach(step -> traced.add(step.resource()));
        List<Shown> shown = new ArrayList<>();
        for (MappedResource one : told.result().stated()) {
            boolean chosen = one.reference().equals(resource);
            if (shown.size() < MOST_RESOURCES || chosen) {
                shown.add(new Shown(
                        one.reference(),
                        one.resource().fhirType(),
                        rows(one, traced.contains(one.reference()), chosen ? element : ""),
                        chosen));
            }
        }
        return shown;
    }

    private List<Row> rows(MappedResource resource, boolean traced, String chosen) {
        List<Row> rows = new ArrayList<>();
        tree(resource).fields().forEachRemaining(field -> {
            if (!field.getKey().equals("resourceType")) {
                String path = resource.resource().fhirType() + "." + field.getKey();
                add(rows, 0, field.getKey(), field.getValue(), path, traced, chosen);
            }
        });
        return rows;
    }

    private JsonNode tree(MappedResource resource) {
        try {
            return json.readTree(fhir.newJsonParser().encodeResourceToString(resource.resource()));
        } catch (JsonProcessingException impossible) {
            // its message would quote the resource
            throw new IllegalStateException("FHIR's own JSON could not be read");
        }
    }

    private static void add(
            List<Row> rows, int depth, String key, JsonNode node, String path, boolean traced, String chosen) {
        int shown = Math.min(depth, DEEPEST);
        if (node.isArray()) {
            addItems(rows, depth, key, node, path, traced, chosen);
        } else if (node.isObject()) {
            rows.add(new Row(shown, key, null, null, false));
            node.fields()
                    .forEachRemaining(field -> add(
                            rows,
                            depth + 1,
                            field.getKey(),
                            field.getValue(),
                            path + "." + field.getKey(),
                            traced,
                            chosen));
        } else {
            boolean made = !traced || path.endsWith(".id") && depth == 0;
            rows.add(new Row(shown, key, node.asText(), made ? null : path, path.equals(chosen)));
        }
    }

    private static void addItems(
            List<Row> rows, int depth, String key, JsonNode items, String path, boolean traced, String chosen) {
        for (int i = 0; i < items.size(); i++) {
            String name = items.size() == 1 ? key : key + " " + (i + 1);
            add(rows, depth, name, items.get(i), path + "[" + i + "]", traced, chosen);
        }
    }

    /** How many nodes of a tree are shown. */
    private static final class NodeBudget {
        private int left = MOST_NODES;

        boolean take() {
            return left-- > 0;
        }

        boolean spent() {
            return left < 0;
        }
    }
}
