package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * Reads tables: delimited text (comma, tab, semicolon or bar, found out by itself) and Excel workbooks, new and old. One row below the
 * header is one unit; its bytes hold the header and the row as CSV behind a line that keeps its number and sheet.
 */
final class TableReader implements UnitReader {

    private static final int BEGINNING = 64 * 1024;
    private static final List<String> TEXT_ENDINGS = List.of(".csv", ".tsv", ".tab", ".psv", ".txt");
    private static final List<String> WORKBOOK_ENDINGS = List.of(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods");

    @Override
    public Format format() {
        return Format.TABLE;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (isWorkbook(head) || isOldWorkbook(head)) {
            return true;
        }
        if (ZipMembers.isZip(head)) {
            return WORKBOOK_ENDINGS.stream().anyMatch(name::endsWith);
        }
        String text = SenderText.beginning(head);
        if (text.isBlank()
                || text.indexOf('\0') >= 0
                || "{[<".indexOf(text.stripLeading().charAt(0)) >= 0) {
            return false;
        }
        return TEXT_ENDINGS.stream().limit(4).anyMatch(name::endsWith) || isDelimited(text);
    }

    /** Whether the first bytes are those of a spreadsheet in Office Open XML or OpenDocument, not of any other zip. */
    static boolean isWorkbook(byte[] head) {
        if (!ZipMembers.isZip(head)) {
            return false;
        }
        String names = new String(head, StandardCharsets.ISO_8859_1);
        return names.startsWith("[Content_Types].xml", 30)
                || names.startsWith("_rels/.rels", 30)
                || names.startsWith("docProps/", 30)
                || names.startsWith("xl/", 30)
                || names.startsWith("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 30);
    }

    private static boolean isOldWorkbook(byte[] head) {
        int[] compoundFile = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
        for (int i = 0; i < compoundFile.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != compoundFile[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDelimited(String text) {
        try {
            int end = text.lastIndexOf('\n');
            String whole = end > 0 ? text.substring(0, end) : text;
            char separator = DelimitedRecords.separatorOf(whole);
            DelimitedRecords records = DelimitedRecords.of(whole, separator);
            int rows = 0;
            int wide = 0;
            for (DelimitedRecords.Row row = records.next(); row != null; row = records.next()) {
                if (!row.isBlank()) {
                    rows++;
                    wide += row.cells().size() > 1 ? 1 : 0;
                }
            }
            return rows > 1 && wide * 2 > rows;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        byte[] head = input.readNBytes(8192);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), input);
        if (SheetRows.isOneRow(head)) {
            readOneRow(new String(whole.readAllBytes(), StandardCharsets.UTF_8), units);
        } else if (isOldWorkbook(head)) {
            OldWorkbook.read(whole, units);
        } else if (ZipMembers.isZip(head)) {
            try (Workbook workbook = Workbook.from(whole)) {
                workbook.read(units);
            }
        } else {
            readText(whole, units);
        }
    }

    private static void readText(InputStream input, Consumer<Unit> units) throws IOException {
        SenderText text = SenderText.plain(input);
        PushbackReader reader = new PushbackReader(text, BEGINNING);
        String beginning = beginning(reader);
        if (beginning.isBlank()) {
            units.accept(refused(FindingCode.UNREADABLE, "The file is empty. Send it again, whole."));
            return;
        }
        if (beginning.indexOf('\0') >= 0) {
            units.accept(refused(
                    FindingCode.UNRECOGNISED_FORMAT,
                    "This is neither text nor a workbook. Send the table as .csv or .xlsx."));
            return;
        }
        reader.unread(beginning.toCharArray());
        readRows(reader, text, separator(beginning), units);
    }

    private static String beginning(PushbackReader reader) throws IOException {
        char[] buffer = new char[BEGINNING];
        int length = 0;
        for (int read = reader.read(buffer); read > 0; read = reader.read(buffer, length, buffer.length - length)) {
            length += read;
            if (length == buffer.length) {
                break;
            }
        }
        return new String(buffer, 0, length);
    }

    private static char separator(String beginning) throws IOException {
        if (isSeparatorHint(beginning.strip())) {
            return beginning.strip().charAt(4);
        }
        int end = beginning.lastIndexOf('\n');
        boolean cut = beginning.length() == BEGINNING && end > 0;
        return DelimitedRecords.separatorOf(cut ? beginning.substring(0, end) : beginning);
    }

    /** Excel writes and reads {@code sep=;} as a first line. */
    private static boolean isSeparatorHint(String text) {
        return text.length() > 5 && text.startsWith("sep=") && (text.charAt(5) == '\r' || text.charAt(5) == '\n');
    }

    private static void readRows(PushbackReader reader, SenderText text, char separator, Consumer<Unit> units)
            throws IOException {
        TableForm form = new TableForm("csv", text.characterSet(), separator);
        SheetRows rows = new SheetRows("", true, form, new SheetRows.Numbering(), units);
        DelimitedRecords records = new DelimitedRecords(reader, separator);
        boolean characterSetTold = false;
        for (DelimitedRecords.Row row = records.next(); row != null; row = records.next()) {
            boolean hint = row.number() == 1 && row.raw().equals("sep=" + separator);
            if (hint || row.isBlank()) {
                continue;
            }
            List<Finding> findings = List.of();
            if (!characterSetTold && text.firstRepairedLine() > 0 && row.lastLine() >= text.firstRepairedLine()) {
                findings = text.findings();
                characterSetTold = true;
            }
            rows.row(asRead(row, findings));
        }
        if (!rows.end()) {
            rows.refuse();
        }
    }

    /** A unit's own bytes: the row as it was in its file. */
    private static void readOneRow(String text, Consumer<Unit> units) throws IOException {
        int end = Math.max(text.indexOf('\n'), SheetRows.ROW_MARK.length());
        String mark = text.substring(SheetRows.ROW_MARK.length(), end);
        int blank = mark.indexOf(' ');
        int number = number(blank < 0 ? mark : mark.substring(0, blank));
        DelimitedRecords records = DelimitedRecords.of(text.substring(end), ',');
        records.next(); // what is left of the mark's line
        DelimitedRecords.Row header = records.next();
        if (header == null || number < 1) {
            units.accept(refused(FindingCode.UNREADABLE, "The row has lost its header. Send the file again, whole."));
            return;
        }
        String sheet = blank < 0 ? "" : mark.substring(blank + 1);
        TableForm form = new TableForm("csv", "UTF-8", ',');
        SheetRows rows = new SheetRows(sheet, true, form, new SheetRows.Numbering(), units);
        rows.header(header.cells());
        records.number(number);
        for (DelimitedRecords.Row row = records.next(); row != null; row = records.next()) {
            rows.row(asRead(row, List.of()));
        }
        rows.end();
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static SheetRows.Row asRead(DelimitedRecords.Row row, List<Finding> findings) {
        return new SheetRows.Row(row.number(), row.cells(), row.raw(), row.broken(), findings);
    }

    private static Unit refused(FindingCode code, String message) {
        return SheetRows.refused(1, "", new byte[0], Finding.of(code, Severity.FATAL, "", message));
    }
}
