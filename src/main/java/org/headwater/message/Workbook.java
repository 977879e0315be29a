package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.headwater.problem.FindingCode;
import org.jspecify.annotations.Nullable;

/** An XLSX workbook: the rows of its visible sheets, every cell as text. */
final class Workbook implements Closeable {

    /** Workbooks above this size are read from a temporary file instead of from memory. */
    private static final int KEPT_IN_MEMORY = 16 * 1024 * 1024;

    private static final long LARGEST_PART = 4L * 1024 * 1024 * 1024;
    private static final long LARGEST_TEXT_PART = 512L * 1024 * 1024;
    private static final long HARMLESS_PART = 64L * 1024 * 1024;
    private static final int DENSEST = 300;

    private final byte[] bytes;
    private final @Nullable Path file;

    private Workbook(byte[] bytes, @Nullable Path file) {
        this.bytes = bytes;
        this.file = file;
    }

    /**
     * Takes in a workbook whole: its directory stands at its end.
     *
     * @throws IOException when the stream fails
     */
    static Workbook from(InputStream in) throws IOException {
        byte[] start = in.readNBytes(KEPT_IN_MEMORY);
        if (start.length < KEPT_IN_MEMORY) {
            return new Workbook(start, null);
        }
        Path file = Files.createTempFile("headwater-", ".xlsx");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(start);
            in.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Workbook(new byte[0], file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** Hands over the units of all visible sheets; whatever is wrong with the workbook becomes a unit with a finding. */
    void read(Consumer<Unit> units) {
        SheetTables tables = new SheetTables(units);
        try {
            String danger = danger();
            if (danger != null) {
                tables.refuse("", FindingCode.UNREADABLE, danger);
                return;
            }
            ReadingOptions options = new ReadingOptions(true, true);
            try (ReadableWorkbook workbook = file == null
                    ? new ReadableWorkbook(new ByteArrayInputStream(bytes), options)
                    : new ReadableWorkbook(file.toFile(), options)) {
                readSheets(workbook, tables);
            }
        } catch (IOException | RuntimeException e) {
            tables.refuse(
                    "",
                    FindingCode.UNREADABLE,
                    "The workbook is damaged or of a kind that is not read (.xlsb, .ods). Open it in a spreadsheet program and"
                            + " save it as .xlsx.");
        }
    }

    /** Why the workbook would cost more memory than any honest one; null when it would not. */
    private @Nullable String danger() throws IOException {
        ZipFile.Builder builder = ZipFile.builder();
        if (file == null) {
            builder.setByteArray(bytes);
        } else {
            builder.setPath(file);
        }
        try (ZipFile zip = builder.get()) {
            for (ZipArchiveEntry part : Collections.list(zip.getEntries())) {
                long size = part.getSize();
                long most = part.getName().endsWith("sharedStrings.xml") ? LARGEST_TEXT_PART : LARGEST_PART;
                boolean dense = size > HARMLESS_PART && size / DENSEST > Math.max(1, part.getCompressedSize());
                if (size > most || dense) {
                    return "The workbook unpacks to far more than a workbook of its size should. Save it anew as .xlsx, or"
                            + " send the rows as CSV.";
                }
            }
            return null;
        }
    }

    private void readSheets(ReadableWorkbook workbook, SheetTables tables) throws IOException {
        List<Sheet> visible = workbook.getSheets()
                .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                .toList();
        Map<String, MergedCells> merged = mergedCells();
        for (Sheet sheet : visible) {
            SheetRows rows = tables.sheet(visible.size() > 1 ? sheet.getName() : "", TableForm.WORKBOOK);
            try {
                MergedCells areas = merged.getOrDefault(sheet.getName(), new MergedCells());
                tables.end(rows, readRows(sheet, new CellText(workbook.isDate1904()), areas, rows));
            } catch (IOException | RuntimeException e) {
                tables.broken(
                        rows,
                        sheet.getName(),
                        "The sheet cannot be read behind its last row that was: it is damaged, or saved as Strict Open XML. Open"
                                + " the workbook in a spreadsheet program and save it as an ordinary .xlsx.");
            }
        }
        tables.end();
    }

    private Map<String, MergedCells> mergedCells() throws IOException {
        ZipFile.Builder builder = ZipFile.builder();
        if (file == null) {
            builder.setByteArray(bytes);
        } else {
            builder.setPath(file);
        }
        try (ZipFile zip = builder.get()) {
            return WorkbookParts.of(zip).mergedCells();
        }
    }

    /** Whether there was any row. */
    private static boolean readRows(Sheet sheet, CellText text, MergedCells merged, SheetRows rows) throws IOException {
        boolean held = false;
        try (Stream<Row> stream = sheet.openStream()) {
            for (Iterator<Row> each = stream.iterator(); each.hasNext(); ) {
                Row row = each.next();
                List<String> cells = new ArrayList<>(row.getCellCount());
                for (Cell cell : row) {
                    cells.add(cell == null ? "" : text.of(cell));
                }
                held |= !cells.isEmpty();
                rows.row(
                        new SheetRows.Row(row.getRowNum(), merged.filled(row.getRowNum(), cells), "", null, List.of()));
            }
        }
        return held;
    }
}
