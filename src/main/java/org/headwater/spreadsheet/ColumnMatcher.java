package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.headwater.dictionary.Element;
import org.headwater.spreadsheet.ColumnMatch.Certainty;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the columns of a sheet stand for, by what they are called, by what their values look like, and by the columns
 * beside them. The same sheet always gives the same answer, and every answer says why.
 */
final class ColumnMatcher {

    /** From here on a match is taken without a question. */
    static final double SURE = 0.85;

    private static final double TAKEN = 0.45;
    private static final double MARGIN = 0.06;
    private static final double CALLED_EXACTLY = 0.95;
    private static final int OTHERS = 5;

    /** Headings that a person, a visit and a referral all have: which is meant, the other columns tell. */
    private static final Map<Set<String>, List<String>> ROLES = Map.ofEntries(
            Map.entry(Set.of("date"), List.of("date", "start")),
            Map.entry(Set.of("status"), List.of("status")),
            Map.entry(Set.of("notes"), List.of("note")),
            Map.entry(Set.of("comments"), List.of("note")),
            Map.entry(Set.of("remarks"), List.of("note")),
            Map.entry(Set.of("type"), List.of("type", "code", "category")),
            Map.entry(Set.of("category"), List.of("category", "type")),
            Map.entry(Set.of("outcome"), List.of("outcome", "achievement")),
            Map.entry(Set.of("result"), List.of("outcome")),
            Map.entry(Set.of("start"), List.of("start")),
            Map.entry(Set.of("start", "date"), List.of("start")),
            Map.entry(Set.of("begin", "date"), List.of("start")),
            Map.entry(Set.of("opened"), List.of("start", "date")),
            Map.entry(Set.of("opened", "date"), List.of("start", "date")),
            Map.entry(Set.of("end"), List.of("end")),
            Map.entry(Set.of("end", "date"), List.of("end")),
            Map.entry(Set.of("closed"), List.of("closed-date", "end")),
            Map.entry(Set.of("closed", "date"), List.of("closed-date", "end")),
            Map.entry(Set.of("location"), List.of("location")),
            Map.entry(Set.of("priority"), List.of("priority", "urgency")),
            Map.entry(Set.of("reason"), List.of("reason", "reason-text")));

    /** Words that say which kind of event a heading is about. */
    private static final Map<String, String> EVENT_WORDS = Map.ofEntries(
            Map.entry("service", "service"),
            Map.entry("visit", "service"),
            Map.entry("referral", "referral"),
            Map.entry("program", "programme"),
            Map.entry("enrollment", "programme"),
            Map.entry("need", "need"),
            Map.entry("goal", "goal"),
            Map.entry("consent", "consent"));

    /** Words for whoever a row is about, before what is said of them. */
    private static final Set<String> PEOPLE = Set.of(
            "client",
            "clients",
            "patient",
            "participant",
            "member",
            "consumer",
            "guest",
            "applicant",
            "person",
            "student",
            "resident",
            "tenant",
            "recipient",
            "rider",
            "youth",
            "cliente",
            "paciente",
            "participante",
            "solicitante");

    /** Words for whoever stands beside somebody; where nobody else is named, the row is about them. */
    private static final Set<String> BESIDE =
            Set.of("parent", "parents", "mother", "mothers", "mom", "guardian", "caregiver", "madre");

    /** What happens to people, as against who they are. */
    private static final Set<String> EVENTS =
            Set.of("service", "referral", "need", "programme", "goal", "consent", "coverage", "benefit");

    private final Vocabulary vocabulary;
    private final ValueFit fit;

    ColumnMatcher(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.fit = new ValueFit(vocabulary);
    }

    /** One element a column may stand for. */
    private record Candidate(Element element, double confidence, String because) {}

    /** What all columns of a sheet stand for, in order. */
    List<ColumnMatch> match(SheetProfile sheet) {
        Map<String, Integer> events = events(sheet);
        List<ColumnProfile> columns = sheet.columns();
        Map<ColumnProfile, List<Candidate>> candidates = new LinkedHashMap<>();
        boolean named = namesSomebody(sheet);
        columns.forEach(column -> candidates.put(column, candidates(column, events, named)));
        return assigned(sheet, candidates);
    }

    /** How many columns tell for sure which kind of event a sheet is about, by the kind's domain. */
    private Map<String, Integer> events(SheetProfile sheet) {
        Map<String, Integer> events = new HashMap<>();
        for (ColumnProfile column : sheet.columns()) {
            if (roles(column) != null) {
                continue;
            }
            List<Element> exact = vocabulary.exactly(column.header());
            String domain = exact.size() == 1 ? exact.get(0).domain() : likelyDomain(column.header());
            if (domain != null && EVENTS.contains(domain)) {
                events.merge(domain, 1, Integer::sum);
            }
        }
        return events;
    }

