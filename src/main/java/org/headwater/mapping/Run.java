package org.headwater.mapping;

import ca.uhn.fhir.context.FhirContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.message.Node;
import org.headwater.message.Sectioned;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Everything that belongs to mapping one unit once. Not thread-safe; thrown away afterwards. */
final class Run {

    private final FhirContext fhir;
    private final Unit unit;
    private final SourceFeed feed;
    private final Detail detail;
    private final String mapping;
    private final List<Finding> findings;
    private final Map<String, MappedResource> resources = new LinkedHashMap<>();
    private final List<TraceStep> trace = new ArrayList<>();
    private final List<UnmappedCode> unmapped = new ArrayList<>(2);
    private final Map<String, String> lastMade = new HashMap<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private List<Node> group = List.of();
    private int index = 1;
    private final Reading authorities;
    private @Nullable Instant eventTime;
    private @Nullable String system;
    private @Nullable String dictionaryElement;

    Run(FhirContext fhir, Reading authorities, Unit unit, SourceFeed feed, Detail detail, String mapping) {
        this.authorities = authorities;
        this.fhir = fhir;
        this.unit = unit;
        this.feed = feed;
        this.detail = detail;
        this.mapping = mapping;
        this.findings = new ArrayList<>(unit.findings());
    }

    SourceFeed feed() {
        return feed;
    }

    Unit unit() {
        return unit;
    }

    boolean traces() {
        return detail == Detail.TRACE;
    }

    boolean wantsResidue() {
        return detail != Detail.PLAIN;
    }

    // ---- what rules may ask for

    @Nullable String variable(String name) {
        return switch (name) {
            case "type" -> unit.type();
            case "trigger" -> unit.type().substring(unit.type().indexOf('^') + 1);
            case "system" -> system;
            case "original" -> original();
            case "index" -> Integer.toString(index);
            case "zone" -> feed.zone().getId();
            case "feed.id" -> feed.id();
            case "feed.organization" -> feed.organization();
            case "feed.sector" -> feed.sector();
            case "feed.authority" -> feed.authority();
            default -> throw new IllegalArgumentException("unknown variable " + name);
        };
    }

    /** A name for the unit's bytes that anyone can check: RFC 6920. */
    private String original() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(unit.bytes());
            return "ni:///sha-256;" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The nodes that share the key of the block's {@code by}. */
    List<Node> group() {
        return group;
    }

    /** Sets the group; answers the one before. */
    List<Node> swapGroup(List<Node> newGroup) {
        List<Node> before = group;
        group = newGroup;
        return before;
    }

    /** Sets what {@code $index} says: the block's run, counted from 1; answers what it said before. */
    int swapIndex(int newIndex) {
        int before = index;
        index = newIndex;
        return before;
    }

    /** How often this was asked for the same key before. */
    int occurrences(String key) {
        return occurrences.merge(key, 1, Integer::sum) - 1;
    }

    /** Sets what {@code $system} says inside a data type; answers what it said before. */
    @Nullable String swapSystem(@Nullable String newSystem) {
        String before = system;
        system = newSystem;
        return before;
    }

    /** Sets the dictionary element that values inside a data type belong to; answers the one before. */
    @Nullable String swapElement(@Nullable String newElement) {
        String before = dictionaryElement;
        dictionaryElement = newElement;
        return before;
    }

    /** The instant a source tells, in the feed's zone where it states none; null when it tells none. */
    @Nullable Instant instant(Source source, Node context) {
        Value value = source.value(context, this);
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        value.markRead(this);
        try {
            String instant = Timestamps.instant(text, feed.zone());
            return instant == null ? null : OffsetDateTime.parse(instant).toInstant();
        } catch (Timestamps.InvalidTimestampException | DateTimeParseException e) {
            // The rule that records the value reports it.
            return null;
        }
    }

    void eventTime(@Nullable Instant time) {
        this.eventTime = time;
    }

    /** When what the unit states was true; null when it does not tell. */
    @Nullable Instant eventTime() {
        return eventTime;
    }

    /** The URI an expression for an authority gives; the feed's own when it gives none. */
    String authority(Source source, Frame frame) {
        Value value = source.value(frame.context, this);
        String text = value == null ? null : value.text();
        try {
            String uri = value == null || text == null ? null : authorities.read(value, text, this);
            return uri == null ? feed.authority() : uri;
        } catch (Reading.InvalidValueException e) {
            return feed.authority();
        }
    }

    List<? extends Node> sections(Node root, String name) {
        return root instanceof Sectioned document ? document.sections(name) : List.of();
    }

    String json(Base target) {
        return target instanceof IBaseResource resource ? fhir.newJsonParser().encodeResourceToString(resource) : "";
    }

    // ---- what rules tell

    void finding(FindingCode code, Severity severity, String place, String message) {
        findings.add(Finding.of(code, severity, place, message));
    }

