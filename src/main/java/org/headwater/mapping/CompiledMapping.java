package org.headwater.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.message.Format;
import org.headwater.message.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A mapping, ready to run.
 *
 * @param name its name ({@code hl7v2/adt})
 * @param version counted from 1
 * @param format of the units it maps
 * @param types unit types it is for; one may end in {@code *}
 * @param except types it is not for, though one of the types fits
 * @param feeds ids of the feeds it is for; empty for all
 * @param time event time of what a unit states; null when units do not tell
 * @param blocks in order
 * @param columns of a table: header to dictionary element
 * @param defaults of a table: dictionary element to value
 * @param overlay how results name the overlay upon it ({@code +overlay@3}); empty for none
 * @param dayFirst whether the table's sender writes the day before the month
 * @param sheet what a table must have to be one this mapping is for
 * @param habits how the table's sender writes, as an overlay says
 * @param copies whether units are FHIR resources to be taken over rather than mapped
 */
record CompiledMapping(
        String name,
        int version,
        Format format,
        List<String> types,
        Set<String> except,
        Set<String> feeds,
        @Nullable Source time,
        List<Block> blocks,
        Map<String, String> columns,
        Map<String, String> defaults,
        String overlay,
        boolean dayFirst,
        Sheet sheet,
        TableHabits habits,
        boolean copies) {

    /** {@code name@version}, and the overlay's version behind it where there is one. */
    String versioned() {
        return name + "@" + version + overlay;
    }

    /** This mapping as an overlay names it and reads tables. */
    CompiledMapping with(
            String overlaid, Map<String, String> newColumns, Map<String, String> newDefaults, TableHabits newHabits) {
        return new CompiledMapping(
                name,
                version,
                format,
                types,
                except,
                feeds,
                time,
                blocks,
                newColumns,
                newDefaults,
                overlaid,
                dayFirst,
                sheet,
                newHabits,
                copies);
    }

    /** Whether units of a format that a feed sends may be mapped by this. */
    boolean isFor(Format sent, SourceFeed feed) {
        return format == sent && (feeds.isEmpty() || feeds.contains(feed.id()));
    }

    /** How well it fits a unit of a feed: the greater the better, 0 for not at all. */
    int fit(Unit unit, SourceFeed feed) {
        if (!isFor(unit.format(), feed)) {
            return 0;
        }
        int best = 0;
        for (String type : types) {
            if (type.equals(unit.type())) {
                best = 1000;
            } else if (type.endsWith("*")
                    && unit.type().startsWith(type.substring(0, type.length() - 1))
                    && !except.contains(unit.type())) {
                best = Math.max(best, type.length());
            }
        }
        return best == 0 || feeds.isEmpty() ? best : best + 10_000;
    }
}
