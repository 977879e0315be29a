package org.headwater.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTextTests {

    private static final String DOCUMENT = """
            # Lakeside, asked on Tuesday
            overlay: lakeside
            codes: { v2-sex: { X: other } }   # their analyst says so

            # how they name themselves
            authorities:
              LKMRN: https://lakeside.example/mrn
            """;

    @Test
    void oneEntryIsWrittenAndTheRestStaysAsItWas() {
        assertThat(YamlText.put(DOCUMENT, List.of("codes", "v2-sex", "Q"), "unknown"))
                .isEqualTo("""
                # Lakeside, asked on Tuesday
                overlay: lakeside
                codes:
                  v2-sex:
                    X: other
                    Q: unknown

                # how they name themselves
                authorities:
                  LKMRN: https://lakeside.example/mrn
                """);
    }

    @Test
    void whatIsMissingComesIntoBeingAtTheEnd() {
        Map<String, String> rule = new LinkedHashMap<>();
        rule.put("element", "person.name");
        rule.put("from", "ZPD-3");
        assertThat(YamlText.add("overlay: lakeside\n", List.of("change", "patient", "add"), rule))
                .isEqualTo("""
                overlay: lakeside
                change:
                  patient:
                    add:
                      - element: person.name
                        from: ZPD-3
                """);
    }

    @Test
    void listsGrow() {
        String once = YamlText.add("", List.of("a"), "1");
        assertThat(YamlText.add(once, List.of("a"), "2")).isEqualTo("a:\n  - '1'\n  - '2'\n");
    }

    @Test
    void wordsThatLookLikeSomethingElseStayWords() {
        String written = YamlText.put("overlay: x\n", List.of("codes", "yes-no", "Y"), "true");
        YamlNode root = YamlFile.parse("x", written, problem -> {}).root();
        assertThat(root.get("codes").flatMap(codes -> codes.get("yes-no")).flatMap(map -> map.text("Y")))
                .contains("true");
        assertThat(written).contains("Y: 'true'");
    }

    @Test
    void whatIsNoMapIsNotTouched() {
        assertThatThrownBy(() -> YamlText.put("- a\n", List.of("b"), "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> YamlText.put("a: [\n", List.of("b"), "c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> YamlText.put("a: text\n", List.of("a", "b"), "c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> YamlText.add("a: { b: c }\n", List.of("a"), "c"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDocumentThatTurnsUponItselfIsAProblemNotAHang() {
        List<String> told = new java.util.ArrayList<>();
        YamlFile.parse("x", "a: &a [*a]\n", problem -> told.add(problem.message()));
        assertThat(told).singleElement().satisfies(text -> assertThat(text).contains("deeply nested"));
    }
}
