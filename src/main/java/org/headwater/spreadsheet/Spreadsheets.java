package org.headwater.spreadsheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.headwater.ingest.FeedOverlays;
import org.headwater.intake.Door;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.EntryState;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxEntries;
import org.headwater.intake.InboxEntry;
import org.headwater.intake.KeptFiles;
import org.headwater.intake.OverlayVersion;
import org.headwater.intake.Overlays;
import org.headwater.intake.ReceiptStatus;
import org.headwater.intake.Receipts;
import org.headwater.intake.Reception;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.AnnotatedTable;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Problem;
import org.headwater.problem.Severity;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** Spreadsheets that people hand in: kept at once, looked through, corrected, and only then stored. */
@Service
public class Spreadsheets {

    private static final Logger log = LoggerFactory.getLogger(Spreadsheets.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);
    private static final int FILES_COMPARED = 20;
    private static final int WAITING_TOLD = 20;
    private static final int PREVIEWED = 3;
    private static final int FIXES_TOLD = 50;

    private final SpreadsheetTable table;
    private final KeptFiles files;
    private final Surveys surveys;
    private final Feeds feeds;
    private final Overlays overlays;
    private final FeedOverlays feedOverlays;
    private final Receipts receipts;
    private final InboxEntries entries;
    private final RowComparison comparison;
    private final MessageReaders readers;
    private final Mappings mappings;
    private final Clock clock;
    private final Vocabulary vocabulary;

    Spreadsheets(
            SpreadsheetTable table,
            KeptFiles files,
            Surveys surveys,
            Feeds feeds,
            Overlays overlays,
            FeedOverlays feedOverlays,
            Receipts receipts,
            InboxEntries entries,
            RowComparison comparison,
            MessageReaders readers,
            Mappings mappings,
            Clock clock) {
        this.table = table;
        this.files = files;
        this.surveys = surveys;
        this.feeds = feeds;
        this.overlays = overlays;
        this.feedOverlays = feedOverlays;
        this.receipts = receipts;
        this.entries = entries;
        this.comparison = comparison;
        this.readers = readers;
        this.mappings = mappings;
        this.clock = clock;
        this.vocabulary = new Vocabulary(mappings);
    }

    /**
     * Keeps a file, durably, and begins to look through it.
     *
     * @param content read to its end, not closed
     * @param by who hands it in
     * @throws IOException when the stream fails; nothing is kept then
     */
    public Spreadsheet keep(Feed feed, String name, InputStream content, String by) throws IOException {
        UUID id = UUID.randomUUID();
        long size = files.keep(id, content);
        table.add(id, feed.id(), name, size, by);
        log.info("kept spreadsheet id={} feed={} size={}", id, feed.id(), size);
        Spreadsheet kept = table.find(id).orElseThrow();
        surveys.of(kept);
        return kept;
    }

    /** A file; empty when there is none of this id. */
    public Optional<Spreadsheet> find(UUID id) {
        return table.find(id);
    }

    /** Files of a feed that wait for somebody to look at them, the newest first. */
    public List<Spreadsheet> waiting(FeedId feed) {
        return table.waiting(feed, WAITING_TOLD);
    }

    /** A file as it is understood now. */
    public SpreadsheetView view(Spreadsheet spreadsheet) {
        Surveys.Look look = surveys.of(spreadsheet);
        TableSurvey survey = look.seen();
        if (survey == null) {
            return new SpreadsheetView(
                    spreadsheet,
                    look.failed(),
                    look.rows(),
                    look.failed() ? List.of(failed()) : List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    0);
        }
        Understanding understood = understanding(spreadsheet, survey);
        return new SpreadsheetView(
                spreadsheet,
                true,
                look.rows(),
                survey.sheets().isEmpty() && survey.findings().isEmpty() ? List.of(noRows()) : survey.findings(),
                understood.sheets(),
                understood.questions(),
                understood.drift(headingsBefore(spreadsheet)),
                newest(spreadsheet).map(OverlayVersion::version).orElse(0));
    }

