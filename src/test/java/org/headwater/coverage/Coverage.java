package org.headwater.coverage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.coverage.OfficialRow.Kind;
import org.headwater.coverage.Target.Hop;
import org.headwater.mapping.FieldUse;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.jspecify.annotations.Nullable;

/**
 * Looks every row of the official tables up in what the compiled mappings do.
 *
 * <p>A segment's row is found where some rule fills the row's attribute from the row's field, however many data types and
 * includes lie between; a data type's row where that is so for one of the fields that lead to the table; a code where a
 * concept map used for its table's source gives the row's code, or the rule states the row's system for codes as they come;
 * a message's row where the mapping of that message fills the row's resource from the row's segment.
 */
final class Coverage {

    private static final Pattern FIELD = Pattern.compile("([A-Z][A-Z0-9]{2})(?:[-.](\\d+(?:\\.\\d+)*))?");
    private static final Pattern COMPONENT = Pattern.compile("[A-Z][A-Z0-9]{1,2}[-.](\\d+)");
    private static final Pattern LITERAL =
            Pattern.compile("\"([^\"+]*)\"?|(active|enterer|http(?!\\S+/valueset-)\\S+)");
    private static final Pattern EXTENSION = Pattern.compile("((?:[^(]*\\()*[^(]*?)extension(\\[\\d+])?(?=\\.|$|\\))");
    private static final Pattern REFERENCE =
            Pattern.compile("([A-Z][A-Za-z]+)(?:\\[\\w+])?\\.([\\w.\\[\\]]+?)(?:\\.reference|\\.id)?=");
    private static final int DEEPEST = 3;

    private final Mappings mappings;
    private final List<OfficialRow> rows;
    private final Declarations declarations;
    private final List<FieldUse> uses;
    private final Map<String, List<FieldUse>> bySegment = new HashMap<>();
    private final Map<String, Set<Entry>> entries = new HashMap<>();
    private final Map<String, Set<String>> mapsOf = new HashMap<>();
    private final Map<String, Set<String>> systemsOf = new HashMap<>();
    private final Map<String, String> urls = new HashMap<>();

    /** A place that leads to a data type's table: fields below it land below the hop. */
    private record Entry(String source, Hop hop) {}

    Coverage(Mappings mappings, List<OfficialRow> rows, Declarations declarations) {
        this.mappings = mappings;
        this.rows = rows;
        this.declarations = declarations;
        this.uses = mappings.fieldUses(Format.HL7V2);
        uses.forEach(use -> bySegment
                .computeIfAbsent(segment(use.from()), key -> new ArrayList<>())
                .add(use));
    }

    /** The verdict on every row, in the tables' order. */
    Map<OfficialRow, Verdict> verdicts() {
        rows.forEach(this::rememberUrl);
        Map<OfficialRow, Verdict> verdicts = new LinkedHashMap<>();
        rows.forEach(row -> verdicts.put(row, Verdict.NO_TARGET));
        of(Kind.SEGMENTS).forEach(row -> verdicts.put(row, segment(row)));
        declarations.leads().forEach(this::lead);
        for (int depth = 0; depth < DEEPEST; depth++) {
            of(Kind.DATATYPES).forEach(this::nested);
        }
        of(Kind.DATATYPES).forEach(row -> verdicts.put(row, datatype(row)));
        of(Kind.CODES).forEach(row -> verdicts.put(row, code(row)));
        of(Kind.MESSAGES).forEach(row -> verdicts.put(row, message(row)));
        verdicts.replaceAll((row, verdict) -> verdict.state() == Verdict.State.OPEN ? declared(row) : verdict);
        return verdicts;
    }

    private List<OfficialRow> of(Kind kind) {
        return rows.stream().filter(row -> row.kind() == kind).toList();
    }

    private Verdict declared(OfficialRow row) {
        return declarations.on(row).map(one -> one.verdict(this::known)).orElse(Verdict.OPEN);
    }

