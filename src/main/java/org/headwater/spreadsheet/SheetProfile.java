package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.message.TableForm;

/**
 * What one sheet of a file holds.
 *
 * @param name of the sheet, where the workbook has several; else empty
 * @param form how the file is written
 * @param firstRow the number of the first row below the header
 * @param rows how many rows there are below the header
 * @param columns in order
 */
record SheetProfile(String name, TableForm form, int firstRow, int rows, List<ColumnProfile> columns) {

    SheetProfile {
        columns = List.copyOf(columns);
    }

    List<String> headers() {
        return columns.stream().map(ColumnProfile::header).toList();
    }
}
