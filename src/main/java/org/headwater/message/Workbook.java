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
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
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
        SheetRows.Numbering numbering = new SheetRows.Numbering();
        try {
            String danger = danger();
            if (danger != null) {
                units.accept(refused(numbering, "", FindingCode.UNREADABLE, danger));
                return;
            }
            ReadingOptions options = new ReadingOptions(true, true);
            try (ReadableWorkbook workbook = file == null
                    ? new ReadableWorkbook(new ByteArrayInputStream(bytes), options)
                    : new ReadableWorkbook(file.toFile(), options)) {
                readSheets(workbook, numbering, units);
            }
        } catch (IOException | RuntimeException e) {
            units.accept(refused(
                    numbering,
                    "",
                    FindingCode.UNREADABLE,
                    "The workbook is damaged or of a kind that is not read (.xlsb, .ods). Open it in a spreadsheet program and"
                            + " save it as .xlsx."));
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

    private void readSheets(ReadableWorkbook workbook, SheetRows.Numbering numbering, Consumer<Unit> units) {
        List<Sheet> visible = workbook.getSheets()
                .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                .toList();
        List<SheetRows> headless = new ArrayList<>();
        boolean anyHeader = false;
        for (Sheet sheet : visible) {
            SheetRows rows = new SheetRows(visible.size() > 1 ? sheet.getName() : "", false, numbering, units);
            try {
                boolean held = readRows(sheet, new CellText(workbook.isDate1904()), rows);
                boolean understood = rows.end();
                if (!understood) {
                    headless.add(rows);
                }
                anyHeader |= held && understood;
            } catch (IOException | RuntimeException e) {
                rows.end();
                anyHeader = true;
                units.accept(refused(
                        numbering,
                        "sheet \"" + sheet.getName() + "\"",
                        FindingCode.UNREADABLE,
                        "The sheet cannot be read behind its last row that was: it is damaged, or saved as Strict Open XML. Open"
                                + " the workbook in a spreadsheet program and save it as an ordinary .xlsx."));
            }
        }
        boolean othersSpeak = anyHeader;
        // beside a table, a sheet of notes is no fault
        headless.stream().filter(rows -> !othersSpeak || rows.isWide()).forEach(SheetRows::refuse);
        if (!anyHeader && headless.isEmpty()) {
            units.accept(refused(
                    numbering,
                    "",
                    FindingCode.UNRECOGNISED_FORMAT,
                    "No visible sheet of the workbook holds any data. Send the workbook with its rows filled in."));
        }
    }

    /** Whether there was any row. */
    private static boolean readRows(Sheet sheet, CellText text, SheetRows rows) throws IOException {
        boolean held = false;
        try (Stream<Row> stream = sheet.openStream()) {
            for (Iterator<Row> each = stream.iterator(); each.hasNext(); ) {
                Row row = each.next();
                List<String> cells = new ArrayList<>(row.getCellCount());
                for (Cell cell : row) {
                    cells.add(cell == null ? "" : text.of(cell));
                }
                held |= !cells.isEmpty();
                rows.row(new SheetRows.Row(row.getRowNum(), cells, "", null, List.of()));
            }
        }
        return held;
    }

    private static Unit refused(SheetRows.Numbering numbering, String place, FindingCode code, String message) {
        return SheetRows.refused(
                numbering.next(), place, new byte[0], Finding.of(code, Severity.FATAL, place, message));
    }
}
