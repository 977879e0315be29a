package org.headwater.coverage;

/**
 * One row of one of HL7's v2-to-FHIR tables.
 *
 * @param table the table's name ({@code PID[Patient]})
 * @param line counted from 1 among the table's rows
 * @param source segment, field, component or code it maps from; empty where the table names none
 * @param target FHIR attribute, code or resource it maps to; empty where the table names none
 * @param datatypeMap the data type table it leads to ({@code CX[Identifier]}); empty for none
 * @param vocabulary the code table it leads to; empty for none
 * @param assigned the constant it assigns, or the code system of a code; empty for none
 * @param references what a message's row says refers to what; empty for none
 */
record OfficialRow(
        Kind kind,
        String table,
        int line,
        String source,
        String target,
        String datatypeMap,
        String vocabulary,
        String assigned,
        String references) {

    /** The kinds of tables, as the page orders them. */
    enum Kind {
        SEGMENTS("segments", "Segments"),
        DATATYPES("datatypes", "Data types"),
        CODES("codesystems", "Codes"),
        MESSAGES("messages", "Messages");

        final String folder;
        final String title;

        Kind(String folder, String title) {
            this.folder = folder;
            this.title = title;
        }
    }

    /** How coverage.yaml names it. */
    String name() {
        return source.isEmpty() ? target : source + " " + target;
    }

    /** The table's resource or data type: {@code Patient} of {@code PID[Patient]}, {@code Observation} of {@code OBX[Observation-Component]}. */
    String targetType() {
        int open = table.indexOf('[');
        String flavour = table.substring(open + 1, table.lastIndexOf(']'));
        int end = flavour.indexOf('-') > 0 ? flavour.indexOf('-') : flavour.length();
        return flavour.substring(0, end);
    }

    /** The table's segment or v2 data type. */
    String sourceType() {
        return table.substring(0, table.indexOf('['));
    }
}
