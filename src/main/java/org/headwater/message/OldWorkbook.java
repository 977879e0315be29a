package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * An old Excel workbook (.xls, BIFF8 of Excel 97 to 2003): the rows of its visible sheets, every cell as text. A sheet of it
 * ends at row 65,536, so that it may be read whole.
 */
final class OldWorkbook {

    private static final int LARGEST = 128 * 1024 * 1024;

    private OldWorkbook() {}

    /** Hands over the units of all visible sheets; whatever is wrong with the workbook becomes a unit with a finding. */
    static void read(InputStream in, Consumer<Unit> units) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            units.accept(refused("This .xls workbook is larger than any that Excel wrote. Save it as .xlsx or CSV."));
            return;
        }
        try (HSSFWorkbook workbook = new HSSFWorkbook(new java.io.ByteArrayInputStream(bytes))) {
            readSheets(workbook, units);
        } catch (EncryptedDocumentException e) {
            units.accept(
                    refused("The workbook is protected by a password. Save it without password and send it again."));
        } catch (OldExcelFormatException e) {
            units.accept(refused("The workbook was written by Excel 95 or older. Save it as .xlsx and send it again."));
        } catch (IOException | RuntimeException e) {
            units.accept(refused(
                    "The file is a damaged old workbook (.xls), or of another program of that time. Open it in a spreadsheet"
                            + " program and save it as .xlsx."));
        }
    }

    private static void readSheets(HSSFWorkbook workbook, Consumer<Unit> units) {
        SheetTables tables = new SheetTables(units);
        List<Sheet> visible = new ArrayList<>();
        for (int i = 0; i < workbook.getNumberOfSheets(); i++) {
            if (workbook.getSheetVisibility(i) == SheetVisibility.VISIBLE) {
                visible.add(workbook.getSheetAt(i));
            }
        }
        for (Sheet sheet : visible) {
            SheetRows rows = tables.sheet(visible.size() > 1 ? sheet.getSheetName() : "", TableForm.OLD_WORKBOOK);
            MergedCells merged = new MergedCells();
            sheet.getMergedRegions()
                    .forEach(area -> merged.add(
                            area.getFirstRow() + 1,
                            area.getLastRow() + 1,
                            area.getFirstColumn(),
                            area.getLastColumn()));
            CellText text = new CellText(workbook.getInternalWorkbook().isUsing1904DateWindowing());
            boolean held = false;
            for (Row row : sheet) {
                List<String> cells = new ArrayList<>();
                for (int column = 0; column < row.getLastCellNum(); column++) {
                    cells.add(text(row.getCell(column), text));
                }
                held |= !cells.isEmpty();
                rows.row(new SheetRows.Row(
                        row.getRowNum() + 1, merged.filled(row.getRowNum() + 1, cells), "", null, List.of()));
            }
            tables.end(rows, held);
        }
        tables.end();
    }

    private static String text(@Nullable Cell cell, CellText text) {
        if (cell == null) {
            return "";
        }
        CellType type = cell.getCellType() == CellType.FORMULA ? cell.getCachedFormulaResultType() : cell.getCellType();
        return switch (type) {
            case NUMERIC ->
                text.number(
                        BigDecimal.valueOf(cell.getNumericCellValue()),
                        cell.getCellStyle().getDataFormatString());
            case STRING -> CellText.lines(cell.getRichStringCellValue().getString());
            case BOOLEAN -> String.valueOf(cell.getBooleanCellValue());
            case ERROR -> FormulaError.forInt(cell.getErrorCellValue()).getString();
            default -> "";
        };
    }

    private static Unit refused(String message) {
        return SheetRows.refused(
                1, "", new byte[0], Finding.of(FindingCode.UNRECOGNISED_FORMAT, Severity.FATAL, "", message));
    }
}
