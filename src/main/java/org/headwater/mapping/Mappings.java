package org.headwater.mapping;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.headwater.dictionary.Dictionary;
import org.headwater.dictionary.ElementUse;
import org.headwater.message.Format;
import org.headwater.message.Node;
import org.headwater.message.TableRow;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Problem;
import org.headwater.problem.Severity;
import org.headwater.screening.Instruments;
import org.headwater.terminology.CodeSystems;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.ConceptMaps;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.Basic;
import org.jspecify.annotations.Nullable;

/**
 * All mappings, compiled; maps units. Immutable and safe for use by many threads; one instance is one state of the mapping
 * files.
 */
public final class Mappings {

    private final FhirContext fhir;
    private final Dictionary dictionary;
    private final Reading authorities;
    private final ConceptMaps conceptMaps;
    private final Instruments instruments;
    private final List<CompiledMapping> mappings;
    private final List<ElementUse> uses;
    private final MappingCompiler compiler;
    private final StructuralPlaces structural;
    private final ConcurrentHashMap<String, Choice> chosen = new ConcurrentHashMap<>();
    private volatile @Nullable Columns columns;

    private Mappings(
            FhirContext fhir,
            Dictionary dictionary,
            Reading authorities,
            ConceptMaps conceptMaps,
            Instruments instruments,
            List<CompiledMapping> mappings,
            MappingCompiler compiler,
            StructuralPlaces structural) {
        this.fhir = fhir;
        this.dictionary = dictionary;
        this.authorities = authorities;
        this.conceptMaps = conceptMaps;
        this.instruments = instruments;
        this.mappings = List.copyOf(mappings);
        this.uses = compiler.uses();
        this.compiler = compiler;
        this.structural = structural;
    }

    /** Compiles the files packed with Headwater. */
    public static Mappings packed(FhirContext fhir, Consumer<Problem> problems) {
        return compile(fhir, YamlFile.packed("mappings", problems), problems);
    }

    /**
     * Compiles mapping files.
     *
     * @param files mappings, data types, concept maps and the dictionary
     * @param problems told of everything wrong; a mapping with problems maps as far as it is understood
     */
    public static Mappings compile(FhirContext fhir, List<YamlFile> files, Consumer<Problem> problems) {
        Dictionary dictionary = Dictionary.load(files, problems);
        ConceptMaps conceptMaps = ConceptMaps.load(files, problems);
        CodeSystems codeSystems = CodeSystems.load(files, problems);
        Instruments instruments = Instruments.load(files, problems);
        instruments.elements().stream()
                .filter(element -> dictionary.element(element).isEmpty())
                .sorted()
                .map(element ->
                        new Problem("mappings/screening/instruments", 0, "the dictionary has no element " + element))
                .forEach(problems);
        MappingCompiler compiler = new MappingCompiler(fhir, dictionary, conceptMaps, codeSystems, problems);
        List<CompiledMapping> mappings = compiler.compile(files);
        Reading authorities = compiler.reading("authority");
        if (authorities == null) {
            throw new IllegalStateException("there is always a reading of authorities");
        }
        return new Mappings(
                fhir,
                dictionary,
                authorities,
                conceptMaps,
                instruments,
                mappings,
                compiler,
                StructuralPlaces.load(files, problems));
    }

    /** The dictionary the mappings were compiled with. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** Every rule that fills a dictionary element. */
    public List<ElementUse> uses() {
        return uses;
    }

    /** What all mappings of a format fill from where, conditions taken to hold; without overlays of single feeds. */
    public List<FieldUse> fieldUses(Format format) {
        return mappings.stream()
                .filter(mapping -> mapping.format() == format && mapping.feeds().isEmpty())
                .flatMap(mapping -> Inventory.of(mapping).stream())
                .toList();
    }

    /** The dictionary elements that rows of tables are recorded by, whatever columns they come from. */
    public List<TableElement> tableElements() {
        return TableElements.of(
                mappings.stream()
                        .filter(mapping -> mapping.format() == Format.TABLE
                                && mapping.feeds().isEmpty())
                        .toList(),
                dictionary);
    }

    /** The name of the mapping for units of a type on a feed without its own; empty when there is none. */
    public Optional<String> mappingOf(Format format, String type) {
        Unit unit = new Unit(format, type, 1, "", null, null, new byte[0], null, List.of());
        return Optional.ofNullable(choose(unit, SourceFeed.unnamed()))
                .filter(choice -> !choice.closest)
                .map(choice -> choice.mapping.name());
    }

    /** The concept map of a name; empty when there is none. */
    public Optional<ConceptMap> conceptMap(String name) {
        return conceptMaps.map(name);
    }

    /** The screening instruments. */
    public Instruments instruments() {
        return instruments;
    }

    /** All concept maps, in order of name. */
    public List<ConceptMap> conceptMaps() {
        return conceptMaps.all();
    }

    /** The named blocks of a format's mappings, in order of name, with the type of resource each makes; empty for none. */
    public Map<String, String> blocks(Format format) {
        Map<String, String> blocks = new TreeMap<>();
        mappings.stream()
                .filter(mapping -> mapping.format() == format)
                .forEach(mapping -> mapping.blocks().forEach(block -> block.names(blocks)));
        return blocks;
    }

