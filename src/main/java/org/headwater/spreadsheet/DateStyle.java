package org.headwater.spreadsheet;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a date is written. */
enum DateStyle {
    YEAR_FIRST("year first, as 2026-03-05"),
    MONTH_FIRST("month first, as 3/25/2026"),
    DAY_FIRST("day first, as 25/3/2026"),
    EITHER("3/5/2026, which may be March or May"),
    MONTH_NAMED("with the month in words, as 5 March 2026"),
    DAYS_COUNTED("as the number of days that Excel counts, as 46086"),
    MONTH_ONLY("month and year, as 3/2026");

    private static final Pattern ISO =
            Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})(?:[T ].*)?|(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern PARTS =
            Pattern.compile("(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})(?:,?\\s+\\d{1,2}:\\d{2}.*)?");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(?:\\d{1,2}[- ]+(?:de )?([a-z]{3,10})\\.?,?[- ]+(?:del? )?(\\d{4}|\\d{2})|([a-z]{3,10})\\.? \\d{1,2},? (\\d{4}))(?:\\s.*)?");
    private static final Pattern MONTHS =
            Pattern.compile("(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]*");
    private static final Pattern MONTH_YEAR = Pattern.compile("(\\d{1,2})/(\\d{4})");
    private static final Pattern COUNTED = Pattern.compile("[1-5]\\d{4}(?:\\.0+)?");

    private final String words;

    DateStyle(String words) {
        this.words = words;
    }

    /** As in "dates are written …". */
    String words() {
        return words;
    }

    /** Whether a text is a date, whatever its column; five digits alone are none. */
    static boolean isDate(String text) {
        DateStyle style = of(text);
        return style != null && style != DAYS_COUNTED;
    }

    /** The style of a text; null when it is no date. */
    static @Nullable DateStyle of(String text) {
        if (text.length() < 5 || text.length() > 40) {
            return null;
        }
        Matcher iso = ISO.matcher(text);
        if (iso.matches()) {
            return month(iso.group(2) == null ? iso.group(5) : iso.group(2)) ? YEAR_FIRST : null;
        }
        Matcher parts = PARTS.matcher(text);
        if (parts.matches()) {
            int first = Integer.parseInt(parts.group(1));
            int second = Integer.parseInt(parts.group(2));
            if (first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12)) {
                return null;
            }
            return first > 12 ? DAY_FIRST : second > 12 ? MONTH_FIRST : EITHER;
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            String month = named.group(1) == null ? named.group(3) : named.group(1);
            return MONTHS.matcher(month.toLowerCase(Locale.ROOT)).matches() ? MONTH_NAMED : null;
        }
        Matcher month = MONTH_YEAR.matcher(text);
        if (month.matches()) {
            return month(month.group(1)) ? MONTH_ONLY : null;
        }
        return COUNTED.matcher(text).matches() ? DAYS_COUNTED : null;
    }

    private static boolean month(String digits) {
        int month = Integer.parseInt(digits);
        return month >= 1 && month <= 12;
    }

    /** The year of a date, by its digits alone; empty when it shows none. */
    static OptionalInt year(String text) {
        Matcher iso = ISO.matcher(text);
        if (iso.matches()) {
            return OptionalInt.of(Integer.parseInt(iso.group(1) == null ? iso.group(4) : iso.group(1)));
        }
        Matcher parts = PARTS.matcher(text);
        if (parts.matches()) {
            return OptionalInt.of(whole(parts.group(3)));
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            return OptionalInt.of(whole(named.group(2) == null ? named.group(4) : named.group(2)));
        }
        Matcher month = MONTH_YEAR.matcher(text);
        if (month.matches()) {
            return OptionalInt.of(Integer.parseInt(month.group(2)));
        }
        return COUNTED.matcher(text).matches()
                ? OptionalInt.of((int) (1900 + Double.parseDouble(text) / 365.25))
                : OptionalInt.empty();
    }

    private static int whole(String digits) {
        int year = Integer.parseInt(digits);
        return digits.length() == 4 ? year : year > 27 ? 1900 + year : 2000 + year;
    }
}
