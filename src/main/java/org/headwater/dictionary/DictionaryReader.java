package org.headwater.dictionary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/** Reads dictionary files and tells whatever is wrong with them; what can be understood is kept. */
final class DictionaryReader {

    private static final Set<String> FILE_KEYS = Set.of("domain", "purpose", "elements");
    private static final Set<String> KEYS =
            Set.of("definition", "type", "fhir", "values", "sensitivity", "synonyms", "unit", "since");
    static final List<String> TYPES = List.of(
            "string",
            "code",
            "date",
            "date-time",
            "time",
            "quantity",
            "money",
            "identifier",
            "name",
            "address",
            "contact",
            "reference",
            "boolean",
            "integer",
            "decimal",
            "period",
            "annotation",
            "attachment");
    static final List<String> SENSITIVITIES = List.of(
            "identifying",
            "clinical",
            "financial",
            "social",
            "behavioural-health",
            "substance-use",
            "reproductive",
            "hiv",
            "violence",
            "administrative");

    private final Consumer<Problem> problems;
    private final Map<String, Domain> domains = new LinkedHashMap<>();
    private final Map<String, Element> elements = new LinkedHashMap<>();

    DictionaryReader(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** Reads a file when it is one of a dictionary. */
    void read(YamlFile file) {
        String domain = file.root().text("domain").orElse(null);
        if (domain == null) {
            if (file.path().startsWith("mappings/dictionary/")) {
                problems.accept(new Problem(file.path(), 1, "domain: is missing; name the domain this file defines"));
            }
            return;
        }
        file.root().unknownKeys(FILE_KEYS).forEach(problems);
        String purpose = file.root().text("purpose").orElse("");
        if (purpose.isBlank()) {
            problems.accept(file.root().problem("purpose: is missing; say in one sentence what " + domain + " covers"));
        }
        List<Element> own = new ArrayList<>();
        Map<String, Element> headings = new HashMap<>();
        file.root().get("elements").map(YamlNode::entries).orElse(Map.of()).forEach((name, node) -> {
            Element element = element(name, domain, node);
            Element earlier = elements.putIfAbsent(name, element);
            if (earlier != null) {
                problems.accept(
                        node.problem(name + " is defined already, at " + earlier.file() + ":" + earlier.line()));
                return;
            }
            own.add(element);
            claimHeadings(element, node, headings);
        });
        if (domains.put(domain, new Domain(domain, purpose, own)) != null) {
            problems.accept(file.root().problem("domain: another file defines " + domain));
        }
    }

    List<Domain> domains() {
        return List.copyOf(domains.values());
    }

    List<Element> elements() {
        return List.copyOf(elements.values());
    }

    private Element element(String name, String domain, YamlNode node) {
        node.unknownKeys(KEYS).forEach(problems);
        if (!name.matches("[a-z][a-z-]*\\.[a-z][a-z0-9-]*") || !name.startsWith(domain + ".")) {
            problems.accept(
                    node.problem("an element of this file is named " + domain + ".words-in-kebab-case, not " + name));
        }
        String definition = node.text("definition").orElse("");
        if (definition.isBlank()) {
            problems.accept(node.problem("definition: is missing; say in plain words what " + name + " means"));
        }
        String type = oneOf(TYPES, "type", node);
        Optional<YamlNode> values = node.get("values");
        if (values.isPresent() && !type.equals("code") && !type.equals("identifier")) {
            problems.accept(values.get().problem("values: only codes and identifiers have them, not a " + type));
        }
        return new Element(
                name,
                domain,
                definition,
                type,
                landings(name, node),
                values.flatMap(YamlNode::text).orElse(null),
                oneOf(SENSITIVITIES, "sensitivity", node),
                node.texts("synonyms"),
                node.text("unit").orElse(null),
                since(node),
                node.file(),
                node.line());
    }

    private List<String> landings(String name, YamlNode node) {
        List<String> paths = node.texts("fhir");
        if (paths.isEmpty()) {
            problems.accept(node.problem("fhir: is missing; say where " + name + " lands, as Type.path"));
        }
        for (YamlNode path : node.items("fhir")) {
            if (!path.text().orElse("").matches("[A-Z][A-Za-z]*\\..+")) {
                problems.accept(path.problem("fhir: a path is written Type.path, as in Patient.birthDate"));
            }
        }
        return paths;
    }

    private String oneOf(List<String> allowed, String key, YamlNode node) {
        String word = node.text(key).orElse("");
        if (!allowed.contains(word)) {
            YamlNode at = node.get(key).orElse(node);
            problems.accept(
                    at.problem(key + ": one of " + String.join(", ", allowed) + " is expected, not \"" + word + "\""));
        }
        return word;
    }

    private int since(YamlNode node) {
        String since = node.text("since").orElse("1");
        if (!since.matches("[1-9][0-9]{0,3}")) {
            problems.accept(node.get("since").orElse(node).problem("since: a whole number from 1 is expected"));
            return 1;
        }
        return Integer.parseInt(since);
    }

    private void claimHeadings(Element element, YamlNode node, Map<String, Element> headings) {
        for (YamlNode synonym : node.items("synonyms")) {
            String heading = synonym.text().orElse("");
            Element earlier = headings.putIfAbsent(Headings.folded(heading), element);
            if (earlier != null) {
                problems.accept(synonym.problem("synonyms: \"" + heading + "\" already means " + earlier.name()));
            }
        }
    }
}
