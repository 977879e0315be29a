package org.headwater.spreadsheet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/**
 * What the feed's overlay says of tables, from earlier files.
 *
 * @param version the overlay's; 0 for none
 * @param columns of all sheets: elements by heading
 * @param sheetColumns of single sheets
 * @param leftOut sheets that record nothing
 * @param codes by concept map: values it knows
 */
record Remembered(
        int version,
        Map<String, String> columns,
        Map<String, Map<String, String>> sheetColumns,
        Set<String> leftOut,
        Map<String, Map<String, String>> codes) {

    static final Remembered NOTHING = new Remembered(0, Map.of(), Map.of(), Set.of(), Map.of());

    /** Reads an overlay; what is wrong with it is for others to tell. */
    static Remembered of(int version, String document) {
        YamlNode root = YamlFile.parse("overlay", document, problem -> {}).root();
        Map<String, Map<String, String>> sheets = new HashMap<>();
        Set<String> leftOut = new HashSet<>();
        root.get("sheets").map(YamlNode::entries).orElse(Map.of()).forEach((sheet, node) -> {
            if (node.text().orElse("").equals(Answers.LEAVE_OUT)) {
                leftOut.add(folded(sheet));
            }
            sheets.put(folded(sheet), texts(node.get("columns")));
        });
        Map<String, Map<String, String>> codes = new HashMap<>();
        root.get("codes")
                .map(YamlNode::entries)
                .orElse(Map.of())
                .forEach((map, node) -> codes.put(map, texts(Optional.of(node))));
        return new Remembered(version, texts(root.get("columns")), sheets, leftOut, codes);
    }

    private static Map<String, String> texts(Optional<YamlNode> map) {
        Map<String, String> texts = new HashMap<>();
        map.map(YamlNode::entries)
                .orElse(Map.of())
                .forEach((key, node) -> texts.put(
                        folded(key),
                        node.text()
                                .or(() -> node.text("display"))
                                .or(() -> node.text("code"))
                                .orElse("")));
        return texts;
    }

    private static String folded(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** What a column was last said to stand for; empty when nothing was. */
    Optional<String> column(String sheet, String header) {
        return Optional.ofNullable(
                        sheetColumns.getOrDefault(folded(sheet), Map.of()).get(folded(header)))
                .or(() -> Optional.ofNullable(columns.get(folded(header))));
    }

    boolean leavesOut(String sheet) {
        return leftOut.contains(folded(sheet));
    }

    /** Whether it was said what a value stands for. */
    boolean knows(String map, String value) {
        return codes.getOrDefault(map, Map.of()).containsKey(folded(value));
    }
}
