package org.headwater.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times of all formats, to FHIR's form with the precision sent.
 *
 * <p>Digits as v2, C-CDA and X12 write them ({@code 2024}, {@code 202401}, {@code 20240105}, {@code 20240105103000.123-0600},
 * v2.9 §2A.2.21), ISO 8601, and what spreadsheets hold ({@code 1/5/2024}). A time of day without offset is in the feed's
 * zone. A blank or all-zero value is no value.
 */
final class Timestamps {

    /** A value that is no date or time. */
    static final class InvalidTimestampException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTimestampException(String message) {
            super(message);
        }
    }

    private static final List<DateTimeFormatter> SPREADSHEET = List.of(
            pattern("M/d/uuuu"),
            monthDayShortYear("M/d/"),
            pattern("M-d-uuuu"),
            pattern("uuuu/M/d"),
            pattern("MMM d, uuuu"),
            pattern("MMMM d, uuuu"),
            pattern("MMM d uuuu"),
            pattern("MMMM d uuuu"),
            pattern("d MMM uuuu"),
            pattern("d MMMM uuuu"),
            pattern("d-MMM-uuuu"),
            pattern("d.M.uuuu"));

    /** {@code 3/2/2026 2:30 PM}. */
    private static final Pattern DAY_AND_TIME = Pattern.compile(
            "(.+?)(?:,?\\s+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?\\s*(?:([AaPp])\\.?[Mm]\\.?)?)?");

    private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d{2}(-\\d{2})?");
    private static final Pattern ISO_LOCAL = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?");
    private static final Pattern ISO_TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T.*");
    private static final Pattern TIME = Pattern.compile("\\d{4}(\\d{2}(\\.\\d+)?)?");
    private static final Pattern OFFSET = Pattern.compile("\\d{2}(\\d{2})?");
    private static final Pattern MONTH = Pattern.compile("(\\d{1,2})/(\\d{4})");

    private final String date;
    private final int hour;
    private final int minute;
    private final String second;
    private final @Nullable String offset;

    private Timestamps(String date, int hour, int minute, String second, @Nullable String offset) {
        this.date = date;
        this.hour = hour;
        this.minute = minute;
        this.second = second;
        this.offset = offset;
    }

    private static DateTimeFormatter pattern(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
    }

    /** Two-digit years are the hundred years that end next year: a birth year 98 is 1998. */
    private static DateTimeFormatter monthDayShortYear(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .appendValueReduced(
                        ChronoField.YEAR,
                        2,
                        2,
                        LocalDate.of(LocalDate.now(ZoneOffset.UTC).getYear() - 98, 1, 1))
                .toFormatter(Locale.ENGLISH);
    }

    /** FHIR {@code date}: year, month or day; a time of day is left out. Null when there is no value. */
    static @Nullable String date(String text, ZoneId zone) throws InvalidTimestampException {
        Timestamps read = read(text);
        return read == null ? null : read.date;
    }

    /** FHIR {@code dateTime}: as precise as sent; seconds are filled with zero where hours or minutes are. */
    static @Nullable String dateTime(String text, ZoneId zone) throws InvalidTimestampException {
        Timestamps read = read(text);
        if (read == null) {
            return null;
        }
        return read.hour < 0 || read.date.length() < 10 ? read.date : read.withTime(zone);
    }

    /** FHIR {@code instant}: a date alone means its beginning in the zone. Null when there is no value. */
    static @Nullable String instant(String text, ZoneId zone) throws InvalidTimestampException {
        Timestamps read = read(text);
        if (read == null) {
            return null;
        }
        String date = read.date.length() == 4
                ? read.date + "-01-01"
                : read.date.length() == 7 ? read.date + "-01" : read.date;
        return new Timestamps(date, Math.max(0, read.hour), read.minute, read.second, read.offset).withTime(zone);
    }

    /** FHIR {@code time} from {@code HHMM[SS]} or {@code HH:MM[:SS]}. */
    static @Nullable String time(String text) throws InvalidTimestampException {
        String digits = text.replace(":", "").strip();
        if (!TIME.matcher(digits).matches()) {
            throw new InvalidTimestampException("a time of day is expected, as HHMM or HH:MM:SS");
        }
        return digits.substring(0, 2) + ":" + digits.substring(2, 4) + ":"
                + (digits.length() > 4 ? digits.substring(4) : "00");
    }

    private String withTime(ZoneId zone) throws InvalidTimestampException {
        try {
            String at = offset;
            if (at == null) {
                int whole = Integer.parseInt(second.substring(0, 2));
                LocalDateTime local = LocalDate.parse(date).atTime(hour, minute, Math.min(whole, 59));
                at = offsetText(zone.getRules().getOffset(local));
            } else {
                LocalDate.parse(date);
            }
            return date + "T" + two(hour) + ":" + two(minute) + ":" + second + at;
        } catch (DateTimeException e) {
            throw new InvalidTimestampException("there is no such date or time");
        }
    }

    private static String offsetText(ZoneOffset offset) {
        return offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId().substring(0, 6);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static @Nullable Timestamps read(String raw) throws InvalidTimestampException {
        String text = raw.strip();
        if (text.isEmpty() || text.chars().allMatch(c -> c == '0')) {
            return null;
        }
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean compact = digits == text.length() || ".+-Z".indexOf(text.charAt(digits)) >= 0;
        if (compact && (digits == 4 && text.length() == 4 || digits >= 6)) {
            return compact(text, digits);
        }
        return iso(text);
    }

    /** {@code YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]}. */
    private static Timestamps compact(String text, int digits) throws InvalidTimestampException {
        String offset = null;
        int end = text.length();
        int sign = Math.max(text.indexOf('+'), text.indexOf('-'));
        if (sign > 0) {
            offset = offset(text.substring(sign));
            end = sign;
        } else if (text.endsWith("Z")) {
            offset = "+00:00";
            end--;
        }
        if (digits > 14 || (digits % 2) != 0) {
            throw new InvalidTimestampException("a timestamp has 4, 6, 8, 10, 12 or 14 digits: YYYYMMDDHHMMSS");
        }
        String date = text.substring(0, 4);
        if (digits >= 6 && !"00".equals(text.substring(4, 6))) {
            date += "-" + text.substring(4, 6);
            if (digits >= 8 && !"00".equals(text.substring(6, 8))) {
                date += "-" + text.substring(6, 8);
            }
        }
        checkDate(date);
        if (digits < 10) {
            return new Timestamps(date, -1, 0, "00", null);
        }
        int hour = Integer.parseInt(text.substring(8, 10));
        int minute = digits >= 12 ? Integer.parseInt(text.substring(10, 12)) : 0;
        String second = digits >= 14 ? text.substring(12, 14) : "00";
        if (digits >= 14 && end > 15 && text.charAt(14) == '.') {
            second += text.substring(14, Math.min(end, 24));
        }
        return checked(date, hour, minute, second, offset);
    }

    private static Timestamps iso(String text) throws InvalidTimestampException {
        String normal = text.replace(' ', 'T');
        try {
            if (ISO_DATE.matcher(normal).matches()) {
                checkDate(normal);
                return new Timestamps(normal, -1, 0, "00", null);
            }
            if (ISO_LOCAL.matcher(normal).matches()) {
                LocalDateTime local = LocalDateTime.parse(normal);
                return checked(
                        normal.substring(0, 10),
                        local.getHour(),
                        local.getMinute(),
                        normal.length() > 16 ? normal.substring(17) : "00",
                        null);
            }
            if (ISO_TIME.matcher(normal).matches()) {
                OffsetDateTime at = OffsetDateTime.parse(normal.replaceAll("([+-]\\d{2})(\\d{2})$", "$1:$2"));
                String second = normal.replaceAll("^.*T\\d{2}:\\d{2}(?::(\\d{2}(?:\\.\\d+)?))?.*$", "$1");
                return checked(
                        normal.substring(0, 10),
                        at.getHour(),
                        at.getMinute(),
                        second.isEmpty() ? "00" : second,
                        offsetText(at.getOffset()));
            }
        } catch (DateTimeException e) {
            throw new InvalidTimestampException("there is no such date or time");
        }
        return spreadsheet(text);
    }

    private static Timestamps spreadsheet(String text) throws InvalidTimestampException {
        Matcher parts = DAY_AND_TIME.matcher(text);
        if (!parts.matches()) {
            throw unknownForm();
        }
        Matcher month = MONTH.matcher(parts.group(1));
        if (month.matches()) {
            String date = month.group(2) + "-" + two(Integer.parseInt(month.group(1)));
            checkDate(date);
            return new Timestamps(date, -1, 0, "00", null);
        }
        String date = spreadsheetDay(parts.group(1));
        if (parts.group(2) == null) {
            return new Timestamps(date, -1, 0, "00", null);
        }
        int hour = Integer.parseInt(parts.group(2));
        if (parts.group(5) != null) {
            hour = hour % 12 + (parts.group(5).equalsIgnoreCase("p") ? 12 : 0);
        }
        String second = parts.group(4) == null ? "00" : parts.group(4);
        return checked(date, hour, Integer.parseInt(parts.group(3)), second, null);
    }

    private static String spreadsheetDay(String day) throws InvalidTimestampException {
        for (DateTimeFormatter form : SPREADSHEET) {
            try {
                return LocalDate.parse(day, form).toString();
            } catch (DateTimeException e) {
                // Not this form; the next may fit.
            }
        }
        throw unknownForm();
    }

    private static InvalidTimestampException unknownForm() {
        return new InvalidTimestampException("not a date in a form we know; write it as YYYY-MM-DD or MM/DD/YYYY");
    }

    private static String offset(String text) throws InvalidTimestampException {
        String digits = text.substring(1).replace(":", "");
        if (!OFFSET.matcher(digits).matches()) {
            throw new InvalidTimestampException("an offset is written +HHMM or -HHMM");
        }
        String minutes = digits.length() == 4 ? digits.substring(2) : "00";
        if (Integer.parseInt(digits.substring(0, 2)) > 14 || Integer.parseInt(minutes) > 59) {
            throw new InvalidTimestampException("there is no offset of more than 14 hours");
        }
        return text.charAt(0) + digits.substring(0, 2) + ":" + minutes;
    }

    private static void checkDate(String date) throws InvalidTimestampException {
        int year = Integer.parseInt(date.substring(0, 4));
        int month = date.length() >= 7 ? Integer.parseInt(date.substring(5, 7)) : 1;
        int day = date.length() >= 10 ? Integer.parseInt(date.substring(8, 10)) : 1;
        if (year < 1
                || month > 12
                || day < 1
                || day > 31
                || (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth())) {
            throw new InvalidTimestampException("there is no such date");
        }
    }

    private static Timestamps checked(String date, int hour, int minute, String second, @Nullable String offset)
            throws InvalidTimestampException {
        if (hour > 23 || minute > 59 || second.startsWith("6") && !second.equals("60")) {
            throw new InvalidTimestampException("there is no such time of day");
        }
        return new Timestamps(date, hour, minute, second, offset);
    }
}
