package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;

class SegmentStructuresTests {

    private final List<Problem> problems = new ArrayList<>();

    private SegmentStructures read(String yaml) {
        return SegmentStructures.read(YamlFile.parse("structures.yaml", yaml, problems::add), problems::add);
    }

    @Test
    void theFilesPackedWithHeadwaterHaveNoProblems() {
        assertThat(SegmentStructures.packed(Hl7v2Reader.STRUCTURES)
                        .of("ORU^R01")
                        .isFlat())
                .isFalse();
        assertThat(SegmentStructures.packed(X12Reader.STRUCTURES).ofTransaction("837"))
                .extracting(structure -> structure.types().get(0))
                .containsExactly("837P", "837I", "837D");
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        read("""
                structures:
                  - segments: [MSH]
                  - types: [ADT^*]
                    segments: [pid, "NM1[1]"]
                    groops: []
                    groups:
                      - { starts: [PID] }
                      - { group: A }
                """);

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "structures.yaml:2: a structure needs \"types\": the messages or transactions it is for",
                        "structures.yaml:5: unknown key \"groops\"; allowed here: groups, guides, loops, marker, segments,"
                                + " transaction, types, unit",
                        "structures.yaml:3: \"pid\" is not a segment; write PID, or NM1[01=85] for one code",
                        "structures.yaml:3: \"NM1[1]\" is not a segment; write PID, or NM1[01=85] for one code",
                        "structures.yaml:7: a group needs a name: \"group\" (v2) or \"loop\" (X12)",
                        "structures.yaml:8: group A needs \"starts\": the segments that begin it");
    }

    @Test
    void checkingAllFilesFindsTheStructuresAmongThem() {
        MessageReaders.check(
                List.of(
                        YamlFile.parse("mappings/x12/structures.yaml", "a: 1", problems::add),
                        YamlFile.parse("mappings/hl7v2/adt/mapping.yaml", "a: 1", problems::add)),
                problems::add);

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly("mappings/x12/structures.yaml:1: needs a list \"structures\"");
    }

    @Test
    void theTypeSpelledOutFurthestWins() {
        SegmentStructures structures = read("""
                structures:
                  - { types: [ADT^*], groups: [ { group: ANY, starts: [PID] } ] }
                  - { types: [ADT^A40, ADT^A4*], groups: [ { group: MERGE, starts: [PID] } ] }
                """);

        assertThat(group(structures, "ADT^A01")).isEqualTo("ANY");
        assertThat(group(structures, "ADT^A40")).isEqualTo("MERGE");
        assertThat(group(structures, "ADT^A44")).isEqualTo("MERGE");
        assertThat(structures.of("ORU^R01").isFlat()).isTrue();
        assertThat(problems).isEmpty();
    }

    private static String group(SegmentStructures structures, String type) {
        return structures.of(type).root().groups().get(0).name();
    }
}
