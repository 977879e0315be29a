package org.headwater.mapping;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.jspecify.annotations.Nullable;

/**
 * A date or time some while after the one sent, or before it: how an end is told by its beginning and a duration, and a
 * beginning by its end.
 *
 * @param base reads the date or time
 * @param amount how much later, or earlier; with the letter of its unit in front ({@code D10}) where v2 writes it so
 * @param unit of the amount; null, or without a value, for minutes
 * @param earlier whether the amount is taken away
 */
record Later(Conversion base, Source amount, @Nullable Source unit, boolean earlier) implements Conversion {

    /** A unit of time: the calendar's, how many of it, and whether a date without a time of day can be moved by it. */
    private record Step(int field, int times, boolean ofDays) {}

    private static final Step SECOND = new Step(Calendar.SECOND, 1, false);
    private static final Step MINUTE = new Step(Calendar.MINUTE, 1, false);
    private static final Step HOUR = new Step(Calendar.HOUR_OF_DAY, 1, false);
    private static final Step DAY = new Step(Calendar.DAY_OF_MONTH, 1, true);
    private static final Step WEEK = new Step(Calendar.DAY_OF_MONTH, 7, true);
    private static final Step MONTH = new Step(Calendar.MONTH, 1, true);
    private static final Step YEAR = new Step(Calendar.YEAR, 1, true);

    /** UCUM and ISO+ (v2.9 §7.4.2.6), and the words schedulers use. */
    private static final Map<String, Step> STEPS = Map.ofEntries(
            Map.entry("s", SECOND),
            Map.entry("sec", SECOND),
            Map.entry("second", SECOND),
            Map.entry("seconds", SECOND),
            Map.entry("m", MINUTE),
            Map.entry("min", MINUTE),
            Map.entry("mins", MINUTE),
            Map.entry("minute", MINUTE),
            Map.entry("minutes", MINUTE),
            Map.entry("h", HOUR),
            Map.entry("hr", HOUR),
            Map.entry("hrs", HOUR),
            Map.entry("hour", HOUR),
            Map.entry("hours", HOUR),
            Map.entry("d", DAY),
            Map.entry("day", DAY),
            Map.entry("days", DAY),
            Map.entry("w", WEEK),
            Map.entry("wk", WEEK),
            Map.entry("week", WEEK),
            Map.entry("weeks", WEEK),
            Map.entry("mo", MONTH),
            Map.entry("mon", MONTH),
            Map.entry("month", MONTH),
            Map.entry("months", MONTH),
            Map.entry("a", YEAR),
            Map.entry("y", YEAR),
            Map.entry("yr", YEAR),
            Map.entry("year", YEAR),
            Map.entry("years", YEAR));

    /** An amount with the letter of its unit in front, as v2 writes durations (TQ.3): D10 is ten days. */
    private static final Pattern LETTERED = Pattern.compile("([SMHDWL])(\\d{1,6})");

    private static final Map<String, Step> LETTERS =
            Map.of("S", SECOND, "M", MINUTE, "H", HOUR, "D", DAY, "W", WEEK, "L", MONTH);

    @Override
    public @Nullable Converted convert(Rule rule, Frame frame, Run run, Value value, boolean another) {
        Value sent = amount.value(frame.context, run);
        String text = sent == null ? null : sent.text();
        if (sent == null || text == null) {
            return null;
        }
        Converted begun = base.convert(rule, frame, run, value, another);
        if (begun == null || !(begun.value() instanceof BaseDateTimeType time)) {
            return null;
        }
        Matcher lettered = LETTERED.matcher(text.strip());
        Step step = lettered.matches() ? LETTERS.get(lettered.group(1)) : step(frame, run);
        text = lettered.matches() ? lettered.group(2) : text;
        if (step == null || !text.strip().matches("\\d{1,6}(\\.\\d*)?")) {
            run.finding(
                    FindingCode.INVALID_VALUE,
                    Severity.WARNING,
                    sent.place(),
                    "The duration was not counted: a number is expected, in seconds (s), minutes (min), hours (h), days"
                            + " (d), weeks (wk), months (mo) or years (a).");
            return null;
        }
        sent.markRead(run);
        BigDecimal by = new BigDecimal(text.strip());
        return moved(time, step, earlier ? by.negate() : by) ? begun : null;
    }

    private @Nullable Step step(Frame frame, Run run) {
        Value sent = unit == null ? null : unit.value(frame.context, run);
        String text = sent == null ? null : sent.text();
        if (sent == null || text == null) {
            return MINUTE;
        }
        sent.markRead(run);
        return STEPS.get(text.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether the time is precise enough to be moved by such a step; if so it is moved. */
    private static boolean moved(BaseDateTimeType time, Step step, BigDecimal by) {
        TemporalPrecisionEnum precision = time.getPrecision();
        boolean whole = precision == TemporalPrecisionEnum.DAY && step.ofDays();
        boolean timed = precision.ordinal() > TemporalPrecisionEnum.DAY.ordinal();
        if (!whole && !timed) {
            return false;
        }
        // The calendar of the time's own offset, so that a duration never changes how the time is written; a date
        // without a time of day has none, and stands for its midnight in whatever zone it was read.
        TimeZone zone = time.getTimeZone();
        Calendar calendar = new GregorianCalendar(zone == null ? TimeZone.getDefault() : zone);
        calendar.setTime(time.getValue());
        if (step.ofDays()) {
            calendar.add(step.field(), by.intValue() * step.times());
        } else {
            int seconds = step == HOUR ? 3600 : step == MINUTE ? 60 : 1;
            calendar.add(
                    Calendar.SECOND,
                    by.multiply(BigDecimal.valueOf(seconds))
                            .setScale(0, RoundingMode.HALF_UP)
                            .intValue());
        }
        time.setValue(calendar.getTime(), precision);
        if (zone != null) {
            time.setTimeZone(zone);
        }
        return true;
    }
}
