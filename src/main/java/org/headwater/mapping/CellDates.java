package org.headwater.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.dictionary.Dictionary;
import org.headwater.message.TableRow;
import org.jspecify.annotations.Nullable;

/**
 * Dates and numbers as tables write them and no message does: the days a spreadsheet counts, shown as a plain number where a
 * column was not formatted; the day before the month, where a mapping says that its sender writes so; months in Spanish; and
 * a comma before the cents.
 */
final class CellDates {

    private static final Set<String> DATES = Set.of("date", "date-time");
    private static final Set<String> NUMBERS = Set.of("quantity", "money", "integer", "decimal");

    /** 1927-05-18 to 2064-04-08: no other way of writing a date has five digits. */
    private static final Pattern SERIAL = Pattern.compile("([1-5]\\d{4})(?:\\.0+)?");

    private static final Pattern DAY_FIRST = Pattern.compile("(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})(\\s.*)?");

    /** {@code 3 de mayo de 2026}, {@code 3-may-26}, {@code mayo 3, 2026}. */
    private static final Pattern SPANISH = Pattern.compile(
            "(?i)(?:(\\d{1,2})[- ](?:de )?([a-z]{3,10})\\.?|([a-z]{3,10})\\.? (\\d{1,2}),?)[- ](?:de[l]? )?(\\d{4}|\\d{2})");

    /** Months whose English names begin like the Spanish ones; these are read as they are. */
    private static final Pattern ENGLISH =
            Pattern.compile("(?i)feb(ruary)?|mar(ch)?|may|june?|july?|sept?(ember)?|oct(ober)?|nov(ember)?");

    private static final Map<String, Integer> SPANISH_MONTHS = Map.ofEntries(
            Map.entry("ene", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("abr", 4),
            Map.entry("may", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("ago", 8),
            Map.entry("sep", 9),
            Map.entry("set", 9),
            Map.entry("oct", 10),
            Map.entry("nov", 11),
            Map.entry("dic", 12));

    /** Day 1 is 1900-01-01, and a 29 February 1900 is counted that never was (ECMA-376 part 1 §18.17.4.1). */
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 30);

    private final Dictionary dictionary;
    private final boolean dayFirst;
    private final TableHabits habits;

    CellDates(Dictionary dictionary, boolean dayFirst) {
        this(dictionary, dayFirst, TableHabits.NONE);
    }

    CellDates(Dictionary dictionary, boolean dayFirst, TableHabits habits) {
        this.dictionary = dictionary;
        this.dayFirst = dayFirst;
        this.habits = habits;
    }

    /** This reading where none of a row's dates speaks against it; the other one where a month would be above 12. */
    CellDates forRow(TableRow row, Map<String, String> columns) {
        boolean certain = !dayFirst
                && row.children().stream()
                        .filter(cell -> isDate(columns.getOrDefault(cell.name(), "")))
                        .filter(cell -> !habits.dates().containsKey(Sheet.folded(cell.name())))
                        .anyMatch(cell -> isCertain(cell.text()));
        return certain ? new CellDates(dictionary, true, habits) : this;
    }

    private static boolean isCertain(@Nullable String text) {
        Matcher parts = DAY_FIRST.matcher(text == null ? "" : text);
        return parts.matches() && Integer.parseInt(parts.group(1)) > 12 && Integer.parseInt(parts.group(2)) <= 12;
    }

    /**
     * What a cell of an element says; as it is unless it is such a date or number.
     *
     * @param header the column's
     */
    @Nullable String read(String element, String header, @Nullable String text) {
        String heading = Sheet.folded(header);
        if (text != null && habits.numbers().contains(heading) && is(NUMBERS, element)) {
            return withPoint(text);
        }
        String style = habits.dates().get(heading);
        return read(element, text, style == null ? dayFirst : style.equals(TableHabits.DAY_FIRST));
    }

    /** A cell of an element; as it is unless it is such a date. */
    @Nullable String read(String element, @Nullable String text) {
        return read(element, text, dayFirst);
    }

    private @Nullable String read(String element, @Nullable String text, boolean daysBeforeMonths) {
        if (text == null || text.isEmpty() || !isDate(element)) {
            return text;
        }
        if (!Character.isDigit(text.charAt(0))) {
            return spanish(text);
        }
        Matcher serial = SERIAL.matcher(text);
        if (serial.matches()) {
            return DAY_0.plusDays(Long.parseLong(serial.group(1))).toString();
        }
        return daysBeforeMonths ? monthFirst(text) : spanish(text);
    }

    private static String monthFirst(String text) {
        Matcher parts = DAY_FIRST.matcher(text);
        if (!parts.matches()) {
            return spanish(text);
        }
        String day = day(parts.group(3), Integer.parseInt(parts.group(2)), parts.group(1), "");
        return day.isEmpty() ? text : day + (parts.group(4) == null ? "" : parts.group(4));
    }

    private static String spanish(String text) {
        if (text.chars().noneMatch(Character::isLetter)) {
            return text;
        }
        Matcher parts = SPANISH.matcher(text.strip());
        if (!parts.matches()) {
            return text;
        }
        String month = parts.group(2) == null ? parts.group(3) : parts.group(2);
        Integer number = SPANISH_MONTHS.get(month.substring(0, 3).toLowerCase(Locale.ROOT));
        return number == null || ENGLISH.matcher(month).matches()
                ? text
                : day(parts.group(5), number, parts.group(1) == null ? parts.group(4) : parts.group(1), text);
    }

    private static String day(String year, int month, String day, String otherwise) {
        try {
            return LocalDate.of(year(year), month, Integer.parseInt(day)).toString();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    /** Two digits are a year of the hundred that end next year, as {@link Timestamps} has it. */
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() == 4) {
            return year;
        }
        int last = LocalDate.now(ZoneOffset.UTC).getYear() + 1;
        int candidate = last - last % 100 + year;
        return candidate > last ? candidate - 100 : candidate;
    }

    /** {@code 1.234,56 €} as {@code 1234.56 €}. */
    private static String withPoint(String text) {
        return text.replace(".", "").replace(',', '.');
    }

    private boolean isDate(String element) {
        return is(DATES, element);
    }

    private boolean is(Set<String> types, String element) {
        return dictionary
                .element(element)
                .filter(known -> types.contains(known.type()))
                .isPresent();
    }
}
