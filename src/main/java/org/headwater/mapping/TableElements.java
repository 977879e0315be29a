package org.headwater.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.dictionary.Dictionary;
import org.jspecify.annotations.Nullable;

/** Reads off the mappings of tables which elements they record, and what their values become. */
final class TableElements {

    private static final Pattern ELEMENT = Pattern.compile("[a-z][a-z-]*\\.[a-z][a-z0-9-]*");

    private final Dictionary dictionary;
    private final Map<String, TableElement> elements = new LinkedHashMap<>();

    private TableElements(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    static List<TableElement> of(List<CompiledMapping> mappings, Dictionary dictionary) {
        TableElements found = new TableElements(dictionary);
        mappings.forEach(mapping -> found.blocks(mapping.blocks()));
        return List.copyOf(found.elements.values());
    }

    private void blocks(List<Block> blocks) {
        for (Block block : blocks) {
            block.rules().forEach(this::rule);
            blocks(block.parts());
        }
    }

    private void rule(Rule rule) {
        Conversion.Codes codes = rule.filling() instanceof Filling.Taken taken ? codes(taken.conversion()) : null;
        if (rule.filling() instanceof Filling.Taken taken) {
            named(taken.from().text(), codes);
        }
        Condition when = rule.guard().when();
        if (when != null) {
            when.sources().forEach(source -> named(source.text(), null));
        }
    }

    private void named(String path, Conversion.@Nullable Codes codes) {
        Matcher matcher = ELEMENT.matcher(path);
        while (matcher.find()) {
            String name = matcher.group();
            if (dictionary.element(name).isEmpty()) {
                continue;
            }
            TableElement known = elements.get(name);
            if (known == null || (known.conceptMap() == null && codes != null)) {
                elements.put(
                        name,
                        new TableElement(
                                name,
                                codes == null ? null : codes.map().name(),
                                codes == null
                                        || codes.unmapped() == Conversion.Unmapped.KEEP_ORIGINAL
                                        || codes.unmapped() == Conversion.Unmapped.PASS));
            }
        }
    }

    private static Conversion.@Nullable Codes codes(Conversion conversion) {
        if (conversion instanceof Later later) {
            return codes(later.base());
        }
        if (conversion instanceof Conversion.Primitive primitive) {
            return primitive.codes();
        }
        if (conversion instanceof Conversion.Composite composite) {
            return composite.codes() == null ? inside(composite.datatype()) : composite.codes();
        }
        return null;
    }

    /** A data type's own translation, as race and ethnicity have it. */
    private static Conversion.@Nullable Codes inside(Datatype datatype) {
        for (Rule rule : datatype.rules()) {
            if (rule.filling() instanceof Filling.Taken taken
                    && taken.conversion() instanceof Conversion.Primitive primitive
                    && primitive.codes() != null) {
                return primitive.codes();
            }
        }
        return null;
    }
}