    /** Names and versions of all mappings ({@code hl7v2/adt@1}), in order. */
    public List<String> names() {
        return mappings.stream().map(CompiledMapping::versioned).toList();
    }

    /**
     * Compiles a feed's overlay upon these mappings.
     *
     * @param feed the feed's id, which the document names
     * @param format the feed's format
     * @param version counted from 1 by those who keep overlays; {@link Overlay#UNSAVED} when nobody does
     * @param document the overlay, as docs/reference/mapping-language.md has it
     * @param problems told of everything wrong; an overlay with problems is understood as far as it goes and not to be
     *     used for what is stored
     */
    public Overlay overlay(String feed, Format format, int version, YamlFile document, Consumer<Problem> problems) {
        OverlayDocument read = OverlayDocument.read(document.root(), feed, problems);
        MappingCompiler own = compiler.overlaid(read, format, problems);
        List<String> names = mappings.stream()
                .filter(mapping -> mapping.format() == format)
                .map(CompiledMapping::name)
                .toList();
        own.checkOverlay(names, format == Format.TABLE);
        return new Overlay(version, format, read, own);
    }

    /**
     * Maps one unit. Never throws on account of the unit's content: what is wrong with it is in the findings, and a fatal
     * one means that nothing of it is to be recorded.
     */
    public MappingResult map(Unit unit, SourceFeed feed, Detail detail) {
        Node root = unit.root();
        if (root == null) {
            return new MappingResult("", List.of(), unit.findings(), List.of(), List.of());
        }
        Choice choice = choose(unit, feed);
        if (choice == null) {
            return refused(unit, noMapping(unit, feed));
        }
        Overlay overlay = feed.overlay();
        CompiledMapping mapping = overlay == null ? choice.mapping : overlay.over(choice.mapping);
        try {
            return run(
                    mapping,
                    choice.closest ? unit.withFindings(List.of(unknownEvent(unit, mapping))) : unit,
                    root,
                    feed,
                    detail);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever a sender manages to send, its neighbours go on; the class tells us, the text may quote the
            // sender.
            return refused(
                    unit,
                    Finding.of(
                            FindingCode.INTERNAL,
                            Severity.FATAL,
                            "",
                            "This could not be mapped by " + mapping.versioned() + " on account of a fault of ours ("
                                    + e.getClass().getSimpleName() + at(e) + "). It is kept and can be replayed."));
        }
    }

    private static String at(Throwable e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith("org.headwater")) {
                return " at " + frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "";
    }

    private MappingResult run(CompiledMapping mapping, Unit unit, Node sent, SourceFeed feed, Detail detail) {
        Node root = sent;
        ElementRow seen = null;
        boolean dayFirst = false;
        Run run = new Run(fhir, authorities, unit, feed, detail, mapping.versioned());
        if (sent instanceof TableRow row) {
            if (mapping.habits().leavesOut(row.sheet())) {
                return nothing(unit, mapping, row, "This sheet is left out, as the feed's overlay says.");
            }
            Columns table = columns(mapping, row);
            if (table.objection() != null) {
                return refused(
                        unit, new Finding(FindingCode.NO_MAPPING, Severity.FATAL, row.location(), table.objection()));
            }
            if (mapping.sheet().isRemark(row)) {
                return nothing(
                        unit,
                        mapping,
                        row,
                        "This row was taken for a total, a legend or a remark. If it is none, fill its other cells.");
            }
            CellDates usual = new CellDates(dictionary, mapping.dayFirst(), mapping.habits());
            CellDates dates = usual.forRow(row, table.elements());
            dayFirst = dates != usual;
            seen = ElementRow.of(row, table.elements(), table.numbers(), mapping, dates, dictionary);
            root = seen;
            if (table.screenings()) {
                List<ElementRow> rows = new ArrayList<>();
                for (TableRow one : row.together()) {
                    rows.add(
                            one == row
                                    ? seen
                                    : ElementRow.of(
                                            one, table.elements(), table.numbers(), mapping, dates, dictionary));
                }
                new Screenings(instruments, run)
                        .addTo(seen, rows, table.elements().values());
            }
        }
        if (dayFirst) {
            run.finding(
                    FindingCode.INVALID_VALUE,
                    Severity.WARNING,
                    root.location().path(),
                    "A date here has the day first, so all dates of this row were read so. Rows that do not show it are"
                            + " read month first; say dates: day-first in the feed's mapping, or write YYYY-MM-DD.");
        }
        if (seen != null) {
            seen.sharedAmounts()
                    .forEach(
                            amount -> run.finding(
                                    FindingCode.INVALID_VALUE,
                                    Severity.WARNING,
                                    amount.location().path(),
                                    "This amount stands once beside several; it was recorded with the first of them. Give each its"
                                            + " own column or row, or write the amounts in the same order divided by semicolons."));
        }
        Frame top = new Frame(null, root, new Basic(), 0, 0);
        if (mapping.time() != null) {
            run.eventTime(run.instant(mapping.time(), root));
        }
        boolean copies = mapping.copies();
        if (copies) {
            new FhirTakeover(fhir, unit, run).take(mapping.versioned());
            top = new Frame(null, new SentScreenings(instruments, run).found(), new Basic(), 0, 0);
        }
        for (Block block : mapping.blocks()) {
            block.run(top, run);
            if (run.refused()) {
                break;
            }
        }
        return run.result(mapping.versioned(), copies ? null : sent, structural);
    }