    private static Finding noRows() {
        return Finding.of(
                FindingCode.NOTHING_TO_RECORD,
                Severity.WARNING,
                "",
                "The file names columns, but has no rows below them. Fill it in and send it again.");
    }

    private static Finding failed() {
        return Finding.of(
                FindingCode.UNREADABLE,
                Severity.FATAL,
                "",
                "The file could not be read on account of a fault of ours. It is kept; tell whoever looks after Headwater.");
    }

    /** Notes what a person says of a file, over what was said before. */
    public void answer(
            Spreadsheet spreadsheet,
            Map<String, String> columns,
            Map<String, String> values,
            Map<String, String> dates,
            Map<String, String> sheets) {
        table.answer(
                spreadsheet.id(), table.answers(spreadsheet.id()).and(new Answers(columns, values, dates, sheets)));
    }

    /** Elements for a person's own words, likeliest first. */
    public List<Choice> search(String words, int most) {
        return vocabulary.search(words, most).stream()
                .map(Understanding::choice)
                .toList();
    }

    /** What would be recorded of three people, as the file is understood now; nothing is written. */
    public List<PreviewedRow> preview(Spreadsheet spreadsheet) {
        TableSurvey survey = surveys.of(spreadsheet).seen();
        if (survey == null) {
            return List.of();
        }
        Understanding understood = understanding(spreadsheet, survey);
        SourceFeed source = draft(spreadsheet, understood);
        List<PreviewedRow> rows = new ArrayList<>();
        for (SheetProfile sheet : survey.sheets()) {
            if (!understood.leftOut(sheet)) {
                sheet.samples().forEach(bytes -> rows.add(previewed(bytes, source)));
            }
        }
        return chosen(rows);
    }

    private PreviewedRow previewed(byte[] bytes, SourceFeed source) {
        Unit unit = unit(bytes);
        MappingResult result = mappings.map(unit, source, Detail.PLAIN);
        List<Resource> resources = result.resources().stream()
                .map(MappedResource::resource)
                .filter(resource -> !Set.of("Organization", "Provenance").contains(resource.fhirType()))
                .sorted(Comparator.comparing(resource -> !resource.fhirType().equals("Patient")))
                .toList();
        List<Finding> findings = result.findings().stream()
                .filter(Corrections::toFix)
                .map(finding -> new Finding(
                        finding.code(), finding.severity(), finding.location(), Corrections.plain(finding, vocabulary)))
                .toList();
        return new PreviewedRow(unit.place(), resources, findings);
    }

    /** Rows of three different people, those that say most first. */
    private static List<PreviewedRow> chosen(List<PreviewedRow> rows) {
        List<PreviewedRow> full = new ArrayList<>(rows);
        full.removeIf(row -> row.resources().isEmpty());
        full.sort(Comparator.comparingInt(row -> -row.resources().size()));
        Set<String> people = new HashSet<>();
        List<PreviewedRow> chosen = new ArrayList<>();
        for (PreviewedRow row : full) {
            if (chosen.size() < PREVIEWED && people.add(row.resources().get(0).getIdPart())) {
                chosen.add(row);
            }
        }
        return chosen;
    }

