package org.headwater.lineage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.TraceStep;
import org.headwater.message.Node;
import org.jspecify.annotations.Nullable;

/**
 * The stages of one entry, side by side: what was sent, what was read, what it means.
 *
 * @param entry the entry
 * @param text what was sent
 * @param root the tree that was read, its nodes marked where a rule read them; null when nothing could be read
 * @param result what the mapping made of it, with a trace
 */
public record Retelling(
        InboxEntry entry, SourceText text, @Nullable Node root, MappingResult result) {
    private static final Pattern CHOICE =
            Pattern.compile("^(value|onset|abatement|effective|performed|occurrence|serviced|medication|deceased"
                    + "|multipleBirth|product|diagnosis|procedure|location|reported|timing|asNeeded|dose|rate|item|entity)"
                    + "[A-Z][A-Za-z0-9]*");

    /** Whether the mapping is still the one the entry was stored with. */
    public boolean asStored() {
        return entry.mapping() == null || entry.mapping().equals(result.mapping());
    }

    /**
     * Why a value stands where it stands: the last step that wrote it; where none did (a system beside a translated code,
     * an extension's URL), the step of its nearest neighbour, which the same rule wrote.
     *
     * @param resource {@code Type/id}
     * @param element the path in it as FHIR's JSON has it, with its type in front and indexes from 0
     */
    public Optional<TraceStep> why(String resource, String element) {
        List<TraceStep> steps = result.trace().stream()
                .filter(step -> step.resource().equals(resource))
                .toList();
        String asked = plain(element);
        Optional<TraceStep> itself = last(steps, path -> path.equals(asked));
        for (String around = parent(asked); itself.isEmpty() && around.contains("."); around = parent(around)) {
            String near = around;
            itself = last(steps, path -> path.equals(near)).or(() -> last(steps, path -> path.startsWith(near + ".")));
        }
        return itself;
    }

    private static Optional<TraceStep> last(List<TraceStep> steps, Predicate<String> fits) {
        return steps.stream().filter(step -> fits.test(plain(step.element()))).reduce((first, second) -> second);
    }

    /** The node at a location. */
    public Optional<Node> at(String location) {
        return root == null ? Optional.empty() : find(root, location);
    }

    private static Optional<Node> find(Node node, String location) {
        if (node.location().path().equals(location)) {
            return Optional.of(node);
        }
        for (Node child : node.children()) {
            Optional<Node> found = find(child, location);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** JSON writes the type of a choice behind its name ({@code valueCoding}), a trace does not; and [0] may be left out. */
    private static String plain(String path) {
        return Arrays.stream(path.replace("[0]", "").split("\\."))
                .map(part -> CHOICE.matcher(part).replaceFirst("$1"))
                .collect(Collectors.joining("."));
    }

    /** Prints no content: an entry holds health information. */
    @Override
    public String toString() {
        return "Retelling[" + entry.id() + "]";
    }
}
