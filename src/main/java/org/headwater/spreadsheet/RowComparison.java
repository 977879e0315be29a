package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.headwater.ingest.UnitMapper;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.Inbox;
import org.headwater.intake.InboxEntries;
import org.headwater.intake.InboxEntry;
import org.headwater.intake.TableRows;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.message.Node;
import org.springframework.stereotype.Component;

/**
 * Tells rows that changed from rows that are gone. A row is the same as one of the file before when both state the same
 * resources, whatever they say of them: the mappings' keys are the rows' keys.
 */
@Component
class RowComparison {

    private static final int LOOKED_AT = 500;
    private static final int TOLD = 50;
    private static final int CELLS_TOLD = 4;

    private final TableRows rows;
    private final Inbox inbox;
    private final InboxEntries entries;
    private final UnitMapper mapper;

    RowComparison(TableRows rows, Inbox inbox, InboxEntries entries, UnitMapper mapper) {
        this.rows = rows;
        this.inbox = inbox;
        this.entries = entries;
        this.mapper = mapper;
    }

    /**
     * How a file compares with the one before.
     *
     * @param same rows that say the same
     * @param before whether there was one
     * @param changed rows that say something else
     * @param gone rows that are not there any more, each by its first cells
     * @param goneCount how many these are
     */
    record Difference(int same, boolean before, int changed, List<String> gone, int goneCount) {}

    Difference of(UUID payload) {
        TableRows.Comparison comparison = rows.comparison(payload, LOOKED_AT);
        if (!comparison.before() || comparison.goneCount() == 0) {
            return new Difference(comparison.same(), comparison.before(), 0, List.of(), 0);
        }
        Set<String> stated = new HashSet<>();
        entries.newest(new EntryFilter(null, null, null, null, null, payload), Long.MAX_VALUE, 4 * LOOKED_AT).stream()
                .map(InboxEntry::id)
                .forEach(entry -> stated.addAll(references(entry)));
        int changed = 0;
        List<String> gone = new ArrayList<>();
        for (long entry : comparison.gone()) {
            Set<String> own = references(entry);
            if (own.isEmpty() || own.stream().anyMatch(stated::contains)) {
                changed++;
            } else if (gone.size() < TOLD) {
                gone.add(told(entry));
            }
        }
        return new Difference(comparison.same(), true, changed, gone, comparison.goneCount() - changed);
    }

    /** What a row is about: what happened, or the person where nothing did. */
    private Set<String> references(long entry) {
        List<MappedResource> resources = inbox.open(entry)
                .map(raw -> mapper.map(raw, Detail.PLAIN).result().resources())
                .orElse(List.of());
        Set<String> events = resources.stream()
                .filter(resource -> !resource.resource().fhirType().equals("Organization"))
                .filter(resource -> !resource.resource().fhirType().equals("Patient"))
                .filter(resource -> !resource.resource().fhirType().equals("Provenance"))
                .map(MappedResource::reference)
                .collect(Collectors.toSet());
        return events.isEmpty()
                ? resources.stream()
                        .filter(resource -> resource.resource().fhirType().equals("Patient"))
                        .map(MappedResource::reference)
                        .collect(Collectors.toSet())
                : events;
    }

    private String told(long entry) {
        return inbox.open(entry)
                .map(raw -> mapper.map(raw, Detail.PLAIN).unit().root())
                .map(row -> row.location().path() + ": "
                        + row.children().stream()
                                .limit(CELLS_TOLD)
                                .map(Node::text)
                                .collect(Collectors.joining(", ")))
                .orElse("");
    }
}