    private @Nullable String likelyDomain(String header) {
        return vocabulary.like(header, 1).stream()
                .filter(called -> called.likeness() >= 0.8)
                .map(called -> called.element().domain())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable List<String> roles(ColumnProfile column) {
        return ROLES.get(Set.copyOf(HeadingWords.of(column.header())));
    }

    /** Whether some column names the person a row is about. */
    private boolean namesSomebody(SheetProfile sheet) {
        return sheet.columns().stream()
                .filter(column -> !isBeside(column.header()))
                .flatMap(column -> vocabulary.exactly(column.header()).stream().limit(1))
                .anyMatch(element -> element.name().equals("person.name")
                        || element.name().equals("person.family-name")
                        || element.name().equals("person.given-name"));
    }

    private static boolean isBeside(String header) {
        return BESIDE.contains(firstWord(header));
    }

    private static String firstWord(String header) {
        String[] words = header.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("['’]s\\b", "")
                .split("[^\\p{L}]+", 2);
        return words[0];
    }

    private static String withoutFirstWord(String header) {
        return header.strip().replaceFirst("^\\p{L}+(?:['’]s)?[^\\p{L}#]*", "");
    }

    private List<Candidate> candidates(ColumnProfile column, Map<String, Integer> events, boolean named) {
        Map<String, Candidate> found = new LinkedHashMap<>();
        if (column.named()) {
            byName(column, events, named).forEach(candidate -> keep(found, candidate));
        }
        byContent(column).forEach(candidate -> keep(found, candidate));
        return found.values().stream()
                .sorted(Comparator.comparingDouble(Candidate::confidence)
                        .reversed()
                        .thenComparing(candidate ->
                                !vocabulary.records(candidate.element().name()))
                        .thenComparing(candidate -> candidate.element().name()))
                .toList();
    }

    private static void keep(Map<String, Candidate> found, Candidate candidate) {
        found.merge(
                candidate.element().name(),
                candidate,
                (known, other) -> known.confidence() >= other.confidence() ? known : other);
    }

    private List<Candidate> byName(ColumnProfile column, Map<String, Integer> events, boolean named) {
        List<Candidate> found = new ArrayList<>();
        String header = column.header();
        List<String> roles = roles(column);
        if (roles != null) {
            found.addAll(byRole(column, roles, events));
        } else {
            byEventAndRole(column, found);
        }
        byPerson(column, named, found);
        List<Element> exact = vocabulary.exactly(header);
        if (exact.isEmpty()) {
            exact = vocabulary.exactly(header.replaceAll("\\([^)]*\\)|\\[[^\\]]*\\]|:$", " "));
        }
        for (Element element : exact) {
            found.add(weighed(
                    column,
                    element,
                    exactly(column, element, exact, events, named),
                    "the heading \"" + header + "\" means " + name(element)));
        }
        boolean called = found.stream().anyMatch(candidate -> candidate.confidence() >= SURE);
        for (Vocabulary.Called like : vocabulary.like(header, 12)) {
            if (!exact.contains(like.element())) {
                double likeness = roles != null
                        ? Math.min(0.4, like.likeness())
                        : (called ? 0.75 : 0.9) * like.likeness() * usual(like.element());
                found.add(weighed(
                        column,
                        like.element(),
                        bare(header) ? Math.min(0.2, likeness) : likeness + nearness(like.element(), events),
                        "the heading \"" + header + "\" is like \"" + like.called() + "\""));
            }
        }
        return found;
    }

    /** A heading that is nothing but "number" may number anything. */
    private static boolean bare(String header) {
        return HeadingWords.of(header).equals(List.of("number"));
    }

    /** What is recorded is what columns are usually about. */
    private double usual(Element element) {
        return vocabulary.records(element.name()) ? 1 : element.type().equals("reference") ? 0.85 : 0.97;
    }

    private double exactly(
            ColumnProfile column, Element element, List<Element> exact, Map<String, Integer> events, boolean named) {
        if (roles(column) != null) {
            return roleLikeness(element.domain(), events);
        }
        if (isBeside(column.header()) && !named) {
            return 0.6;
        }
        if (exact.size() > 1) {
            return shared(element, exact, events);
        }
        boolean oneWord = HeadingWords.of(column.header()).size() < 2;
        boolean elsewhere = EVENTS.contains(element.domain())
                && events.getOrDefault(element.domain(), 0) < 2
                && events.entrySet().stream()
                        .anyMatch(event -> !event.getKey().equals(element.domain()) && event.getValue() > 1);
        return oneWord && elsewhere && !vocabulary.records(element.name()) ? 0.7 : oneWord && elsewhere ? 0.8 : 1;
    }

    /** "Visit status": which event a heading is about, and what of it. */
    private void byEventAndRole(ColumnProfile column, List<Candidate> found) {
        List<String> words = HeadingWords.of(column.header());
        for (String word : words) {
            String domain = EVENT_WORDS.get(word);
            Set<String> rest = new HashSet<>(words);
            rest.remove(word);
            List<String> roles = domain == null ? null : ROLES.get(rest);
            if (roles == null) {
                continue;
            }
            roles.stream()
                    .flatMap(role -> vocabulary.element(domain + "." + role).stream())
                    .limit(1)
                    .forEach(element -> found.add(weighed(
                            column, element, 0.92, "the heading \"" + column.header() + "\" says " + name(element))));
        }
    }

    /** "Rider phone": what is said of whoever the row is about; "Parent phone" where nobody else is named. */
    private void byPerson(ColumnProfile column, boolean named, List<Candidate> found) {
        String first = firstWord(column.header());
        boolean beside = BESIDE.contains(first);
        if (!beside && !PEOPLE.contains(first)) {
            return;
        }
        double likeness = !beside ? 0.95 : named ? 0.5 : 0.86;
        String rest = withoutFirstWord(column.header());
        boolean guardian =
                beside && !named && HeadingWords.folded(rest).matches("|guardian|name|nombre|caregiver|tutor");
        if (guardian) {
            vocabulary
                    .element("person.name")
                    .ifPresent(element -> found.add(weighed(
                            column,
                            element,
                            likeness,
                            "no other column names the person, and \"" + column.header() + "\" does")));
            return;
        }
        vocabulary.exactly(rest).stream()
                .filter(element -> element.domain().equals("person"))
                .limit(1)
                .forEach(element -> found.add(weighed(
                        column,
                        element,
                        likeness,
                        "the heading \"" + column.header() + "\" says the person's " + name(element))));
        if (vocabulary.exactly(rest).isEmpty()) {
            vocabulary.like(rest, 2).stream()
                    .filter(called -> called.element().domain().equals("person"))
                    .forEach(called -> found.add(weighed(
                            column,
                            called.element(),
                            likeness * called.likeness(),
                            "the heading \"" + column.header() + "\" is like \"" + called.called() + "\"")));
        }
    }

    /** Two parts of the dictionary claim the heading: the one the sheet is about goes first. */
    private static double shared(Element element, List<Element> claims, Map<String, Integer> events) {
        boolean about = !EVENTS.contains(element.domain()) || events.getOrDefault(element.domain(), 0) > 0;
        long others = claims.stream()
                .filter(claim -> !claim.equals(element))
                .filter(claim -> !EVENTS.contains(claim.domain()) || events.getOrDefault(claim.domain(), 0) > 0)
                .count();
        return about ? (others == 0 ? 0.96 : 0.8) : 0.7;
    }

    private List<Candidate> byRole(ColumnProfile column, List<String> roles, Map<String, Integer> events) {
        List<Candidate> found = new ArrayList<>();
        for (String domain : EVENTS) {
            for (String role : roles) {
                vocabulary
                        .element(domain + "." + role)
                        .filter(element -> vocabulary.records(element.name()))
                        .ifPresent(element -> found.add(weighed(
                                column,
                                element,
                                roleLikeness(domain, events) - 0.04 * roles.indexOf(role),
                                events.containsKey(domain)
                                        ? "\"" + column.header() + "\" stands among columns about "
                                                + DomainWords.of(domain)
                                        : "a column of this name may be " + name(element))));
            }
        }
        return found;
    }

    private static double roleLikeness(String domain, Map<String, Integer> events) {
        int all = events.values().stream().mapToInt(Integer::intValue).sum();
        if (all == 0) {
            return domain.equals("service") ? 0.74 : 0.6;
        }
        double part = (double) events.getOrDefault(domain, 0) / all;
        return part == 1 ? 0.97 : 0.55 + 0.35 * part;
    }

    private static double nearness(Element element, Map<String, Integer> events) {
        return events.containsKey(element.domain()) ? 0.04 : 0;
    }

    private Candidate weighed(ColumnProfile column, Element element, double likeness, String called) {
        ValueFit.Fit values = fit.of(element, column);
        double confidence = confidence(likeness, values.value());
        String because = values.words().isEmpty() ? called : called + ", and " + values.words();
        if (values.value() <= ValueFit.AGAINST) {
            because = called + ", but " + values.words();
        }
        return new Candidate(element, confidence, because);
    }

    private static double confidence(double likeness, double values) {
        if (values <= ValueFit.AGAINST) {
            return Math.min(0.6, 0.6 * likeness);
        }
        if (likeness >= CALLED_EXACTLY) {
            return Math.min(0.99, 0.9 + 0.09 * values);
        }
        return Math.min(0.93, 0.86 * likeness + (values >= 0 ? 0.18 : 0.3) * values);
    }

    private List<Candidate> byContent(ColumnProfile column) {
        return fit.suggestions(column).stream()
                .map(suggested -> new Candidate(suggested.element(), suggested.confidence(), suggested.words()))
                .toList();
    }

    private static String name(Element element) {
        return ElementWords.of(element);
    }

    /** The best candidate of each column, where no surer column has taken it. */
    private List<ColumnMatch> assigned(SheetProfile sheet, Map<ColumnProfile, List<Candidate>> candidates) {
        List<ColumnProfile> order = new ArrayList<>(sheet.columns());
        order.sort(Comparator.comparingDouble(
                (ColumnProfile column) -> -best(candidates.getOrDefault(column, List.of()))));
        Map<String, String> taken = new HashMap<>();
        Map<ColumnProfile, ColumnMatch> matches = new HashMap<>();
        for (ColumnProfile column : order) {
            ColumnMatch match = chosen(column, candidates.getOrDefault(column, List.of()), taken);
            if (match.element() != null) {
                taken.putIfAbsent(slot(column, match.element()), column.header());
            }
            matches.put(column, match);
        }
        List<ColumnMatch> inOrder = new ArrayList<>();
        for (ColumnProfile column : sheet.columns()) {
            ColumnMatch match = matches.get(column);
            if (match != null) {
                inOrder.add(match);
            }
        }
        return inOrder;
    }

    /** What one column alone can be: "Service 2" stands beside "Service 1". */
    private String slot(ColumnProfile column, Element element) {
        return element.name() + "#" + vocabulary.number(column.header());
    }

    private static double best(List<Candidate> candidates) {
        return candidates.isEmpty() ? 0 : candidates.get(0).confidence();
    }

    private ColumnMatch chosen(ColumnProfile column, List<Candidate> candidates, Map<String, String> taken) {
        if (column.filled() == 0 && best(candidates) < SURE) {
            return nothing(column, candidates, "the column is empty");
        }
        if (column.countsRows() && countsByName(column)) {
            return nothing(column, candidates, "it only counts the rows");
        }
        List<Candidate> free = candidates.stream()
                .filter(candidate -> !taken.containsKey(slot(column, candidate.element())))
                .toList();
        boolean firstTaken = !candidates.isEmpty() && !candidates.get(0).equals(free.isEmpty() ? null : free.get(0));
        if (free.isEmpty() || free.get(0).confidence() < TAKEN) {
            return unknown(column, candidates, taken);
        }
        Candidate best = free.get(0);
        double second = free.size() > 1 ? free.get(1).confidence() : 0;
        boolean alone = best.confidence() - second >= MARGIN;
        boolean sure = best.confidence() >= SURE && alone && !firstTaken;
        String because = best.because();
        if (firstTaken) {
            because += "; " + name(candidates.get(0).element()) + " is the column \""
                    + taken.get(slot(column, candidates.get(0).element())) + "\" already";
        } else if (!alone && best.confidence() >= TAKEN) {
            because += "; it may also be " + name(free.get(1).element());
        }
        return new ColumnMatch(
                column.header(),
                best.element(),
                sure ? Certainty.SURE : Certainty.UNSURE,
                sure ? best.confidence() : Math.min(best.confidence(), SURE - 0.01),
                because,
                others(candidates, best.element()));
    }

    private static boolean countsByName(ColumnProfile column) {
        Set<String> words = new HashSet<>(HeadingWords.of(column.header()));
        return !column.named()
                || words.isEmpty()
                || Set.of("row", "number", "line", "seq", "sequence", "item", "record", "fila", "n")
                        .containsAll(words);
    }

    private static ColumnMatch nothing(ColumnProfile column, List<Candidate> candidates, String because) {
        return new ColumnMatch(column.header(), null, Certainty.NOTHING, 0.95, because, others(candidates, null));
    }

    private ColumnMatch unknown(ColumnProfile column, List<Candidate> candidates, Map<String, String> taken) {
        String because = candidates.stream()
                .limit(1)
                .filter(first -> first.confidence() >= TAKEN)
                .filter(first -> taken.containsKey(slot(column, first.element())))
                .map(first -> "it looks like " + name(first.element()) + ", which is the column \""
                        + taken.get(slot(column, first.element())) + "\" already")
                .findFirst()
                .orElse("no heading of the dictionary is like it, and its values do not tell");
        return new ColumnMatch(column.header(), null, Certainty.UNKNOWN, 0, because, others(candidates, null));
    }

    private static List<Element> others(List<Candidate> candidates, @Nullable Element chosen) {
        return candidates.stream()
                .map(Candidate::element)
                .filter(element -> !element.equals(chosen))
                .limit(OTHERS)
                .toList();
    }
}
