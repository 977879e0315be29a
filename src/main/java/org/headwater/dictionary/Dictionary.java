package org.headwater.dictionary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** The common data dictionary: all elements, by name and by what columns call them. */
public final class Dictionary {

    /** Domains whose claim to a heading goes before that of others, nearest to what lists of people hold first. */
    private static final List<String> NEAREST = List.of(
            "person", "household", "service", "screening", "need", "referral", "programme", "coverage", "contact");

    private static final double CERTAIN = 1.0;
    private static final double LIKELY = 0.9;
    private static final double SHARED = 0.8;

    private final List<Domain> domains;
    private final Map<String, Element> elements = new LinkedHashMap<>();
    private final Map<String, List<Element>> headings = new HashMap<>();

    private Dictionary(List<Domain> domains, List<Element> elements) {
        this.domains = domains;
        elements.forEach(element -> this.elements.put(element.name(), element));
        elements.stream().sorted(Comparator.comparingInt(Dictionary::nearness)).forEach(this::index);
    }

    /**
     * Reads every file that has a {@code domain} key.
     *
     * @param problems told of whatever is wrong with one
     */
    public static Dictionary load(List<YamlFile> files, Consumer<Problem> problems) {
        DictionaryReader reader = new DictionaryReader(problems);
        files.forEach(reader::read);
        return new Dictionary(reader.domains(), reader.elements());
    }

    private static int nearness(Element element) {
        int index = NEAREST.indexOf(element.domain());
        return index < 0 ? NEAREST.size() : index;
    }

    private void index(Element element) {
        Set<String> names = new LinkedHashSet<>();
        names.add(Headings.folded(element.name()));
        element.synonyms().forEach(synonym -> names.add(Headings.folded(synonym)));
        names.forEach(
                name -> headings.computeIfAbsent(name, key -> new ArrayList<>()).add(element));
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
     * The element a column's heading means; empty when no element is called so. A number that counts columns of one kind
     * ("Service 2") does not matter. Misspelt headings are not guessed at, so that
     * a column may be read on this answer alone; {@link #like} guesses.
     *
     * @param header as written; case, accents, punctuation, camelCase and explanations in brackets do not matter
     */
    public Optional<Match> bySynonym(String header) {
        return called(header, CERTAIN)
                .or(() -> Headings.withoutExplanation(header).flatMap(bare -> called(bare, LIKELY)))
                .or(() -> Headings.loinc(header).flatMap(code -> called(code, LIKELY)))
                .or(() -> Headings.withoutItemNumber(header).flatMap(bare -> called(bare, LIKELY)))
                .or(() -> Headings.withoutPerson(header)
                        .flatMap(rest -> called(rest, LIKELY))
                        .filter(match -> match.element().domain().equals("person")))
                .or(() -> Headings.withoutNumber(header).flatMap(bare -> called(bare, LIKELY)));
    }

    /**
     * Which of several columns of one kind a heading names: 2 of "Service 2", "Service 2 date" and "Service (2)"; 0 when it
     * says nothing of the kind, as "Address 2" does not, which is the name of an element.
     */
    public int number(String header) {
        return called(header, CERTAIN).isPresent() ? 0 : Headings.number(header);
    }

    private Optional<Match> called(String header, double confidence) {
        List<Element> claims = headings.getOrDefault(Headings.folded(header), List.of());
        return claims.stream().findFirst().map(element -> new Match(element, claims.size() == 1 ? confidence : SHARED));
    }

    /**
     * Elements a heading may mean, best first: the one {@link #bySynonym} finds, else up to five that are called something
     * like it. For a person to choose from.
     */
    public List<Match> like(String header) {
        Optional<Match> certain = bySynonym(header);
        if (certain.isPresent()) {
            return List.of(certain.get());
        }
        String folded = Headings.folded(header);
        Map<Element, Match> found = new LinkedHashMap<>();
        headings.entrySet().stream()
                .map(entry -> new Match(entry.getValue().get(0), likeness(folded, entry.getKey())))
                .filter(match -> match.confidence() > 0)
                .sorted(Comparator.comparingDouble(Match::confidence)
                        .reversed()
                        .thenComparing(match -> match.element().name()))
                .forEach(match -> found.putIfAbsent(match.element(), match));
        return found.values().stream().limit(5).toList();
    }

    /** From 0 to 0.7: how much of the longer text is the same, where a few letters differ or one begins or ends the other. */
    private static double likeness(String header, String heading) {
        int longer = Math.max(header.length(), heading.length());
        int shorter = Math.min(header.length(), heading.length());
        if (shorter < 4) {
            return 0;
        }
        int distance = Headings.distance(header, heading);
        if (distance <= longer / 4) {
            return 0.7 * (longer - distance) / longer;
        }
        boolean part = header.startsWith(heading)
                || header.endsWith(heading)
                || heading.startsWith(header)
                || heading.endsWith(header);
        return part ? 0.5 * shorter / longer : 0;
    }

    /** Up to three names that a name the dictionary lacks may be meant for, best first. */
    public List<String> suggestions(String misspelt) {
        Set<String> names = new LinkedHashSet<>();
        int point = misspelt.indexOf('.');
        if (point > 0) {
            // "person.ssn": the right domain, and a word people use for it
            headings.getOrDefault(Headings.folded(misspelt.substring(point + 1)), List.of()).stream()
                    .filter(element -> element.domain().equals(misspelt.substring(0, point)))
                    .forEach(element -> names.add(element.name()));
        }
        elements.keySet().stream()
                .filter(name -> Headings.distance(name, misspelt) <= Math.max(2, misspelt.length() / 4))
                .sorted(Comparator.comparingInt(name -> Headings.distance(name, misspelt)))
                .forEach(names::add);
        return names.stream().limit(3).toList();
    }
}
