package org.headwater.spreadsheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a person has said of a spreadsheet so far.
 *
 * @param columns by {@link #column}: an element's name, or {@code leave-out}
 * @param values by {@link #value}: the code a value stands for, or empty text for one that says nothing
 * @param dates by {@link #column}: {@code month-first} or {@code day-first}
 * @param sheets by name: {@code take} or {@code leave-out}
 */
record Answers(
        Map<String, String> columns,
        Map<String, String> values,
        Map<String, String> dates,
        Map<String, String> sheets) {

    static final String LEAVE_OUT = "leave-out";
    static final String TAKE = "take";
    static final Answers NONE = new Answers(Map.of(), Map.of(), Map.of(), Map.of());

    /** Divides the parts of a name; no control character, for names stand in forms. */
    static final String DIVIDE = " \u203A ";

    private static final ObjectMapper JSON = new ObjectMapper();

    Answers {
        columns = Map.copyOf(columns == null ? Map.of() : columns);
        values = Map.copyOf(values == null ? Map.of() : values);
        dates = Map.copyOf(dates == null ? Map.of() : dates);
        sheets = Map.copyOf(sheets == null ? Map.of() : sheets);
    }

    /** Names a column of a file. */
    static String column(String sheet, String header) {
        return sheet + DIVIDE + header;
    }

    /** Names a value that goes through a concept map. */
    static String value(String map, String value) {
        return map + DIVIDE + value;
    }

    /** These answers with others over them. */
    Answers and(Answers others) {
        return new Answers(
                merged(columns, others.columns),
                merged(values, others.values),
                merged(dates, others.dates),
                merged(sheets, others.sheets));
    }

    private static Map<String, String> merged(Map<String, String> known, Map<String, String> others) {
        Map<String, String> merged = new LinkedHashMap<>(known);
        merged.putAll(others);
        return merged;
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Answers of(String json) {
        try {
            return JSON.readValue(json, Answers.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answers kept are not readable", e);
        }
    }

    /** Prints no content: values may be anything. */
    @Override
    public String toString() {
        return "Answers[" + columns.size() + " columns, " + values.size() + " values]";
    }
}