    /** Notes a code that has no translation; the same one is noted once a unit. */
    void unmapped(String table, String code, @Nullable String display, String location) {
        if (unmapped.stream()
                .noneMatch(one -> one.table().equals(table) && one.code().equals(code))) {
            unmapped.add(new UnmappedCode(table, code, display, location));
        }
    }

    /**
     * How much was told so far.
     *
     * @param findings findings
     * @param unmapped codes without a translation
     */
    record Told(int findings, int unmapped) {}

    Told told() {
        return new Told(findings.size(), unmapped.size());
    }

    /** Takes back what was told since, of something that is not stated after all. */
    void untell(Told since) {
        findings.subList(since.findings(), findings.size()).clear();
        unmapped.subList(since.unmapped(), unmapped.size()).clear();
    }

    /** Whether something of the unit was lost. */
    boolean erred() {
        return findings.stream().anyMatch(finding -> finding.severity().compareTo(Severity.ERROR) >= 0);
    }

    boolean refused() {
        return findings.stream().anyMatch(Finding::fatal);
    }

    /** Tells the trace of a value; whose resource it is gets known when its key is. */
    void traced(String path, String from, String rule, @Nullable String name, @Nullable String how) {
        trace.add(new TraceStep("", path, from, mapping, rule, name == null ? dictionaryElement : name, how));
    }

    /** The dictionary element a rule fills, its own or that of the rule whose data type it belongs to. */
    @Nullable String elementOf(Rule rule) {
        return rule.element() == null ? dictionaryElement : rule.element();
    }

    int traceSize() {
        return trace.size();
    }

    /** Forgets trace steps of something that was not made after all. */
    void untrace(int size) {
        trace.subList(size, trace.size()).clear();
    }

    /** Names the resource of the trace steps since, whose id was not known while its rules ran. */
    void nameTraced(int since, String reference) {
        for (int i = since; i < trace.size(); i++) {
            TraceStep step = trace.get(i);
            if (step.resource().isEmpty()) {
                trace.set(
                        i,
                        new TraceStep(
                                reference,
                                step.element(),
                                step.from(),
                                step.mapping(),
                                step.rule(),
                                step.dictionaryElement(),
                                step.translation()));
            }
        }
    }

    void made(@Nullable String block, MappedResource made) {
        MappedResource earlier = resources.get(made.reference());
        resources.put(made.reference(), earlier == null ? made : folded(earlier, made));
        if (block != null) {
            lastMade.put(block, made.reference());
        }
    }

    /** Notes another name of a resource, by which later parts of the unit know it; the newest bearer counts. */
    void alias(String name, String reference) {
        aliases.put(name, reference);
    }

    /** The reference to the resource a name stands for; null when none was made. */
    @Nullable String aliased(String name) {
        String reference = aliases.get(name);
        return reference != null && resources.containsKey(reference) ? reference : null;
    }

    /** A resource made before; null when none was. */
    @Nullable Resource resource(String reference) {
        MappedResource made = resources.get(reference);
        return made == null ? null : made.resource();
    }

    /** All resources made so far. */
    List<MappedResource> all() {
        return List.copyOf(resources.values());
    }

    void unmade(String reference) {
        resources.remove(reference);
    }

    @Nullable String lastMade(String block) {
        return lastMade.get(block);
    }

    /** Two statements about one resource in one unit: the later adds what the earlier lacks. */
    private static MappedResource folded(MappedResource earlier, MappedResource later) {
        Resource kept = earlier.resource();
        later.resource().children().forEach(property -> {
            String name = property.getName();
            if (property.hasValues() && !name.equals("id") && !name.equals("meta")) {
                String plain = name.endsWith("[x]") ? name.substring(0, name.length() - 3) : name;
                Base[] present = kept.getProperty(plain.hashCode(), plain, false);
                for (Base value : property.getValues()) {
                    boolean known = Arrays.stream(present).anyMatch(one -> one.equalsDeep(value));
                    if (!known && (present.length == 0 || property.isList())) {
                        kept.setProperty(name, value);
                    }
                }
            }
        });
        Instant time = earlier.eventTime() == null ? later.eventTime() : earlier.eventTime();
        Map<String, String> follow = new HashMap<>(later.follow());
        follow.putAll(earlier.follow());
        return new MappedResource(
                kept,
                earlier.landing(),
                time,
                both(earlier.deletions(), later.deletions()),
                both(earlier.fills(), later.fills()),
                both(earlier.undone(), later.undone()),
                follow);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    // ---- the outcome

    /**
     * What came of it.
     *
     * @param root the tree whose unread values are the residue; null when all of it was taken
     */
    MappingResult result(String mappingName, @Nullable Node root, StructuralPlaces structural) {
        boolean refused = refused();
        return new MappingResult(
                mappingName,
                refused ? List.of() : List.copyOf(resources.values()),
                findings,
                refused ? List.of() : trace,
                wantsResidue() && root != null && !refused ? Leftovers.of(root, unit.format(), structural) : List.of(),
                unmapped);
    }
}
