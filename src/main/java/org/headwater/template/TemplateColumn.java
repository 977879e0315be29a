package org.headwater.template;

import java.util.List;
import org.headwater.dictionary.Element;

/**
 * A column of a template.
 *
 * @param element the dictionary element it stands for
 * @param heading what it is called; the dictionary knows no other element by it
 * @param required whether a row is of no use without it
 * @param help what to write, in plain language
 * @param choices words to choose from, all of which map; empty where anything may be written
 * @param open whether other words than the choices are welcome too
 * @param example what the example row shows
 * @param form how what is written there is kept
 */
public record TemplateColumn(
        Element element,
        String heading,
        boolean required,
        String help,
        List<String> choices,
        boolean open,
        String example,
        Form form) {

    public TemplateColumn {
        choices = List.copyOf(choices);
    }

    /** How a cell keeps what is written in it. */
    public enum Form {
        /** As typed: names, numbers with leading zeros, and dates of which only the year may be known. */
        TEXT("@", ""),
        /** A whole day. */
        DATE("yyyy-mm-dd", "Write the day as 2026-03-14."),
        NUMBER("0.##", "Write a number, without words."),
        MONEY("$#,##0.00", "Write an amount in dollars, without words.");

        private final String format;
        private final String advice;

        Form(String format, String advice) {
            this.format = format;
            this.advice = advice;
        }

        /** The spreadsheet's number format. */
        String format() {
            return format;
        }

        /** What to tell someone who wrote something else; empty where anything goes. */
        String advice() {
            return advice;
        }
    }

    /** The form of an element's cells: a birth date may be a year alone, which a spreadsheet would take for a day of 1905. */
    static Form formOf(Element element) {
        return switch (element.type()) {
            case "date", "date-time" -> element.name().endsWith("birth-date") ? Form.TEXT : Form.DATE;
            case "integer", "decimal", "quantity" -> Form.NUMBER;
            case "money" -> Form.MONEY;
            default -> Form.TEXT;
        };
    }
}
