package org.headwater.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.headwater.problem.Problem;
import org.junit.jupiter.api.Test;

class YamlFileTests {

    private final List<Problem> problems = new ArrayList<>();

    private YamlNode read(String text) {
        return YamlFile.parse("mappings/x.yaml", text, problems::add).root();
    }

    @Test
    void valuesKnowTheirLine() {
        YamlNode root = read("a: 1\nb:\n  - x\n  - { c: yes }\n");
        assertThat(root.items("b").get(1).get("c").orElseThrow().line()).isEqualTo(4);
        assertThat(root.items("b").get(1).text("c")).contains("yes");
        assertThat(problems).isEmpty();
    }

    @Test
    void brokenYamlIsAProblemWithItsLine() {
        read("a: 1\nb: [ x\nc: 2\n");
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.toString()).startsWith("mappings/x.yaml:3: not valid YAML");
        });
    }

    @Test
    void keysThatNobodyKnowsAndKeysWrittenTwiceAreProblems() {
        YamlNode root = read("each: PID\nrulez: []\neach: PV1\n");
        assertThat(root.unknownKeys(Set.of("each", "rules")))
                .extracting(Problem::line)
                .containsExactly(2);
        assertThat(problems).extracting(Problem::line).containsExactly(3);
    }

    @Test
    void aSingleValueIsAListOfOneAndAnEmptyOneIsNone() {
        YamlNode root = read("one: x\nnone:\n");
        assertThat(root.texts("one")).containsExactly("x");
        assertThat(root.items("none")).isEmpty();
    }
}
