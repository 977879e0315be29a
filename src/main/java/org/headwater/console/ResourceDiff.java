package org.headwater.console;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lays two states of a unit's resources side by side, line by line. */
@Component
class ResourceDiff {

    private static final int LONGEST = 600;
    private static final int DEEPEST = 6;
    private static final int AROUND = 2;
    private static final int LONGEST_VALUE = 300;

    private final FhirContext fhir;
    private final ObjectMapper json = new ObjectMapper();

    ResourceDiff(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** What became of a line or a resource. */
    enum Fate {
        SAME,
        NEW,
        GONE,
        CHANGED;

        /** As screens and style sheets call it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A line of a resource.
     *
     * @param depth 0 to 6
     * @param key property name
     * @param value text of a leaf; empty for what has parts
     */
    record Line(Fate fate, int depth, String key, String value) {}

    /**
     * A resource before and after.
     *
     * @param type its type
     * @param gist what it says, in a few words
     * @param lines its lines, in order; of a changed one those near a change
     * @param json as it is afterwards; empty for one that is gone
     * @param renamed whether its id changes, so that it becomes another record
     */
    record Compared(Fate fate, String type, String gist, List<Line> lines, String json, boolean renamed) {}

    /** Pairs resources by their ids, and what is left over by type and order. */
    List<Compared> of(List<MappedResource> before, List<MappedResource> after) {
        Map<String, MappedResource> left = new LinkedHashMap<>();
        before.forEach(one -> left.put(one.reference(), one));
        Map<MappedResource, MappedResource> pairs = new LinkedHashMap<>();
        after.forEach(one -> {
            MappedResource same = left.remove(one.reference());
            if (same != null) {
                pairs.put(one, same);
            }
        });
        List<Compared> compared = new ArrayList<>();
        for (MappedResource one : after) {
            MappedResource other = pairs.get(one);
            compared.add(compare(other == null ? namesake(one, left) : other, one));
        }
        left.values().forEach(gone -> compared.add(compare(gone, null)));
        return compared;
    }

    private static @Nullable MappedResource namesake(MappedResource one, Map<String, MappedResource> left) {
        for (MappedResource other : left.values()) {
            if (other.resource().fhirType().equals(one.resource().fhirType())) {
                left.remove(other.reference());
                return other;
            }
        }
        return null;
    }

    private Compared compare(@Nullable MappedResource before, @Nullable MappedResource after) {
        Resource shown = (after == null ? java.util.Objects.requireNonNull(before) : after).resource();
        List<Line> lines = merged(
                before == null ? List.of() : lines(before.resource()),
                after == null ? List.of() : lines(after.resource()));
        boolean renamed = before != null && after != null && !before.reference().equals(after.reference());
        Fate fate = before == null
                ? Fate.NEW
                : after == null
                        ? Fate.GONE
                        : lines.stream().allMatch(line -> line.fate() == Fate.SAME) ? Fate.SAME : Fate.CHANGED;
        return new Compared(
                fate,
                shown.fhirType(),
                Gist.of(shown),
                fate == Fate.CHANGED ? folded(lines) : lines,
                after == null ? "" : fhir.newJsonParser().setPrettyPrint(true).encodeResourceToString(shown),
                renamed);
    }

    /** Lines far from any change say nothing of it; how many there are stands in their place. */
    private static List<Line> folded(List<Line> lines) {
        boolean[] near = new boolean[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).fate() != Fate.SAME) {
                for (int j = Math.max(0, i - AROUND); j <= Math.min(lines.size() - 1, i + AROUND); j++) {
                    near[j] = true;
                }
            }
        }
        List<Line> folded = new ArrayList<>();
        int left = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i < lines.size() && !near[i]) {
                left++;
                continue;
            }
            if (left > 0) {
                folded.add(new Line(
                        Fate.SAME, 0, left == 1 ? "… 1 line as it was" : "… " + left + " lines as they were", ""));
                left = 0;
            }
            if (i < lines.size()) {
                folded.add(lines.get(i));
            }
        }
        return folded;
    }

    /** The longest common lines stay; the rest is gone or new, gone first. */
    private static List<Line> merged(List<Line> before, List<Line> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> merged = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                merged.add(after.get(j++));
                i++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                merged.add(as(Fate.GONE, before.get(i++)));
            } else {
                merged.add(as(Fate.NEW, after.get(j++)));
            }
        }
        return merged;
    }

    private static Line as(Fate fate, Line line) {
        return new Line(fate, line.depth(), line.key(), line.value());
    }

    private List<Line> lines(Resource resource) {
        List<Line> lines = new ArrayList<>();
        tree(resource).fields().forEachRemaining(field -> {
            if (!field.getKey().equals("resourceType")) {
                add(lines, 0, field.getKey(), field.getValue());
            }
        });
        return lines.size() <= LONGEST ? lines : lines.subList(0, LONGEST);
    }

    private static void add(List<Line> lines, int depth, String key, JsonNode node) {
        if (node.isArray()) {
            node.forEach(item -> add(lines, depth, key, item));
        } else if (node.isObject()) {
            lines.add(new Line(Fate.SAME, Math.min(depth, DEEPEST), key, ""));
            node.fields().forEachRemaining(field -> add(lines, depth + 1, field.getKey(), field.getValue()));
        } else {
            String text = node.asText();
            lines.add(new Line(
                    Fate.SAME,
                    Math.min(depth, DEEPEST),
                    key,
                    text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…"));
        }
    }

    private JsonNode tree(Resource resource) {
        try {
            return json.readTree(fhir.newJsonParser().encodeResourceToString(resource));
        } catch (JsonProcessingException impossible) {
            // its message would quote the resource
            throw new IllegalStateException("FHIR's own JSON could not be read");
        }
    }
}
