package org.headwater.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.headwater.dictionary.Dictionary;
import org.headwater.dictionary.Element;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMap;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** Reads template files and tells whatever is wrong with them. */
final class TemplateReader {

    private static final Set<String> FILE_KEYS =
            Set.of("template", "title", "purpose", "sheet", "required", "columns", "choices");
    private static final Set<String> COLUMN_KEYS = Set.of("heading", "help", "map", "choices", "open", "example");
    private static final List<String> YES_NO = List.of("Yes", "No");

    private final Dictionary dictionary;
    private final Function<String, Optional<ConceptMap>> conceptMaps;
    private final Consumer<Problem> problems;
    private final Map<String, YamlNode> described = new HashMap<>();

    TemplateReader(
            Dictionary dictionary, Function<String, Optional<ConceptMap>> conceptMaps, Consumer<Problem> problems) {
        this.dictionary = dictionary;
        this.conceptMaps = conceptMaps;
        this.problems = problems;
    }

    /** Takes in what a file says of columns of all templates. */
    void describe(YamlFile file) {
        file.root()
                .get("template-columns")
                .ifPresent(columns -> columns.entries().forEach((element, node) -> {
                    node.unknownKeys(COLUMN_KEYS).forEach(problems);
                    if (dictionary.element(element).isEmpty()) {
                        problems.accept(node.problem("the dictionary has no element " + element));
                    }
                    described.put(element, node);
                }));
    }

    /** The template of a file; empty when it holds none or one that cannot be used. */
    Optional<Template> read(YamlFile file) {
        YamlNode root = file.root();
        String name = root.text("template").orElse(null);
        if (name == null) {
            return Optional.empty();
        }
        root.unknownKeys(FILE_KEYS).forEach(problems);
        for (String key : List.of("title", "purpose", "sheet")) {
            if (root.text(key).isEmpty()) {
                problems.accept(root.problem(key + ": is missing"));
            }
        }
        Set<String> required = new LinkedHashSet<>(root.texts("required"));
        List<TemplateColumn> columns = new ArrayList<>();
        for (YamlNode item : root.items("columns")) {
            String element = item.text().orElse("");
            dictionary
                    .element(element)
                    .map(known -> column(known, required.remove(element), item, root))
                    .ifPresentOrElse(
                            columns::add,
                            () -> problems.accept(item.problem("columns: the dictionary has no element " + element)));
        }
        if (columns.isEmpty()) {
            problems.accept(root.problem("columns: are missing"));
        }
        required.forEach(element -> problems.accept(root.problem("required: " + element + " is none of the columns")));
        return Optional.of(new Template(
                name,
                root.text("title").orElse(name),
                root.text("purpose").orElse(""),
                root.text("sheet").orElse(name),
                columns));
    }

    private TemplateColumn column(Element element, boolean required, YamlNode at, YamlNode template) {
        Optional<YamlNode> common = Optional.ofNullable(described.get(element.name()));
        String heading = common.flatMap(node -> node.text("heading")).orElseGet(() -> firstSynonym(element));
        checkHeading(heading, element, at);
        ConceptMap map = common.flatMap(node -> map(node)).orElse(null);
        List<String> choices = choices(element, common, map, template);
        choices.stream()
                .filter(choice -> map != null && map.translate(choice).isEmpty())
                .forEach(choice -> problems.accept(at.problem("choices: \"" + choice + "\" is not in "
                        + Optional.ofNullable(map).map(ConceptMap::name).orElse(""))));
        String example = common.flatMap(node -> node.text("example"))
                .orElseGet(() -> choices.isEmpty() ? exampleOf(element) : choices.get(0));
        return new TemplateColumn(
                element,
                heading,
                required,
                common.flatMap(node -> node.text("help")).orElse(element.definition()),
                choices,
                common.flatMap(node -> node.text("open")).map("true"::equals).orElse(map == null),
                template.items("columns").indexOf(at) == 0 ? Template.EXAMPLE : example,
                TemplateColumn.formOf(element));
    }

    /** A heading must be understood by itself, as certainly as any can be. */
    private void checkHeading(String heading, Element element, YamlNode at) {
        boolean certain = dictionary
                .bySynonym(heading)
                .filter(match -> match.element().equals(element) && match.confidence() == 1)
                .isPresent();
        if (!certain) {
            problems.accept(at.problem("the heading \"" + heading + "\" is no synonym of " + element.name()
                    + " alone; give it another heading, or the element that synonym"));
        }
    }

    private String firstSynonym(Element element) {
        return element.synonyms().stream()
                .filter(synonym -> dictionary
                        .bySynonym(synonym)
                        .filter(match -> match.element().equals(element) && match.confidence() == 1)
                        .isPresent())
                .findFirst()
                .orElse(element.name());
    }

    private Optional<ConceptMap> map(YamlNode column) {
        Optional<YamlNode> named = column.get("map");
        Optional<ConceptMap> map = named.flatMap(YamlNode::text).flatMap(conceptMaps);
        if (named.isPresent() && map.isEmpty()) {
            problems.accept(named.get().problem("map: there is no concept map of this name"));
        }
        return map;
    }

    /** What the template says, else what all templates say, else one word for each code of the map. */
    private static List<String> choices(
            Element element, Optional<YamlNode> common, @Nullable ConceptMap map, YamlNode template) {
        List<String> own = template.get("choices")
                .map(choices -> choices.texts(element.name()))
                .orElse(List.of());
        List<String> shared = common.map(node -> node.texts("choices")).orElse(List.of());
        if (!own.isEmpty() || !shared.isEmpty()) {
            return own.isEmpty() ? shared : own;
        }
        if (map != null) {
            return firstWords(map);
        }
        return element.type().equals("boolean") ? YES_NO : List.of();
    }

    /** Of the words that mean the same the first that is no abbreviation. */
    private static List<String> firstWords(ConceptMap map) {
        Map<String, String> words = new java.util.LinkedHashMap<>();
        map.codes().forEach((word, translation) -> {
            if (!translation.none() && word.length() > 2) {
                words.putIfAbsent(translation.code(), word);
            }
        });
        return List.copyOf(words.values());
    }

    private static String exampleOf(Element element) {
        return switch (element.type()) {
            case "date", "date-time" -> "2026-03-14";
            case "integer", "decimal", "quantity" -> "1";
            case "money" -> "25";
            case "contact" -> "309-555-0100";
            default -> "";
        };
    }
}
