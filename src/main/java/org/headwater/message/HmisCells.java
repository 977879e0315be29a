package org.headwater.message;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cells of an HMIS export as their columns define them; dates in the form the standard asks for, however they were written. */
final class HmisCells {

    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[ T](.+))?");
    private static final Pattern AMERICAN = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})(?: (.+))?");
    /** Day first, as a spreadsheet program of another country writes it back; seen in published exports. */
    private static final Pattern SHORT = Pattern.compile("(\\d{1,2})-(\\d{1,2})-(\\d{2})(?: (.+))?");

    private static final Pattern TIME =
            Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?(?: ?([AaPp])[Mm])?");
    private static final Pattern INTEGER = Pattern.compile("(-?\\d{1,12})(?:\\.0*)?");
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,12}(?:\\.\\d{1,6})?");

    private HmisCells() {}

    /**
     * A cell.
     *
     * @param value in the standard's form; null when it is not what its column asks for
     * @param odd whether it was written in another form
     */
    record Cell(@Nullable String value, boolean odd) {}

    private static final Cell WRONG = new Cell(null, false);

    /**
     * Reads a cell that is not empty.
     *
     * @param codes what it may say; null where its kind decides
     */
    static Cell read(HmisLayout.Column column, @Nullable Map<String, String> codes, String text) {
        if (codes != null || column.coded()) {
            if (codes != null && codes.containsKey(text)) {
                return new Cell(text, false);
            }
            Matcher integer = INTEGER.matcher(text);
            String code = integer.matches() ? integer.group(1) : text;
            return codes == null || codes.containsKey(code) ? new Cell(code, false) : WRONG;
        }
        return switch (column.kind()) {
            case "date" -> date(text);
            case "datetime" -> dateTime(text);
            case "integer" -> {
                Matcher integer = INTEGER.matcher(text);
                yield integer.matches() ? new Cell(integer.group(1), false) : WRONG;
            }
            case "amount" -> AMOUNT.matcher(text).matches() ? new Cell(text, false) : WRONG;
            default -> new Cell(text, false);
        };
    }

    /** What a column of this kind asks for, in words. */
    static String wanted(HmisLayout.Column column, boolean coded) {
        if (coded || column.coded()) {
            return "is not one of the list's codes";
        }
        return switch (column.kind()) {
            case "date" -> "is not a date as yyyy-mm-dd";
            case "datetime" -> "is not a date and time as yyyy-mm-dd hh:mm:ss";
            case "integer" -> "is not a whole number";
            case "amount" -> "is not an amount of money";
            default -> "cannot be read";
        };
    }

    private static Cell date(String text) {
        Cell whole = dateTime(text);
        String value = whole.value();
        return value == null ? WRONG : new Cell(value.substring(0, 10), whole.odd());
    }

    private static Cell dateTime(String text) {
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return new Cell(written(iso.group(1), iso.group(2), iso.group(3), iso.group(4)), false);
            }
            Matcher american = AMERICAN.matcher(text);
            if (american.matches()) {
                return new Cell(
                        written(american.group(3), american.group(1), american.group(2), american.group(4)), true);
            }
            Matcher shortened = SHORT.matcher(text);
            if (shortened.matches()) {
                return new Cell(
                        written("20" + shortened.group(3), shortened.group(2), shortened.group(1), shortened.group(4)),
                        true);
            }
            return WRONG;
        } catch (DateTimeException e) {
            return WRONG;
        }
    }

    private static String written(String year, String month, String day, @Nullable String time) {
        LocalDate date = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
        if (time == null || time.isBlank()) {
            return date.toString();
        }
        Matcher clock = TIME.matcher(time.strip());
        if (!clock.matches()) {
            throw new DateTimeException("no time of day");
        }
        int hour = Integer.parseInt(clock.group(1));
        if (clock.group(4) != null) {
            hour = hour % 12 + (clock.group(4).equalsIgnoreCase("p") ? 12 : 0);
        }
        LocalTime ofDay = LocalTime.of(
                hour, Integer.parseInt(clock.group(2)), clock.group(3) == null ? 0 : Integer.parseInt(clock.group(3)));
        return date + "T" + (ofDay.getSecond() == 0 ? ofDay + ":00" : ofDay.toString());
    }

    /** A date or date and time as {@link #read} writes it; null when empty. */
    static @Nullable LocalDateTime instant(String value) {
        if (value.isEmpty()) {
            return null;
        }
        return value.length() == 10 ? LocalDate.parse(value).atStartOfDay() : LocalDateTime.parse(value);
    }
}