    private Columns columns(CompiledMapping mapping, TableRow row) {
        // Which columns a table has is the same for all its rows; few tables are read at a time.
        Columns known = columns;
        if (known == null || known.mapping() != mapping || known.headers() != row.headers()) {
            Map<String, String> named = new LinkedHashMap<>(mapping.columns());
            named.putAll(mapping.habits().columnsOf(row.sheet()));
            Map<String, String> elements = ElementRow.columns(row.headers(), named, dictionary);
            String objection = mapping.sheet()
                    .objection(row.headers(), elements, named.keySet())
                    .orElse(null);
            boolean screenings = Screenings.in(elements.values(), instruments);
            if (Screenings.inRows(elements.values())) {
                // There a kind of need says what a question is about, and nothing of the person.
                elements.values().removeIf(element -> element.startsWith("need.") && !element.equals("need.date"));
            }
            known = new Columns(
                    mapping, row.headers(), elements, ElementRow.numbers(elements, dictionary), objection, screenings);
            columns = known;
        }
        return known;
    }

    /** What the columns of the table last seen stand for, why its rows are not recorded, and whether they hold screenings. */
    private record Columns(
            CompiledMapping mapping,
            List<String> headers,
            Map<String, String> elements,
            Map<String, Integer> numbers,
            @Nullable String objection,
            boolean screenings) {}

    /**
     * The mapping of a kind of unit.
     *
     * @param closest whether it was made for another event of the same message
     */
    private record Choice(CompiledMapping mapping, boolean closest) {}

    private @Nullable Choice choose(Unit unit, SourceFeed feed) {
        String key = unit.format() + "|" + unit.type() + "|" + feed.id() + "|" + feed.mapping();
        Choice known = chosen.get(key);
        if (known != null) {
            return known;
        }
        CompiledMapping best = null;
        int fit = 0;
        for (CompiledMapping mapping : mappings) {
            int one = mapping.name().equals(feed.mapping()) ? Integer.MAX_VALUE : mapping.fit(unit, feed);
            if (one > fit) {
                best = mapping;
                fit = one;
            }
        }
        Choice choice = best == null ? closest(unit, feed) : new Choice(best, false);
        // Types are the sender's words: only so many are remembered.
        if (choice != null && chosen.size() < 10_000) {
            chosen.put(key, choice);
        }
        return choice;
    }

    /**
     * For a v2 event nobody made a mapping for: the one for the first event of the same message, whose segments mean the
     * same. Not where a mapping says that it is not for this event, which is then left out on purpose.
     */
    private @Nullable Choice closest(Unit unit, SourceFeed feed) {
        String message = unit.type().split("\\^", -1)[0];
        if (unit.format() != Format.HL7V2
                || message.isEmpty()
                || mappings.stream().anyMatch(mapping -> mapping.except().contains(unit.type()))) {
            return null;
        }
        CompiledMapping best = null;
        String first = "";
        for (CompiledMapping mapping : mappings) {
            for (String type : mapping.types()) {
                if (mapping.isFor(unit.format(), feed)
                        && type.startsWith(message + "^")
                        && (best == null || type.compareTo(first) < 0)) {
                    best = mapping;
                    first = type;
                }
            }
        }
        return best == null ? null : new Choice(best, true);
    }

    private static Finding unknownEvent(Unit unit, CompiledMapping mapping) {
        return Finding.of(
                FindingCode.NO_MAPPING,
                Severity.WARNING,
                "MSH-9",
                "No mapping knows the event of " + unit.type() + "; the message was read by " + mapping.name()
                        + " as far as that understands it. Check what it states, or add a mapping for the event.");
    }

    private static Finding noMapping(Unit unit, SourceFeed feed) {
        return Finding.of(
                FindingCode.NO_MAPPING,
                Severity.FATAL,
                "",
                "No mapping knows " + unit.format().code() + " " + unit.type()
                        + (feed.mapping() == null
                                ? ""
                                : ", and the feed's mapping " + feed.mapping() + " does not exist")
                        + ". Add a mapping for it below mappings/"
                        + unit.format().code() + "/, or stop sending it.");
    }

    private static MappingResult nothing(Unit unit, CompiledMapping mapping, TableRow row, String why) {
        List<Finding> findings = new ArrayList<>(unit.findings());
        findings.add(new Finding(FindingCode.NOTHING_TO_RECORD, Severity.INFORMATION, row.location(), why));
        return new MappingResult(mapping.versioned(), List.of(), findings, List.of(), List.of());
    }

    private static MappingResult refused(Unit unit, Finding finding) {
        List<Finding> findings = new ArrayList<>(unit.findings());
        findings.add(finding);
        return new MappingResult("", List.of(), findings, List.of(), List.of());
    }
}
