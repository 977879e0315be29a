package org.headwater.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * An amount of time as whole minutes, whatever its unit.
 *
 * @param unit of the amount; without a value, minutes
 */
record Minutes(Source unit) implements Conversion {

    private static final BigDecimal A_MINUTE = BigDecimal.valueOf(60);
    private static final String AMOUNT = "\\d{1,6}(\\.\\d*)?";

    /** Seconds of a unit: UCUM and ISO+ (v2.9 §7.4.2.6), and the words schedulers use. */
    private static final Map<String, Integer> SECONDS = Map.ofEntries(
            Map.entry("s", 1),
            Map.entry("sec", 1),
            Map.entry("second", 1),
            Map.entry("seconds", 1),
            Map.entry("m", 60),
            Map.entry("min", 60),
            Map.entry("mins", 60),
            Map.entry("minute", 60),
            Map.entry("minutes", 60),
            Map.entry("h", 3600),
            Map.entry("hr", 3600),
            Map.entry("hrs", 3600),
            Map.entry("hour", 3600),
            Map.entry("hours", 3600),
            Map.entry("d", 86_400),
            Map.entry("day", 86_400),
            Map.entry("days", 86_400),
            Map.entry("w", 604_800),
            Map.entry("wk", 604_800),
            Map.entry("week", 604_800),
            Map.entry("weeks", 604_800));

    @Override
    public @Nullable Converted convert(Rule rule, Frame frame, Run run, Value value, boolean another) {
        String text = value.text();
        if (text == null || text.isBlank()) {
            return null;
        }
        value.markRead(run);
        Integer seconds = seconds(frame, run);
        if (seconds == null || !text.strip().matches(AMOUNT)) {
            run.finding(
                    FindingCode.INVALID_VALUE,
                    Severity.WARNING,
                    value.place(),
                    "The time was not counted: a number is expected, in seconds (s), minutes (min), hours (h), days (d) or"
                            + " weeks (wk).");
            return null;
        }
        BigDecimal minutes = new BigDecimal(text.strip())
                .multiply(BigDecimal.valueOf(seconds))
                .divide(A_MINUTE, 0, RoundingMode.HALF_UP);
        IPrimitiveType<?> made = (IPrimitiveType<?>) rule.to().newValue();
        made.setValueAsString(minutes.toPlainString());
        return new Converted(made, null, false);
    }

    private @Nullable Integer seconds(Frame frame, Run run) {
        Value sent = unit.value(frame.context, run);
        String text = sent == null ? null : sent.text();
        if (sent == null || text == null) {
            return 60;
        }
        sent.markRead(run);
        return SECONDS.get(text.strip().toLowerCase(Locale.ROOT));
    }
}
