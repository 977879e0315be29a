package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.jspecify.annotations.Nullable;

/** A table's file as its sender knows it, with the cells marked that are to be put right and a column that says how. */
public final class AnnotatedTable {

    /** What the added column is called. */
    public static final String HEADING = "What to fix";

    private AnnotatedTable() {}

    /**
     * Writes a file anew in its own form.
     *
     * @param original the file as it was sent
     * @param form how it is written
     * @param sheets what is to be put right, by the sheets' names; of a file with one sheet under the empty name
     * @throws IOException when a stream fails, or the file is not what it was taken for
     */
    public static void write(InputStream original, TableForm form, Map<String, SheetNotes> sheets, OutputStream out)
            throws IOException {
        switch (form.kind()) {
            case "xlsx" -> AnnotatedWorkbook.write(original, sheets, out);
            case "xls" -> writeOld(original, sheets, out);
            default -> writeText(original, form, sheets.getOrDefault("", new SheetNotes(0, 0, Map.of())), out);
        }
    }

    private static void writeText(InputStream original, TableForm form, SheetNotes notes, OutputStream out)
            throws IOException {
        Charset charset = Charset.forName(form.characterSet());
        if (charset.name().startsWith("UTF-")) {
            out.write("\uFEFF".getBytes(charset));
        }
        DelimitedRecords records = new DelimitedRecords(SenderText.plain(original), form.separator());
        Writer text = new OutputStreamWriter(out, charset);
        for (DelimitedRecords.Row row = records.next(); row != null; row = records.next()) {
            RowNotes note = notes.rows().get(row.number());
            String last = row.number() == notes.headerRow() ? HEADING : note == null ? "" : note.text();
            text.write(line(row, last, notes.width(), form.separator()));
            text.write("\r\n");
        }
        text.flush();
    }

    private static String line(DelimitedRecords.Row row, String last, int width, char separator) {
        if (row.broken() != null) {
            return row.raw() + (last.isEmpty() ? "" : separator + cell(last, separator));
        }
        List<String> cells = new ArrayList<>(row.cells());
        if (!last.isEmpty()) {
            while (cells.size() < width) {
                cells.add("");
            }
            while (cells.size() > width
                    && TableHeader.stripped(cells.get(cells.size() - 1)).isEmpty()) {
                cells.remove(cells.size() - 1);
            }
            cells.add(last);
        }
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(line.isEmpty() ? "" : separator).append(cell(cell, separator));
        }
        return cells.isEmpty() || !cells.get(0).isEmpty() ? line.toString() : firstEmpty(cells, separator);
    }

    private static String firstEmpty(List<String> cells, char separator) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i < cells.size(); i++) {
            line.append(separator).append(cell(cells.get(i), separator));
        }
        return line.toString();
    }

    private static String cell(String text, char separator) {
        boolean plain = text.indexOf(separator) < 0
                && text.indexOf('"') < 0
                && text.indexOf('\n') < 0
                && text.indexOf('\r') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void writeOld(InputStream original, Map<String, SheetNotes> sheets, OutputStream out)
            throws IOException {
        try (HSSFWorkbook workbook = new HSSFWorkbook(new ByteArrayInputStream(original.readAllBytes()))) {
            Marks marks = new Marks(workbook);
            for (int i = 0; i < workbook.getNumberOfSheets(); i++) {
                Sheet sheet = workbook.getSheetAt(i);
                SheetNotes notes = notes(sheets, sheet.getSheetName(), workbook.getNumberOfSheets());
                if (notes != null) {
                    marks.into(sheet, notes);
                }
            }
            workbook.write(out);
        } catch (RuntimeException e) {
            throw new IOException(e.getClass().getSimpleName());
        }
    }

    /** The notes of a sheet: under its name, or under none where no other has any. */
    static @Nullable SheetNotes notes(Map<String, SheetNotes> sheets, String name, int all) {
        SheetNotes own = sheets.get(name);
        return own == null && (all == 1 || sheets.keySet().equals(Set.of(""))) ? sheets.get("") : own;
    }

    /** Marks the cells of an old workbook, one more style for each that marked cells have. */
    private static final class Marks {
        private final HSSFWorkbook workbook;
        private final Map<Short, CellStyle> marked = new java.util.HashMap<>();

        Marks(HSSFWorkbook workbook) {
            this.workbook = workbook;
        }

        void into(Sheet sheet, SheetNotes notes) {
            if (notes.headerRow() > 0 && sheet.getRow(notes.headerRow() - 1) != null) {
                sheet.getRow(notes.headerRow() - 1).createCell(notes.width()).setCellValue(HEADING);
            }
            notes.rows().forEach((number, note) -> {
                Row row = sheet.getRow(number - 1);
                if (row != null) {
                    note.columns().forEach(column -> mark(row, column));
                    row.createCell(notes.width()).setCellValue(note.text());
                }
            });
        }

        private void mark(Row row, int column) {
            Cell cell = row.getCell(column, Row.MissingCellPolicy.CREATE_NULL_AS_BLANK);
            cell.setCellStyle(marked.computeIfAbsent(cell.getCellStyle().getIndex(), index -> {
                CellStyle style = workbook.createCellStyle();
                style.cloneStyleFrom(workbook.getCellStyleAt(index));
                style.setFillForegroundColor(IndexedColors.LIGHT_YELLOW.getIndex());
                style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
                return style;
            }));
        }
    }
}
