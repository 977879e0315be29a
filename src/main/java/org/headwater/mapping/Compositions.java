package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.headwater.message.Node;
import org.headwater.message.OutgoingSegment;
import org.headwater.problem.Problem;
import org.headwater.terminology.CodeSystems;
import org.headwater.terminology.ConceptMaps;
import org.headwater.yaml.YamlFile;

/**
 * All compositions, compiled: the mappings of the other direction, from stored records to v2 messages we send. Immutable and
 * safe for use by many threads.
 */
public final class Compositions {

    private final Map<String, Composition> compositions;
    private final CodeSystems codeSystems;

    private Compositions(Map<String, Composition> compositions, CodeSystems codeSystems) {
        this.compositions = compositions;
        this.codeSystems = codeSystems;
    }

    /**
     * A compiled composition.
     *
     * @param name the folder's path: {@code outbound/adt}
     * @param version counted from 1
     * @param blocks in order
     */
    record Composition(String name, int version, List<SegmentBlock> blocks) {}

    /**
     * A message we send.
     *
     * @param composition name and version of what composed it
     * @param segments as they are sent, MSH first, without their ends
     */
    public record Composed(String composition, List<String> segments) {

        public Composed {
            segments = List.copyOf(segments);
        }

        /** The whole message, each segment ended by {@code <CR>}. */
        public String text() {
            return String.join("\r", segments) + "\r";
        }

        /** What it says of the record: all but the segments that tell when and to whom. */
        public String substance() {
            return String.join(
                    "\r",
                    segments.stream()
                            .filter(segment -> !segment.startsWith("MSH|") && !segment.startsWith("EVN|"))
                            .toList());
        }

        /** Prints no content. */
        @Override
        public String toString() {
            return "Composed[" + composition + "]";
        }
    }

    /** Compiles the files packed with Headwater. */
    public static Compositions packed(Consumer<Problem> problems) {
        // What is wrong with the files as such is told where mappings are compiled.
        return compile(YamlFile.packed("mappings", problem -> {}), problems);
    }

    /**
     * Compiles composition files.
     *
     * @param files those with {@code outbound} or {@code outbound-datatypes}, and concept maps; others are passed over
     * @param problems told of everything wrong with the compositions
     */
    public static Compositions compile(List<YamlFile> files, Consumer<Problem> problems) {
        ConceptMaps conceptMaps = ConceptMaps.load(files, problem -> {});
        Map<String, Composition> compositions = new TreeMap<>();
        new CompositionCompiler(conceptMaps, problems)
                .compile(files)
                .forEach(composition -> compositions.put(composition.name(), composition));
        return new Compositions(compositions, CodeSystems.load(files, problem -> {}));
    }

    /** Names and versions of all compositions ({@code outbound/adt@1}), in order. */
    public List<String> names() {
        return compositions.values().stream()
                .map(one -> one.name() + "@" + one.version())
                .toList();
    }

    /** Whether there is a composition of a name. */
    public boolean has(String name) {
        return compositions.containsKey(name);
    }

    /**
     * Composes a message.
     *
     * @param name of the composition
     * @param record the tree it takes values from; see {@link RecordTree}
     * @throws IllegalArgumentException when there is no such composition
     */
    public Composed compose(String name, Node record, Dialect dialect) {
        Composition composition = compositions.get(name);
        if (composition == null) {
            throw new IllegalArgumentException("there is no composition " + name);
        }
        List<OutgoingSegment> segments = new ArrayList<>();
        Composing composing = new Composing(name, record, dialect, codeSystems);
        composition.blocks().forEach(block -> block.run(record, composing, segments));
        number(segments);
        return new Composed(
                name + "@" + composition.version(),
                segments.stream().map(OutgoingSegment::text).toList());
    }

    /** OBX-1 counts within its order, whatever group made the segment (v2.9 §7.4.2.1). */
    private static void number(List<OutgoingSegment> segments) {
        int observation = 0;
        for (OutgoingSegment segment : segments) {
            if (segment.name().equals("OBR")) {
                observation = 0;
            } else if (segment.name().equals("OBX")) {
                observation++;
                segment.first(1).put(Integer.toString(observation));
            }
        }
    }
}
