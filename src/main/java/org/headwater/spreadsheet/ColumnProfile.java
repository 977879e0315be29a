package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the values of one column look like. Takes the same memory however many rows there are. */
final class ColumnProfile {

    /** A column with more different values than this holds no codes. */
    static final int MOST_DIFFERENT = 200;

    private static final int LOOKED_AT_CLOSELY = 2_000;
    private static final int THEN_EVERY = 50;
    private static final int SAMPLES = 4;

    private final String header;
    private final boolean named;
    private final Map<String, Integer> different = new LinkedHashMap<>();
    private final Map<ValueKind, Integer> kinds = new EnumMap<>(ValueKind.class);
    private final Map<DateStyle, Integer> dates = new EnumMap<>(DateStyle.class);
    private final List<String> samples = new ArrayList<>();
    private boolean manyDifferent;
    private int filled;
    private int looked;
    private int sequence;
    private int oldYears;
    private int years;
    private int decimalCommas;
    private int decimalPoints;
    private int longest;

    /**
     * @param header the column's name
     * @param named whether the sender named it
     */
    ColumnProfile(String header, boolean named) {
        this.header = header;
        this.named = named;
    }

    void add(String text) {
        filled++;
        count(text);
        if (filled <= LOOKED_AT_CLOSELY || filled % THEN_EVERY == 0) {
            look(text);
        }
    }

    private void count(String text) {
        if (manyDifferent) {
            return;
        }
        Integer known = different.get(text);
        if (known == null && different.size() >= MOST_DIFFERENT) {
            manyDifferent = true;
            return;
        }
        different.put(text, known == null ? 1 : known + 1);
        if (known == null && samples.size() < SAMPLES) {
            samples.add(text);
        }
    }

    private void look(String text) {
        looked++;
        longest = Math.max(longest, text.length());
        for (ValueKind kind : ValueKind.values()) {
            if (kind.fits(text)) {
                kinds.merge(kind, 1, Integer::sum);
            }
        }
        DateStyle style = DateStyle.of(text);
        if (style != null) {
            dates.merge(style, 1, Integer::sum);
            OptionalInt year = DateStyle.year(text);
            if (year.isPresent()) {
                years++;
                oldYears += year.getAsInt() < 2015 ? 1 : 0;
            }
        }
        sequence += text.equals(Integer.toString(filled)) ? 1 : 0;
        decimalCommas += text.matches("[^,]*\\d,\\d{1,2}(?:\\D.*)?") ? 1 : 0;
        decimalPoints += text.matches("[^.]*\\d\\.\\d{1,2}(?:\\D.*)?|.*\\d,\\d{3}.*") ? 1 : 0;
    }

    String header() {
        return header;
    }

    boolean named() {
        return named;
    }

    int filled() {
        return filled;
    }

    /** Some different values, the first ones. */
    List<String> samples() {
        return List.copyOf(samples);
    }

    /** Different values and how often each stands there; empty when they are too many to be codes. */
    Map<String, Integer> different() {
        return manyDifferent ? Map.of() : different;
    }

    /** How many different values there are; the most that are counted when they are more. */
    int differentCount() {
        return different.size();
    }

    boolean manyDifferent() {
        return manyDifferent;
    }

    int longest() {
        return longest;
    }

    /** The part of the values that look like a kind, from 0 to 1. */
    double share(ValueKind kind) {
        return looked == 0 ? 0 : (double) kinds.getOrDefault(kind, 0) / looked;
    }

    /** The part of the values that can be read as dates, days that Excel counts included. */
    double dateShare() {
        return looked == 0
                ? 0
                : (double) dates.values().stream().mapToInt(Integer::intValue).sum() / looked;
    }

    /** The part of the dates that lie long ago, as birth dates do. */
    double oldShare() {
        return years == 0 ? 0 : (double) oldYears / years;
    }

    /** Whether the values do nothing but count the rows. */
    boolean countsRows() {
        return filled > 1 && sequence >= 0.85 * looked;
    }

    /** The kind that most values look like, the most telling first; null for an empty column. */
    @Nullable ValueKind kind() {
        for (ValueKind kind : new ValueKind[] {
            ValueKind.DATE,
            ValueKind.EMAIL,
            ValueKind.SSN,
            ValueKind.MEDICARE,
            ValueKind.PHONE,
            ValueKind.YES_NO,
            ValueKind.ZIP,
            ValueKind.WHOLE,
            ValueKind.MONEY,
            ValueKind.NUMBER,
            ValueKind.STREET,
            ValueKind.FULL_NAME,
            ValueKind.CODE,
            ValueKind.WORD,
            ValueKind.TEXT
        }) {
            if (share(kind) >= 0.7) {
                return kind;
            }
        }
        return null;
    }

    /** How its dates are written: the style that the certain ones show; null when there are no dates. */
    @Nullable DateStyle dateStyle() {
        if (dateShare() < 0.5) {
            return null;
        }
        int day = dates.getOrDefault(DateStyle.DAY_FIRST, 0);
        int month = dates.getOrDefault(DateStyle.MONTH_FIRST, 0);
        int either = dates.getOrDefault(DateStyle.EITHER, 0);
        if (day + month + either > 0) {
            return day > 0 && day >= month ? DateStyle.DAY_FIRST : month > 0 ? DateStyle.MONTH_FIRST : DateStyle.EITHER;
        }
        return dates.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Whether some of its dates have the month first for certain, and others the day. */
    boolean mixesDates() {
        return dates.containsKey(DateStyle.DAY_FIRST) && dates.containsKey(DateStyle.MONTH_FIRST);
    }

    /** How many dates may be read both ways. */
    int eitherWay() {
        return dates.getOrDefault(DateStyle.EITHER, 0);
    }

    /** Whether a comma stands before the cents. */
    boolean decimalComma() {
        return decimalCommas > 0 && decimalPoints == 0;
    }
}
