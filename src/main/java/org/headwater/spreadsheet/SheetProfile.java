package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.message.TableForm;

/**
 * What one sheet of a file holds.
 *
 * @param name of the sheet, where the workbook has several; else empty
 * @param form how the file is written
 * @param headerRow the number of the row that names the columns
 * @param firstRow the number of the first row below the header
 * @param rows how many rows there are below the header
 * @param columns in order
 * @param samples some of its rows, each as a unit's own bytes
 */
record SheetProfile(
        String name,
        TableForm form,
        int headerRow,
        int firstRow,
        int rows,
        List<ColumnProfile> columns,
        List<byte[]> samples) {

    SheetProfile {
        columns = List.copyOf(columns);
        samples = List.copyOf(samples);
    }

    List<String> headers() {
        return columns.stream().map(ColumnProfile::header).toList();
    }
}
