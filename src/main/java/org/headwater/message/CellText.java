package org.headwater.message;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.jspecify.annotations.Nullable;

/**
 * An XLSX cell as text: dates in ISO form, with a time where they have one; numbers in full and without the noise of binary
 * fractions, with the leading zeros their format shows (ZIP codes, social security numbers); {@code true} and {@code false}.
 */
final class CellText {

    /** Excel computes with 15 digits; what lies beyond is noise. */
    private static final MathContext EXCEL = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final long LAST_DAY = 2_958_465; // 9999-12-31
    private static final int SECONDS_A_DAY = 86_400;
    private static final Pattern LITERALS = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.");
    private static final Pattern BRACKETS = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern ELAPSED = Pattern.compile("\\[(h+|m+|s+)\\]");
    private static final Pattern DIGITS = Pattern.compile("[0#]+(?:[- ()/][0#]+)*");

    private enum Kind {
        NUMBER,
        DATE,
        TIME,
        ELAPSED_TIME,
        DIGITS
    }

    private final boolean from1904;
    private final Map<String, Kind> kinds = new HashMap<>();

    CellText(boolean from1904) {
        this.from1904 = from1904;
    }

    String of(Cell cell) {
        if (cell.getType() == CellType.ERROR || cell.getType() == CellType.EMPTY) {
            return Objects.requireNonNullElse(cell.getRawValue(), "");
        }
        Object value = cell.getValue();
        if (value instanceof BigDecimal number) {
            return number(number, cell.getDataFormatString());
        }
        if (value == null) {
            return "";
        }
        return lines(value.toString());
    }

    /** Text with line ends as we write them. */
    static String lines(String text) {
        return text.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', '\n');
    }

    /**
     * A number as its format shows it.
     *
     * @param format the number format's code; null for none
     */
    String number(BigDecimal number, @Nullable String format) {
        Kind kind = format == null ? Kind.NUMBER : kinds.computeIfAbsent(format, CellText::kindOf);
        return switch (kind) {
            case NUMBER -> plain(number);
            case DIGITS -> digits(number, Objects.requireNonNullElse(format, ""));
            case DATE, TIME, ELAPSED_TIME -> time(number, kind);
        };
    }

    private static Kind kindOf(String format) {
        String first = format.split(";", -1)[0];
        String code = LITERALS.matcher(first).replaceAll("").toLowerCase(Locale.ROOT);
        if (code.equals("general") || code.contains("@")) {
            return Kind.NUMBER;
        }
        if (ELAPSED.matcher(code).find()) {
            return Kind.ELAPSED_TIME;
        }
        code = BRACKETS.matcher(code).replaceAll("").replace("am/pm", "").replace("a/p", "");
        boolean clock = code.contains("h") || code.contains("s");
        if (code.contains("y") || code.contains("d") || (code.contains("m") && !clock)) {
            return Kind.DATE;
        }
        if (clock) {
            return Kind.TIME;
        }
        String shown = digitPattern(format);
        return DIGITS.matcher(shown).matches() && (shown.contains("00") || shown.contains("-"))
                ? Kind.DIGITS
                : Kind.NUMBER;
    }

    private static String digitPattern(String format) {
        return format.split(";", -1)[0].replace("\\", "").replace("\"", "");
    }

    static String plain(BigDecimal number) {
        BigDecimal rounded = number.round(EXCEL);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static String digits(BigDecimal number, String format) {
        String given = plain(number);
        if (number.signum() < 0 || given.contains(".")) {
            return given;
        }
        String pattern = digitPattern(format);
        StringBuilder reversed = new StringBuilder();
        StringBuilder waiting = new StringBuilder();
        int left = given.length();
        for (int i = pattern.length() - 1; i >= 0; i--) {
            char c = pattern.charAt(i);
            if (c != '0' && c != '#') {
                waiting.append(c);
            } else if (left > 0 || c == '0') {
                reversed.append(waiting).append(left > 0 ? given.charAt(--left) : '0');
                waiting.setLength(0);
            }
        }
        return given.substring(0, left) + reversed.reverse();
    }

    private String time(BigDecimal serial, Kind kind) {
        double days = serial.doubleValue();
        if (days < 0 || days > LAST_DAY) {
            return plain(serial);
        }
        long seconds = Math.round(days * SECONDS_A_DAY);
        long day = seconds / SECONDS_A_DAY;
        LocalTime time = LocalTime.ofSecondOfDay(seconds % SECONDS_A_DAY);
        if (kind == Kind.ELAPSED_TIME) {
            return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, time.getMinute(), time.getSecond());
        }
        if (kind == Kind.TIME && day == 0) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        }
        LocalDate date = date(day);
        return time.equals(LocalTime.MIDNIGHT)
                ? date.toString()
                : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.of(date, time));
    }

    /** Days count from 1900-01-01 as 1, with a 29 February 1900 that never was (ECMA-376 part 1 §18.17.4.1), or from 1904. */
    private LocalDate date(long day) {
        if (from1904) {
            return LocalDate.of(1904, 1, 1).plusDays(day);
        }
        return LocalDate.of(1899, 12, day < 60 ? 31 : 30).plusDays(day);
    }
}
