package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.headwater.dictionary.Dictionary;
import org.headwater.dictionary.Element;
import org.headwater.dictionary.Match;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.TableElement;
import org.headwater.terminology.ConceptMap;
import org.jspecify.annotations.Nullable;

/** What columns may stand for: the dictionary's elements, by what people call them and by the values they take. */
final class Vocabulary {

    /** Parts of the dictionary that lists of clients are about; a price list's words are not looked for. */
    private static final Set<String> ABOUT_CLIENTS = Set.of(
            "person",
            "household",
            "contact",
            "service",
            "need",
            "referral",
            "programme",
            "goal",
            "consent",
            "coverage",
            "benefit");

    /** What a word counts for that is another one but for a letter, or begins with it. */
    private static final double NEAR = 0.85;

    /** The weight of a word that no element's name has: it tells something, but nobody knows what. */
    private static final double UNHEARD_OF = 0.3;

    /**
     * An element a heading may mean.
     *
     * @param element the element
     * @param likeness from 0 to 1
     * @param called what the dictionary calls it that the heading is like
     */
    record Called(Element element, double likeness, String called) {}

    private record Name(Element element, String text, List<String> words) {}

    private final Dictionary dictionary;
    private final Mappings mappings;
    private final Map<String, TableElement> recorded = new LinkedHashMap<>();
    private final List<Element> elements = new ArrayList<>();
    private final Map<String, List<Element>> byName = new HashMap<>();
    private final List<Name> names = new ArrayList<>();
    private final Map<String, Integer> frequency = new HashMap<>();

    Vocabulary(Mappings mappings) {
        this.mappings = mappings;
        this.dictionary = mappings.dictionary();
        mappings.tableElements().forEach(element -> recorded.put(element.name(), element));
        dictionary.elements().stream()
                .filter(element -> recorded.containsKey(element.name()) || ABOUT_CLIENTS.contains(element.domain()))
                .filter(element -> !element.type().equals("reference")
                        || recorded.containsKey(element.name())
                        || !element.synonyms().isEmpty())
                .forEach(this::index);
    }

    private void index(Element element) {
        elements.add(element);
        Set<String> called = new LinkedHashSet<>(element.synonyms());
        if (element.domain().equals("person")) {
            called.add(element.name().substring("person.".length()).replace('-', ' '));
        }
        called.add(element.name().replace('.', ' ').replace('-', ' '));
        for (String text : called) {
            List<String> words = HeadingWords.of(text);
            if (!words.isEmpty()) {
                names.add(new Name(element, text, words));
                words.forEach(word -> frequency.merge(word, 1, Integer::sum));
            }
        }
        Set<String> folded = new HashSet<>();
        folded.add(HeadingWords.folded(element.name()));
        element.synonyms().forEach(synonym -> folded.add(HeadingWords.folded(synonym)));
        folded.forEach(
                name -> byName.computeIfAbsent(name, key -> new ArrayList<>()).add(element));
    }

    /** All elements a column may stand for. */
    List<Element> elements() {
        return elements;
    }

    Optional<Element> element(String name) {
        return dictionary.element(name);
    }

    /** Whether what stands in a column of this element is recorded by the mappings of tables. */
    boolean records(String element) {
        return recorded.containsKey(element);
    }

    /** The concept map an element's values go through; null when they are recorded as they are. */
    @Nullable ConceptMap values(String element) {
        TableElement known = recorded.get(element);
        return known == null || known.conceptMap() == null
                ? null
                : mappings.conceptMap(known.conceptMap()).orElse(null);
    }

    /** A concept map by its name. */
    Optional<ConceptMap> conceptMap(String name) {
        return mappings.conceptMap(name);
    }

    /** Whether a value the element's concept map lacks is recorded in the sender's words. */
    boolean keepsOtherValues(String element) {
        TableElement known = recorded.get(element);
        return known == null || known.othersKept();
    }

    /** The elements that a heading is the name or a synonym of; those that are recorded first. */
    List<Element> exactly(String heading) {
        List<Element> claims = byName.getOrDefault(HeadingWords.folded(heading), List.of());
        if (claims.isEmpty() && number(heading) > 0) {
            return dictionary.bySynonym(heading).map(Match::element).stream().toList();
        }
        return claims.stream()
                .sorted(Comparator.comparing(element -> !records(element.name())))
                .toList();
    }

