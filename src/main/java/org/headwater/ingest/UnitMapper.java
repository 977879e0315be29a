package org.headwater.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.headwater.intake.Feed;
import org.headwater.intake.Feeds;
import org.headwater.intake.RawEntry;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads and maps what an inbox entry holds: the same bytes always give the same result. */
@Component
public class UnitMapper {

    private final Feeds feeds;
    private final MessageReaders readers;
    private final Mappings mappings;
    private final FeedOverlays overlays;

    UnitMapper(Feeds feeds, MessageReaders readers, Mappings mappings, FeedOverlays overlays) {
        this.feeds = feeds;
        this.readers = readers;
        this.mappings = mappings;
        this.overlays = overlays;
    }

    /**
     * A unit and what came of it.
     *
     * @param unit as read; its root is null when it could not be
     * @param result what it states, or why nothing can be recorded
     */
    public record Mapped(Unit unit, MappingResult result) {}

    /** Maps an entry as its feed is declared now, with the newest version of the feed's overlay. */
    public Mapped map(RawEntry raw, Detail detail) {
        return feeds.find(raw.entry().feed())
                .map(feed -> map(raw, overlays.now(feed), detail))
                .orElseGet(() -> undeclared(raw));
    }

    /** Maps an entry with the version of the feed's overlay it was stored with; one not mapped yet with the newest. */
    public Mapped mapAsStored(RawEntry raw, Detail detail) {
        return feeds.find(raw.entry().feed())
                .map(feed -> map(raw, overlays.asMapped(feed, raw.entry().mapping()), detail))
                .orElseGet(() -> undeclared(raw));
    }

    private static Mapped undeclared(RawEntry raw) {
        return refused(
                raw, null, FindingCode.NO_MAPPING, "The feed " + raw.entry().feed() + " is not declared.");
    }

    private Mapped map(RawEntry raw, FeedOverlays.Prepared prepared, Detail detail) {
        if (!prepared.problems().isEmpty()) {
            return refused(
                    raw,
                    prepared.feed(),
                    FindingCode.NO_MAPPING,
                    "The feed's overlay is not right: " + prepared.problems().get(0)
                            + ". This is kept; mend the overlay and replay it.");
        }
        Unit unit = read(prepared.feed(), raw);
        return new Mapped(unit, mappings.map(unit, prepared.source(), detail));
    }

    private Unit read(Feed feed, RawEntry raw) {
        List<Unit> units = new ArrayList<>(1);
        try {
            readers.of(feed.format())
                    .orElseThrow()
                    .read(new ByteArrayInputStream(raw.bytes()), raw.fileName(), units::add);
        } catch (IOException | RuntimeException e) {
            return refused(
                            raw,
                            feed,
                            FindingCode.UNREADABLE,
                            "This could not be read on account of a fault of ours ("
                                    + e.getClass().getSimpleName() + "). It is kept and can be replayed.")
                    .unit();
        }
        if (units.size() == 1) {
            return units.get(0);
        }
        List<Unit> readable = units.stream().filter(unit -> unit.root() != null).toList();
        if (readable.size() == 1) {
            return withWarnings(readable.get(0), units);
        }
        return refused(
                        raw,
                        feed,
                        FindingCode.UNREADABLE,
                        units.isEmpty()
                                ? "There is nothing in this that could be read as "
                                        + feed.format().code() + ". Check the feed's format."
                                : "This holds " + units.size() + " units where one is expected; send it as a file.")
                .unit();
    }

    /** The one unit that can be read, told what stood around it. */
    private static Unit withWarnings(Unit unit, List<Unit> all) {
        return unit.withFindings(all.stream()
                .filter(other -> other != unit)
                .flatMap(other -> other.findings().stream())
                .map(finding -> new Finding(finding.code(), Severity.WARNING, finding.location(), finding.message()))
                .toList());
    }

    private static Mapped refused(RawEntry raw, @Nullable Feed feed, FindingCode code, String message) {
        List<Finding> findings = List.of(Finding.of(code, Severity.FATAL, "", message));
        Unit unit = new Unit(
                feed == null ? Format.HL7V2 : feed.format(),
                "",
                Math.max(1, raw.entry().unit()),
                raw.entry().place(),
                raw.entry().controlId(),
                null,
                raw.bytes(),
                null,
                findings);
        return new Mapped(unit, new MappingResult("", List.of(), findings, List.of(), List.of()));
    }
}