    private Unit unit(byte[] bytes) {
        List<Unit> units = new ArrayList<>(1);
        try {
            readers.of(Format.TABLE).orElseThrow().read(new ByteArrayInputStream(bytes), "", units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units.get(0);
    }

    /**
     * Has a file stored as it is understood now; what it is understood by becomes a version of the feed's overlay where that
     * says something new. May be asked again.
     *
     * @param by who says so
     * @return what is wrong with the overlay; none when the file was handed on
     */
    public List<Problem> store(Spreadsheet spreadsheet, String by) throws IOException {
        TableSurvey survey = surveys.of(spreadsheet).seen();
        Feed feed = feeds.find(spreadsheet.feed()).orElseThrow();
        if (survey == null || spreadsheet.stored()) {
            return List.of();
        }
        Understanding understood = understanding(spreadsheet, survey);
        String standing = newest(spreadsheet).map(OverlayVersion::document).orElse("");
        String document = understood.overlay(standing.isEmpty() ? begun(feed) : standing);
        boolean says = !document.equals(standing) && !document.equals(begun(feed));
        if (says) {
            List<Problem> problems = feedOverlays.save(feed, document, "as the columns of a spreadsheet were said", by);
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        Reception reception = receipts.open(feed, Door.UPLOAD);
        try (InputStream content = files.open(spreadsheet.id())) {
            reception.file(spreadsheet.name(), content);
        }
        UUID receipt = reception.receipt().id();
        table.stored(
                spreadsheet.id(),
                receipt,
                newest(spreadsheet).map(OverlayVersion::version).orElse(0),
                headings(List.copyOf(understood.headings())));
        if (says) {
            replayKnown(receipt);
        }
        return List.of();
    }

    /** A file that was here before is not read again; what is now said of its columns is for its rows all the same. */
    private void replayKnown(UUID receipt) {
        receipts.status(receipt)
                .ifPresent(status -> status.files().stream()
                        .filter(ReceiptStatus.FileStatus::duplicate)
                        .forEach(file -> entries.replay(
                                new EntryFilter(null, null, null, null, null, file.payload()), Integer.MAX_VALUE)));
    }

    private static String begun(Feed feed) {
        return "overlay: " + feed.id() + "\npurpose: What the columns of this sender's tables stand for.\n";
    }

    /** How far a stored file is and what became of it; empty when it was not stored. */
    public Optional<Result> result(Spreadsheet spreadsheet) {
        if (spreadsheet.receipt() == null) {
            return Optional.empty();
        }
        return receipts.status(spreadsheet.receipt()).map(this::result);
    }

    private Result result(ReceiptStatus status) {
        List<Result.Fix> fixes = new ArrayList<>();
        int toFix = 0;
        int nothing = 0;
        for (InboxEntry entry : status.entries()) {
            List<Finding> own =
                    entry.findings().stream().filter(Corrections::toFix).toList();
            toFix += own.isEmpty() ? 0 : 1;
            nothing += entry.findings().stream().anyMatch(finding -> finding.code() == FindingCode.NOTHING_TO_RECORD)
                    ? 1
                    : 0;
            own.stream()
                    .limit(Math.max(0, FIXES_TOLD - fixes.size()))
                    .forEach(finding -> fixes.add(fix(entry, finding)));
        }
        RowComparison.Difference difference =
                status.complete() && !status.files().isEmpty()
                        ? comparison.of(status.files().get(0).payload())
                        : new RowComparison.Difference(0, false, 0, List.of(), 0);
        return new Result(
                status,
                difference.same(),
                difference.before(),
                difference.changed(),
                difference.gone(),
                difference.goneCount(),
                Math.max(0, status.stored() - nothing),
                toFix,
                fixes);
    }

    private Result.Fix fix(InboxEntry entry, Finding finding) {
        String place = finding.location().path();
        return new Result.Fix(
                entry.id(),
                place.isEmpty() ? entry.place() : place,
                Corrections.plain(finding, vocabulary),
                entry.state() == EntryState.STORED);
    }

    /** The file's own name, with a word that tells it from the one handed in. */
    public String annotatedName(Spreadsheet spreadsheet) {
        int point = spreadsheet.name().lastIndexOf('.');
        return point < 0
                ? spreadsheet.name() + "-to-fix"
                : spreadsheet.name().substring(0, point) + "-to-fix"
                        + spreadsheet.name().substring(point);
    }

    /**
     * Writes the file as its sender knows it, with what is to be put right marked in it.
     *
     * @throws IOException when a stream fails
     */
    public void annotate(Spreadsheet spreadsheet, OutputStream out) throws IOException {
        TableSurvey survey = awaited(spreadsheet);
        Corrections corrections = new Corrections(survey, vocabulary);
        UUID receipt = spreadsheet.receipt();
        long behind = 0;
        while (receipt != null) {
            List<InboxEntry> found =
                    receipts.status(receipt, behind).map(ReceiptStatus::entries).orElse(List.of());
            found.forEach(corrections::add);
            if (found.isEmpty()) {
                break;
            }
            behind = found.get(found.size() - 1).id();
        }
        try (InputStream content = files.open(spreadsheet.id())) {
            AnnotatedTable.write(content, survey.sheets().get(0).form(), corrections.bySheet(), out);
        }
    }

    /** What was seen of a file, looked through again where it was forgotten. */
    private TableSurvey awaited(Spreadsheet spreadsheet) throws IOException {
        TableSurvey known = surveys.of(spreadsheet).seen();
        if (known != null) {
            return known;
        }
        try (InputStream content = files.open(spreadsheet.id())) {
            return TableSurvey.of(readers.of(Format.TABLE).orElseThrow(), content, spreadsheet.name(), rows -> {});
        }
    }

    /** Forgets a file that is not to be stored. */
    public void drop(Spreadsheet spreadsheet) {
        if (!spreadsheet.stored()) {
            table.delete(spreadsheet.id());
            files.forget(spreadsheet.id());
        }
    }

    /** What nobody came back to for a month is not kept: it holds what people said of themselves. */
    @Scheduled(fixedDelayString = "PT6H")
    void forgetAbandoned() {
        table.abandoned(clock.instant().minus(FORGOTTEN_AFTER)).stream()
                .flatMap(id -> table.find(id).stream())
                .forEach(this::drop);
    }

    private Optional<OverlayVersion> newest(Spreadsheet spreadsheet) {
        return overlays.newest(spreadsheet.feed());
    }

    private Remembered remembered(Spreadsheet spreadsheet) {
        return newest(spreadsheet)
                .map(version -> Remembered.of(version.version(), version.document()))
                .orElse(Remembered.NOTHING);
    }

    private Understanding understanding(Spreadsheet spreadsheet, TableSurvey survey) {
        Answers answers = table.answers(spreadsheet.id());
        Remembered remembered = remembered(spreadsheet);
        Understanding first = new Understanding(survey, answers, remembered, vocabulary, Map.of());
        SourceFeed source = draft(spreadsheet, first);
        Map<String, String> objections = new HashMap<>();
        for (SheetProfile sheet : survey.sheets()) {
            String objection = objection(sheet, source);
            if (objection != null) {
                objections.put(sheet.name(), objection);
            }
        }
        return new Understanding(survey, answers, remembered, vocabulary, objections);
    }

    private SourceFeed draft(Spreadsheet spreadsheet, Understanding understood) {
        Feed feed = feeds.find(spreadsheet.feed()).orElseThrow();
        String standing = newest(spreadsheet).map(OverlayVersion::document).orElseGet(() -> begun(feed));
        return feedOverlays.draft(feed, understood.overlay(standing)).source();
    }

    /** Why none of a sheet's rows can be recorded: what is told of the first. */
    private @Nullable String objection(SheetProfile sheet, SourceFeed source) {
        if (sheet.samples().isEmpty()) {
            return null;
        }
        return mappings.map(unit(sheet.samples().get(0)), source, Detail.PLAIN).findings().stream()
                .filter(finding -> finding.fatal() && finding.code() == FindingCode.NO_MAPPING)
                .map(Finding::message)
                .findFirst()
                .orElse(null);
    }

    private List<List<String>> headingsBefore(Spreadsheet spreadsheet) {
        List<List<String>> before = new ArrayList<>();
        for (String kept : table.headings(spreadsheet.feed(), spreadsheet.id(), FILES_COMPARED)) {
            try {
                before.add(JSON.readValue(kept, new TypeReference<List<String>>() {}));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("headings kept are not readable", e);
            }
        }
        return before;
    }

    private static String headings(List<String> headings) {
        try {
            return JSON.writeValueAsString(headings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