    /** Which of several columns of one kind a heading names, from 1 ("Service 2"); 0 when it says nothing of the kind. */
    int number(String heading) {
        return dictionary.number(heading);
    }

    /** Elements that are called something like a heading, the likest first, each once. */
    List<Called> like(String heading, int most) {
        List<String> words = HeadingWords.of(heading);
        if (words.isEmpty()) {
            return List.of();
        }
        Map<String, Called> best = new LinkedHashMap<>();
        for (Name name : names) {
            double likeness = likeness(words, name.words());
            if (likeness > 0.25) {
                best.merge(
                        name.element().name(),
                        new Called(name.element(), likeness, name.text()),
                        (known, other) -> known.likeness() >= other.likeness() ? known : other);
            }
        }
        return best.values().stream()
                .sorted(Comparator.comparingDouble(Called::likeness)
                        .reversed()
                        .thenComparing(called -> !records(called.element().name()))
                        .thenComparing(called -> called.element().name()))
                .limit(most)
                .toList();
    }

    /** How much of two texts' words is the same, rare words counting for more; a name that is all there counts for more. */
    private double likeness(List<String> heading, List<String> name) {
        double same = 0;
        double all = 0;
        double wanted = 0;
        double there = 0;
        for (String word : heading) {
            double weight = weight(word);
            all += weight;
            same += weight * nearest(word, name);
        }
        for (String word : name) {
            double weight = weight(word);
            double near = nearest(word, heading);
            all += weight;
            same += weight * near;
            wanted += weight;
            there += weight * near;
        }
        if (all == 0 || wanted == 0) {
            return 0;
        }
        double whole = there / wanted;
        return whole > 0.99 ? 0.7 * same / all + 0.3 * Math.min(1, whole) : same / all;
    }

    private static double nearest(String word, List<String> words) {
        if (words.contains(word)) {
            return 1;
        }
        return words.stream().anyMatch(other -> near(word, other)) ? NEAR : 0;
    }

    private static boolean near(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        if (shorter >= 4 && (one.startsWith(other) || other.startsWith(one))) {
            return true;
        }
        return shorter >= 5 && Math.abs(one.length() - other.length()) <= 1 && oneLetterApart(one, other);
    }

    private static boolean oneLetterApart(String one, String other) {
        int from = 0;
        while (from < Math.min(one.length(), other.length()) && one.charAt(from) == other.charAt(from)) {
            from++;
        }
        int end = 0;
        while (end < Math.min(one.length(), other.length()) - from
                && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        int left = Math.max(one.length(), other.length()) - from - end;
        return left <= 1
                || (left == 2
                        && one.length() == other.length()
                        && one.charAt(from) == other.charAt(from + 1)
                        && one.charAt(from + 1) == other.charAt(from));
    }

    private double weight(String word) {
        Integer names = frequency.get(word);
        return names == null ? UNHEARD_OF : 1 / Math.sqrt(1 + names);
    }

    /** Elements for a person's own words: those whose names, synonyms or definitions hold all of them. */
    List<Element> search(String words, int most) {
        List<String> wanted = HeadingWords.of(words);
        String text = words.strip().toLowerCase(java.util.Locale.ROOT);
        if (text.isEmpty()) {
            return List.of();
        }
        Map<Element, Double> found = new LinkedHashMap<>();
        like(words, most).forEach(called -> found.put(called.element(), called.likeness() + 1));
        for (Element element : elements) {
            String said = (element.name().replaceAll("[.-]", " ") + " " + String.join(" ", element.synonyms()) + " "
                            + element.definition())
                    .toLowerCase(java.util.Locale.ROOT);
            if (said.contains(text) || (!wanted.isEmpty() && wanted.stream().allMatch(said::contains))) {
                found.merge(element, records(element.name()) ? 0.6 : 0.4, Double::sum);
            }
        }
        return found.entrySet().stream()
                .sorted(Map.Entry.<Element, Double>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().name()))
                .limit(most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }
}
