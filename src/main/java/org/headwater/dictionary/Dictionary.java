package org.headwater.dictionary;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/** The common data dictionary: all elements by name and by what columns call them. */
public final class Dictionary {

    private static final Set<String> FILE_KEYS = Set.of("domain", "purpose", "version", "elements");
    private static final Set<String> KEYS =
            Set.of("definition", "type", "fhir", "values", "sensitivity", "synonyms", "unit", "owner", "since");
    private static final Set<String> TYPES = Set.of(
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
    private static final Set<String> SENSITIVITIES = Set.of(
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

    private final List<Domain> domains;
    private final Map<String, Element> elements;
    private final Map<String, Element> synonyms;

    private Dictionary(List<Domain> domains, Map<String, Element> elements, Map<String, Element> synonyms) {
        this.domains = List.copyOf(domains);
        this.elements = elements;
        this.synonyms = synonyms;
    }

    /**
     * Reads every file that has a {@code domain} key.
     *
     * @param problems told of whatever is wrong with one
     */
    public static Dictionary load(List<YamlFile> files, Consumer<Problem> problems) {
        List<Domain> domains = new ArrayList<>();
        Map<String, Element> elements = new LinkedHashMap<>();
        Map<String, Element> synonyms = new HashMap<>();
        for (YamlFile file : files) {
            String name = file.root().text("domain").orElse(null);
            if (name == null) {
                continue;
            }
            file.root().unknownKeys(FILE_KEYS).forEach(problems);
            List<Element> own = new ArrayList<>();
            file.root().get("elements").map(YamlNode::entries).orElse(Map.of()).forEach((key, node) -> {
                Element element = element(key, name, node, problems);
                if (elements.putIfAbsent(key, element) != null) {
                    problems.accept(node.problem("element " + key + " is defined twice"));
                } else {
                    own.add(element);
                }
            });
            claimSynonyms(file.root(), own, synonyms, problems);
            domains.add(new Domain(name, file.root().text("purpose").orElse(""), own));
        }
        return new Dictionary(domains, elements, synonyms);
    }

    private static Element element(String name, String domain, YamlNode node, Consumer<Problem> problems) {
        node.unknownKeys(KEYS).forEach(problems);
        if (!name.matches("[a-z][a-z-]*\\.[a-z0-9-]+")) {
            problems.accept(node.problem("an element is named domain.words-in-kebab-case, not " + name));
        }
        String definition = node.text("definition").orElse("");
        if (definition.isBlank()) {
            problems.accept(node.problem(name + " has no definition"));
        }
        String type = node.text("type").orElse("");
        if (!TYPES.contains(type)) {
            problems.accept(node.problem("type: one of " + listed(TYPES) + " is expected, not \"" + type + "\""));
        }
        String sensitivity = node.text("sensitivity").orElse("");
        if (!SENSITIVITIES.contains(sensitivity)) {
            problems.accept(node.problem(
                    "sensitivity: one of " + listed(SENSITIVITIES) + " is expected, not \"" + sensitivity + "\""));
        }
        return new Element(
                name,
                domain,
                definition,
                type,
                node.texts("fhir"),
                node.text("values").orElse(null),
                sensitivity,
                node.texts("synonyms"),
                node.text("unit").orElse(null),
                since(node, problems),
                node.file(),
                node.line());
    }

    private static int since(YamlNode node, Consumer<Problem> problems) {
        try {
            return Integer.parseInt(node.text("since").orElse("1"));
        } catch (NumberFormatException e) {
            problems.accept(node.problem("since: a whole number is expected"));
            return 1;
        }
    }

    /** A header belongs to the first element that claims it; within a domain two claims are a problem. */
    private static void claimSynonyms(
            YamlNode file, List<Element> own, Map<String, Element> synonyms, Consumer<Problem> problems) {
        Map<String, Element> here = new HashMap<>();
        for (Element element : own) {
            List<String> names = new ArrayList<>(element.synonyms());
            names.add(element.name());
            for (String name : names) {
                Element claimed = here.putIfAbsent(normal(name), element);
                if (claimed != null && claimed != element) {
                    problems.accept(new Problem(
                            file.file(),
                            element.line(),
                            "\"" + name + "\" is a synonym of " + claimed.name() + " already"));
                }
                synonyms.putIfAbsent(normal(name), element);
            }
        }
    }

    private static String listed(Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }

    /** The element of a name; empty when the dictionary has none. */
    public Optional<Element> element(String name) {
        return Optional.ofNullable(elements.get(name));
    }

    /** All elements, domain by domain. */
    public List<Element> elements() {
        return List.copyOf(elements.values());
    }

    /** All domains, in order of their files. */
    public List<Domain> domains() {
        return domains;
    }

    /**
     * The element a column's header means.
     *
     * @param header as written; case, accents, punctuation and camelCase do not matter
     */
    public Optional<Match> bySynonym(String header) {
        Element element = synonyms.get(normal(header));
        return element == null ? Optional.empty() : Optional.of(new Match(element, 1));
    }

    /** Up to three names that look like a misspelt one. */
    public List<String> suggestions(String misspelt) {
        return elements.keySet().stream()
                .filter(name -> distance(name, misspelt) <= Math.max(2, misspelt.length() / 4))
                .sorted(Comparator.comparingInt(name -> distance(name, misspelt)))
                .limit(3)
                .toList();
    }

    static String normal(String header) {
        String spaced = header.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2");
        String plain = Normalizer.normalize(spaced, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return plain.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
