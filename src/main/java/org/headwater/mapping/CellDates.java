package org.headwater.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.dictionary.Dictionary;
import org.headwater.message.TableRow;
import org.jspecify.annotations.Nullable;

/**
 * Dates as tables write them and no message does: the days a spreadsheet counts, shown as a plain number where a column was
 * not formatted; and the day before the month, where a mapping says that its sender writes so.
 */
final class CellDates {

    private static final Set<String> DATES = Set.of("date", "date-time");

    /** 1927-05-18 to 2064-04-08: no other way of writing a date has five digits. */
    private static final Pattern SERIAL = Pattern.compile("([1-5]\\d{4})(?:\\.0+)?");

    private static final Pattern DAY_FIRST = Pattern.compile("(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4})(\\s.*)?");

    /** Day 1 is 1900-01-01, and a 29 February 1900 is counted that never was (ECMA-376 part 1 §18.17.4.1). */
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 30);

    private final Dictionary dictionary;
    private final boolean dayFirst;

    CellDates(Dictionary dictionary, boolean dayFirst) {
        this.dictionary = dictionary;
        this.dayFirst = dayFirst;
    }

    /** This reading where none of a row's dates speaks against it; the other one where a month would be above 12. */
    CellDates forRow(TableRow row, Map<String, String> columns) {
        boolean certain = !dayFirst
                && row.children().stream()
                        .filter(cell -> isDate(columns.getOrDefault(cell.name(), "")))
                        .anyMatch(cell -> isCertain(cell.text()));
        return certain ? new CellDates(dictionary, true) : this;
    }

    private static boolean isCertain(@Nullable String text) {
        Matcher parts = DAY_FIRST.matcher(text == null ? "" : text);
        return parts.matches() && Integer.parseInt(parts.group(1)) > 12 && Integer.parseInt(parts.group(2)) <= 12;
    }

    /** A cell of an element; as it is unless it is such a date. */
    @Nullable String read(String element, @Nullable String text) {
        if (text == null || text.isEmpty() || !Character.isDigit(text.charAt(0)) || !isDate(element)) {
            return text;
        }
        Matcher serial = SERIAL.matcher(text);
        if (serial.matches()) {
            return DAY_0.plusDays(Long.parseLong(serial.group(1))).toString();
        }
        return dayFirst ? monthFirst(text) : text;
    }

    private static String monthFirst(String text) {
        Matcher parts = DAY_FIRST.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        try {
            LocalDate day = LocalDate.of(
                    Integer.parseInt(parts.group(3)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(1)));
            return day + (parts.group(4) == null ? "" : parts.group(4));
        } catch (DateTimeException e) {
            return text;
        }
    }

    private boolean isDate(String element) {
        return dictionary
                .element(element)
                .filter(known -> DATES.contains(known.type()))
                .isPresent();
    }
}