    /** Whether the mappings do what a declaration says they do: {@code PID-3 -> Patient.identifier}. */
    private boolean known(String told) {
        String[] parts = told.split("\\s*->\\s*");
        if (parts.length != 2) {
            return isClass(told);
        }
        int point = parts[1].indexOf('.');
        Hop hop = new Hop(
                point < 0 ? parts[1] : parts[1].substring(0, point), point < 0 ? "" : parts[1].substring(point + 1));
        return !found(parts[0], hop, null).isEmpty();
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    // ---- segments

    private Verdict segment(OfficialRow row) {
        if (row.target().isEmpty()) {
            return Verdict.NO_TARGET;
        }
        String source = source(row);
        Target target = Target.of(new Hop(row.targetType(), ""), attribute(row));
        Hop last = target.last();
        lead(row.datatypeMap(), source, last);
        Set<FieldUse> found = found(
                source, last.path().isEmpty() && target.hops().size() > 1 ? referring(target) : last, literal(row));
        lead(row, found);
        if (!found.isEmpty()
                && target.hops().size() > 1
                && !linked(source, target.hops().get(0))) {
            return Verdict.OPEN;
        }
        return found.isEmpty() ? Verdict.OPEN : Verdict.found(found.iterator().next());
    }

    private static Hop referring(Target target) {
        return target.hops().get(target.hops().size() - 2);
    }

    /** Whether something of a segment's resources is referred to where the table says. */
    private boolean linked(String source, Hop first) {
        return first.path().isEmpty()
                || bySegment.getOrDefault(segment(source), List.of()).stream()
                        .anyMatch(use -> use.resource().equals(first.resource()) && reaches(use.to(), first.path()));
    }

    private void lead(String datatypeMap, String source, Hop hop) {
        if (!datatypeMap.isEmpty()) {
            entries.computeIfAbsent(key(datatypeMap), key -> new LinkedHashSet<>())
                    .add(new Entry(source, hop));
        }
    }

    private void lead(Declarations.Lead told) {
        Target target = Target.of(new Hop("", ""), told.to());
        lead(told.table(), told.field(), target.last());
    }

    private void lead(OfficialRow row, Set<FieldUse> found) {
        String vocabulary = key(row.vocabulary());
        if (!vocabulary.isEmpty()) {
            found.forEach(use -> {
                if (use.conceptMap() != null) {
                    mapsOf.computeIfAbsent(vocabulary, key -> new TreeSet<>()).add(use.conceptMap());
                }
                if (use.system() != null) {
                    systemsOf
                            .computeIfAbsent(vocabulary, key -> new TreeSet<>())
                            .add(use.system());
                }
            });
        }
    }

    private static String key(String name) {
        return name.replaceAll("[/ ]", "").toLowerCase(Locale.ROOT);
    }

    private static String source(OfficialRow row) {
        Matcher field = FIELD.matcher(row.source());
        if (field.lookingAt()) {
            return field.group(2) == null ? field.group(1) : field.group(1) + "-" + field.group(2);
        }
        return row.sourceType();
    }

    private static String segment(String place) {
        return place.length() < 3 ? "" : place.substring(0, 3);
    }

    // ---- data types

    private void nested(OfficialRow row) {
        if (!row.target().isEmpty() && !row.datatypeMap().isEmpty()) {
            for (Entry entry : List.copyOf(entries.getOrDefault(key(row.table()), Set.of()))) {
                lead(
                        row.datatypeMap(),
                        place(row, entry.source()),
                        target(row, entry).last());
            }
        }
    }

    private Verdict datatype(OfficialRow row) {
        if (row.target().isEmpty()) {
            return Verdict.NO_TARGET;
        }
        Verdict verdict = Verdict.OPEN;
        for (Entry entry : entries.getOrDefault(key(row.table()), Set.of())) {
            Target target = target(row, entry);
            Hop hop = target.last().path().isEmpty() && target.hops().size() > 1 ? referring(target) : target.last();
            Set<FieldUse> found = found(place(row, entry.source()), hop, literal(row));
            lead(row, found);
            if (!found.isEmpty() && verdict.state() == Verdict.State.OPEN) {
                verdict = Verdict.found(found.iterator().next());
            }
        }
        return verdict;
    }

    private Target target(OfficialRow row, Entry entry) {
        String attribute = attribute(row).replaceAll("^\\[[^]]*]\\.?", "");
        Hop start = entry.hop();
        if (start.path().equals("location") && row.targetType().equals("Location")) {
            start = new Hop("Location", "");
        }
        if (start.path().isEmpty() && Target.isResource(row.targetType())) {
            start = new Hop(row.targetType(), "");
        }
        return Target.of(start, attribute);
    }

    private static String place(OfficialRow row, String around) {
        Matcher component = COMPONENT.matcher(row.source());
        if (!component.matches()) {
            return around;
        }
        return around.contains("-") ? around + "." + component.group(1) : around + "-" + component.group(1);
    }

    // ---- finding

    private Set<FieldUse> found(String source, Hop hop, @Nullable String value) {
        Set<FieldUse> found = new LinkedHashSet<>();
        search(bySegment.getOrDefault(segment(source), List.of()), source, hop, value, found);
        if (value != null && found.isEmpty()) {
            search(bySegment.getOrDefault("", List.of()), source, hop, value, found);
        }
        return found;
    }

    private void search(
            Collection<FieldUse> among, String source, Hop hop, @Nullable String value, Set<FieldUse> found) {
        for (FieldUse use : among) {
            boolean constant = use.value() != null;
            if (use.resource().equals(hop.resource())
                    && from(use.from(), source, constant)
                    && reaches(use.to(), hop.path())
                    && (value == null
                            ? true
                            : url(use, value) || (constant && declarations.same(value, String.valueOf(use.value()))))) {
                found.add(use);
            }
        }
    }

    /** A row that states an extension's URL is done where anything is put into that extension. */
    private boolean url(FieldUse use, String value) {
        return use.to().contains("(" + declarations.spelled(value) + ")");
    }

    private static boolean from(String used, String source, boolean constant) {
        return used.equals(source)
                || used.startsWith(source + ".")
                || source.startsWith(used + ".")
                || (source.length() == 3 && used.startsWith(source))
                || (source.endsWith(".1") && used.equals(source.substring(0, source.length() - 2)))
                || (constant && used.length() <= 3 && (used.isEmpty() || source.startsWith(used)));
    }

    private static boolean reaches(String used, String wanted) {
        if (wanted.isEmpty() || used.equals(wanted)) {
            return true;
        }
        if (wanted.endsWith(".url") && used.startsWith(wanted.substring(0, wanted.length() - 4))) {
            return true;
        }
        return used.startsWith(wanted)
                && (used.charAt(wanted.length()) == '.' || Character.isUpperCase(used.charAt(wanted.length())));
    }

    private @Nullable String literal(OfficialRow row) {
        Matcher literal = LITERAL.matcher(row.assigned());
        if (literal.matches()) {
            return (literal.group(1) == null ? literal.group(2) : literal.group(1)).strip();
        }
        Matcher inline = Pattern.compile("=\"([^\"]+)\"$").matcher(row.target());
        return inline.find() ? inline.group(1) : null;
    }

    // ---- attributes

    private String attribute(OfficialRow row) {
        String attribute = declarations.corrected(row, row.target()).replaceAll("=\".*\"$", "");
        StringBuilder resolved = new StringBuilder();
        Matcher extension = Pattern.compile("extension(\\[\\d+])?(?=[.)]|$)").matcher(attribute);
        while (extension.find()) {
            String url = urls.get(urlKey(row, attribute.substring(0, extension.end()), true));
            url = url == null ? urls.get(urlKey(row, attribute.substring(0, extension.end()), false)) : url;
            extension.appendReplacement(
                    resolved,
                    Matcher.quoteReplacement("extension{"
                            + (url == null ? "?" : declarations.spelled(url)).replace('.', '\u0001') + "}"));
        }
        return extension.appendTail(resolved).toString();
    }

    private void rememberUrl(OfficialRow row) {
        String attribute = declarations.corrected(row, row.target());
        Matcher url =
                Pattern.compile("^(.*extension(\\[\\d+])?)\\.(url|uri)\\)?$").matcher(attribute);
        String value = literal(row);
        if (url.matches() && value != null) {
            urls.put(urlKey(row, url.group(1), true), value);
            urls.putIfAbsent(urlKey(row, url.group(1), false), value);
        }
    }

    private static String urlKey(OfficialRow row, String path, boolean ofSource) {
        return row.table() + "|" + (ofSource ? row.source() : "") + "|" + path;
    }

    // ---- codes

    private Verdict code(OfficialRow row) {
        if (row.source().isEmpty() || row.target().isEmpty()) {
            return Verdict.NO_TARGET;
        }
        String vocabulary = key(row.table());
        Set<String> candidates = new LinkedHashSet<>(mapsOf.getOrDefault(vocabulary, Set.of()));
        String table = row.references().replaceAll("^HL7?0*(?=\\d{4}$)", "");
        uses.stream()
                .map(FieldUse::conceptMap)
                .filter(name -> name != null && ofTable(name, table))
                .forEach(candidates::add);
        for (String name : candidates) {
            if (gives(mappings.conceptMap(name).orElseThrow(), row)) {
                return new Verdict(Verdict.State.FOUND, name);
            }
        }
        boolean asSent = row.source().equals(row.target())
                && systemsOf.getOrDefault(vocabulary, Set.of()).contains(row.assigned());
        return asSent ? new Verdict(Verdict.State.FOUND, "kept, in " + row.assigned()) : Verdict.OPEN;
    }

    private boolean ofTable(String name, String table) {
        return table.matches("\\d{4}")
                && mappings.conceptMap(name)
                        .map(ConceptMap::source)
                        .filter(source -> source.endsWith("/v2-" + table))
                        .isPresent();
    }

    private boolean gives(ConceptMap map, OfficialRow row) {
        Optional<Translation> translation = map.translate(row.source());
        if (translation.isEmpty() || !row.target().equals(translation.get().code())) {
            return false;
        }
        String system = translation.get().system() == null
                ? map.target()
                : translation.get().system();
        // Codes of FHIR's own value sets stand in elements that have no system.
        return row.assigned().startsWith("http://hl7.org/fhir/")
                || row.assigned().endsWith("/special-values")
                || (system != null && declarations.same(row.assigned(), system));
    }

    // ---- messages

    private Verdict message(OfficialRow row) {
        if (row.target().isEmpty() || row.datatypeMap().isEmpty()) {
            return Verdict.NO_TARGET;
        }
        String type = row.table().replace('_', '^');
        Optional<String> mapping = mappings.mappingOf(Format.HL7V2, type);
        if (mapping.isEmpty()) {
            return Verdict.OPEN;
        }
        String segment = row.source().substring(row.source().length() - 3);
        String resource = Target.of(new Hop("", ""), row.target()).last().resource();
        String wanted = resource.isEmpty() ? row.target().replaceAll("[\\[.].*", "") : resource;
        List<FieldUse> own = uses.stream()
                .filter(use ->
                        use.mapping().equals(mapping.get()) && use.resource().equals(wanted))
                .toList();
        boolean made = own.stream().anyMatch(use -> use.from().startsWith(segment));
        return made && refers(row, mapping.get())
                ? new Verdict(Verdict.State.FOUND, mapping.get() + ": " + segment + " -> " + wanted)
                : Verdict.OPEN;
    }

    private boolean refers(OfficialRow row, String mapping) {
        Matcher reference =
                REFERENCE.matcher(declarations.corrected(row, row.references().replace(" ", "|")));
        while (reference.find()) {
            String resource = reference.group(1);
            String path = reference.group(2).replaceAll("\\[[^]]*]", "");
            if (uses.stream()
                    .noneMatch(use -> use.mapping().equals(mapping)
                            && use.resource().equals(resource)
                            && reaches(use.to(), path))) {
                return false;
            }
        }
        return true;
    }
}
