package org.headwater.template;

import java.util.List;

/**
 * A spreadsheet template for one kind of service.
 *
 * @param name its name in addresses and commands, {@code food-pantry}
 * @param title what it is called
 * @param purpose what one row of it is, in a sentence
 * @param sheet the name of the sheet to fill in
 * @param columns its columns in order
 */
public record Template(String name, String title, String purpose, String sheet, List<TemplateColumn> columns) {

    /** What the first cell of the example row says; table mappings take no such row for a person. */
    public static final String EXAMPLE = "EXAMPLE (not imported)";

    public Template {
        columns = List.copyOf(columns);
    }

    /** The file to download. */
    public String file() {
        return "headwater-" + name + ".xlsx";
    }

    /** How many columns must be filled in. */
    public long requiredColumns() {
        return columns.stream().filter(TemplateColumn::required).count();
    }
}
