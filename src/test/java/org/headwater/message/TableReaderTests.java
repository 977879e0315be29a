package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class TableReaderTests {

    @Test
    void aRowIsAUnitWithItsCellsByHeader() {
        List<Unit> units = read("Client,DOB, Visit  date \nAda Testwater,1980-02-03,\n\nBob Testwater,,2026-01-05\n");
        assertThat(units).extracting(Unit::type).containsOnly("table");
        assertThat(units).extracting(Unit::place).containsExactly("row 2", "row 4");
        assertThat(units).extracting(Unit::number).containsExactly(1, 2);
        TableRow first = row(units.get(0));
        assertThat(first.headers()).containsExactly("Client", "DOB", "Visit date");
        assertThat(first.children()).extracting(Node::name).containsExactly("Client", "DOB");
        assertThat(text(first, "DOB")).isEqualTo("1980-02-03");
        assertThat(first.first("Visit date")).isNull();
        assertThat(first.first("nowhere")).isNull();
        assertThat(cell(first, "DOB").location().path()).isEqualTo("row 2, column \"DOB\"");
        assertThat(row(units.get(1)).number()).isEqualTo(4);
    }

    @Test
    void theSeparatorIsFoundOut() {
        for (String separator : List.of(",", "\t", ";", "|")) {
            String text = "Name;DOB;Amount\nAda, T.;1980-02-03;1|5\nBob, T.;1981-02-03;2,5\n"
                    .replace("|", "/")
                    .replace(",", separator.equals(",") ? "/" : ",")
                    .replace(";", separator);
            assertThat(read(text))
                    .as(separator)
                    .hasSize(2)
                    .allSatisfy(unit -> assertThat(row(unit).children()).hasSize(3));
        }
        assertThat(text(row(only("sep=;\nName;Town\nAda;Ely\n")), "Town")).isEqualTo("Ely");
    }

    @Test
    void quotedCellsMayHoldSeparatorsQuotesAndLines() {
        List<Unit> units =
                read("Name,Note\r\n\"Testwater, Ada\",\"said \"\"no\"\"\r\ntwice\"\r\nBob, \"5' 4\"\" tall\" \r\n"
                        + "\"Cy \"the\" Third\",5' 4\"\r\n");
        assertThat(text(row(units.get(0)), "Name")).isEqualTo("Testwater, Ada");
        assertThat(text(row(units.get(0)), "Note")).isEqualTo("said \"no\"\ntwice");
        assertThat(text(row(units.get(1)), "Note")).isEqualTo("5' 4\" tall");
        assertThat(text(row(units.get(2)), "Name")).isEqualTo("Cy \"the\" Third");
        assertThat(text(row(units.get(2)), "Note")).isEqualTo("5' 4\"");
        assertThat(units).extracting(Unit::place).containsExactly("row 2", "row 3", "row 4");
    }

    @Test
    void aQuoteThatIsNotClosedCostsOnlyItsRow() {
        List<Unit> units = read("Name,Town\nAda,Ely\n\"Bob,Ely\nCy,Ely\nDee,\"Ely\"\n");
        assertThat(units).extracting(Unit::place).containsExactly("row 2", "row 3", "row 4", "row 5");
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(true, false, true, true);
        Finding finding = units.get(1).findings().get(0);
        assertThat(finding.code()).isEqualTo(FindingCode.UNREADABLE);
        assertThat(finding.message()).contains("quote").doesNotContain("Bob");
        assertThat(only(units.get(1).bytes()).findings()).isEqualTo(units.get(1).findings());
    }

    @Test
    void aRowWithCellsTooManyIsRefusedAndOneWithTooFewIsRead() {
        List<Unit> units = read("Name,Town,DOB\nTestwater, Ada,Ely,1980-01-01\nBob,Ely\nCy,Ely,1981-01-01,,\n");
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(false, true, true);
        assertThat(units.get(0).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.UNEXPECTED_STRUCTURE);
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.location().path()).isEqualTo("row 2");
        });
        assertThat(units.get(1).findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);
        assertThat(units.get(2).findings()).isEmpty();
    }

    @Test
    void theSameHeaderTwiceAndNoHeaderAreToldApart() {
        TableRow row = row(only("Phone,Phone,,Town\n1,2,3,4\n"));
        assertThat(row.headers()).containsExactly("Phone", "Phone (2)", "column C", "Town");
        assertThat(text(row, "Phone (2)")).isEqualTo("2");
        assertThat(cell(row, "column C").location().path()).isEqualTo("row 2, column C");
    }

    @Test
    void titlesAndRepeatedHeadersAreNoRows() {
        List<Unit> units = read(
                "Pantry visits,,\nMarch 2026,,\n,,\nClient,DOB,Boxes\nAda,1980-01-01,2\nClient,DOB,Boxes\nBob,,1\n");
        assertThat(units).extracting(Unit::place).containsExactly("row 5", "row 7");
        assertThat(row(units.get(0)).headers()).containsExactly("Client", "DOB", "Boxes");
    }

    @Test
    void aHeaderMayStandOnTwoRows() {
        List<Unit> wrapped =
                read("Client,Date of,Home,Visit\nName,Birth,Phone,Date\nAda Testwater,1980-01-01,555-0101,2026-03-02\n"
                        + "Bob Testwater,1981-01-01,555-0102,2026-03-02\n");
        assertThat(wrapped).extracting(Unit::place).containsExactly("row 3", "row 4");
        assertThat(row(wrapped.get(0)).headers())
                .containsExactly("Client Name", "Date of Birth", "Home Phone", "Visit Date");
        List<Unit> groups = read("Client,,,Emergency contact,,Visit date\nName,DOB,Phone,Name,Phone,\n"
                + "Ada Testwater,1980-01-01,555-0101,Bob,555-0102,2026-03-02\n");
        assertThat(row(groups.get(0)).headers())
                .containsExactly(
                        "Client Name",
                        "DOB",
                        "Client Phone",
                        "Emergency contact Name",
                        "Emergency contact Phone",
                        "Visit date");
        assertThat(only(groups.get(0).bytes()).place()).isEqualTo("row 3");
    }

    @Test
    void aRowOfWordsIsNoSecondHeaderWhereTheTableHoldsWords() {
        List<Unit> units = read("Client,Town,DOB,Phone\nAda,Ely,unknown,none\nBob,Ely,1981-01-01,555-0102\nCy,Ely,,\n");
        assertThat(units).hasSize(3);
        assertThat(row(units.get(0)).headers()).containsExactly("Client", "Town", "DOB", "Phone");
    }

    @Test
    void cellsMergedOverRowsSayTheSameOfAllOfThem() throws IOException {
        byte[] bytes = workbook(book -> {
            Worksheet sheet = book.newWorksheet("Visits");
            sheet.value(0, 0, "Client");
            sheet.value(0, 1, "Visit");
            sheet.value(1, 0, "Ada Testwater");
            sheet.value(1, 1, "2026-03-01");
            sheet.value(2, 1, "2026-03-08");
            sheet.value(3, 0, "Bob Testwater");
            sheet.value(3, 1, "2026-03-08");
            sheet.range(1, 0, 2, 0).merge();
        });
        List<Unit> units = read(bytes);
        assertThat(units)
                .extracting(unit -> text(row(unit), "Client"))
                .containsExactly("Ada Testwater", "Ada Testwater", "Bob Testwater");
    }

    @Test
    void oldWorkbooksAreReadLikeNewOnes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (org.apache.poi.hssf.usermodel.HSSFWorkbook book = new org.apache.poi.hssf.usermodel.HSSFWorkbook()) {
            var sheet = book.createSheet("Visits");
            sheet.createRow(0).createCell(0).setCellValue("Hope Pantry");
            String[] headers = {"Client", "DOB", "ZIP", "Boxes"};
            var header = sheet.createRow(2);
            for (int i = 0; i < headers.length; i++) {
                header.createCell(i).setCellValue(headers[i]);
            }
            var row = sheet.createRow(3);
            row.createCell(0).setCellValue("Ada Testwater");
            var date = book.createCellStyle();
            date.setDataFormat(book.createDataFormat().getFormat("m/d/yy"));
            row.createCell(1).setCellValue(29252);
            row.getCell(1).setCellStyle(date);
            var zip = book.createCellStyle();
            zip.setDataFormat(book.createDataFormat().getFormat("00000"));
            row.createCell(2).setCellValue(2139);
            row.getCell(2).setCellStyle(zip);
            row.createCell(3).setCellFormula("1+1");
            row.getCell(3).setCellValue(2);
            book.write(out);
        }
        Unit unit = only(out.toByteArray());
        assertThat(unit.place()).isEqualTo("row 4");
        assertThat(text(row(unit), "DOB")).isEqualTo("1980-02-01");
        assertThat(text(row(unit), "ZIP")).isEqualTo("02139");
        assertThat(text(row(unit), "Boxes")).isEqualTo("2");
        assertThat(row(unit).form().kind()).isEqualTo("xls");
    }

    @Test
    void aTitleLaidOutOverCellsIsNoHeader() {
        Unit unit = only(
                "Agency:,Hope Pantry,,\nMonth:,March,,\n,,,\nClient,DOB,Visit,Boxes\nAda,1980-01-01,2026-03-02,2\n");
        assertThat(row(unit).headers()).containsExactly("Client", "DOB", "Visit", "Boxes");
    }

    @Test
    void columnsWithoutNameDoNotMakeAHeaderOfTheirFirstRow() {
        List<Unit> units = read("Client,Town,\nAda,Ely,came late\nBob,Ely,\nCy,Ely,\n");
        assertThat(row(units.get(0)).headers()).containsExactly("Client", "Town", "column C");
    }

    @Test
    void digitsGuardedForExcelAreRead() {
        TableRow row = row(only("ZIP,SSN\n=\"02139\",\"=\"\"012345678\"\"\"\n"));
        assertThat(text(row, "ZIP")).isEqualTo("02139");
        assertThat(text(row, "SSN")).isEqualTo("012345678");
    }

    @Test
    void aTableWithoutHeaderIsRefusedOnce() {
        Unit unit = only("4711,1980-01-01,2\n4712,1981-01-01,3\n");
        assertThat(unit.root()).isNull();
        assertThat(unit.findings().get(0).message()).contains("header");
        assertThat(only(unit.bytes()).findings()).isEqualTo(unit.findings());
    }

    @Test
    void aHeaderAloneGivesNoRows() {
        assertThat(read("Client,DOB\n")).isEmpty();
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        assertRefused("".getBytes(StandardCharsets.UTF_8), FindingCode.UNREADABLE, "empty");
        assertRefused(new byte[] {1, 2, 0, 4, 5, 0, 7, 8, 9}, FindingCode.UNRECOGNISED_FORMAT, "neither text");
        byte[] old = new byte[600];
        System.arraycopy(
                new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1},
                0,
                old,
                0,
                8);
        assertRefused(old, FindingCode.UNRECOGNISED_FORMAT, ".xlsx");
        assertThat(new TableReader().recognises(old, "visits.xls")).isTrue();
        byte[] whole = workbook(book -> book.newWorksheet("A").value(0, 0, "x"));
        assertRefused(java.util.Arrays.copyOf(whole, whole.length / 2), FindingCode.UNREADABLE, "damaged");
        assertRefused(workbook(book -> book.newWorksheet("A")), FindingCode.UNRECOGNISED_FORMAT, "holds any data");
    }

    @Test
    void encodingsAreFoundOut() {
        String text = "Name,Town\nZoë Testwater,Ávila\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(text(row(only(text.getBytes(charset))), "Town"))
                    .as(charset.name())
                    .isEqualTo("Ávila");
            byte[] marked = ("\uFEFF" + text).getBytes(charset);
            assertThat(row(only(marked)).headers()).as(charset.name()).containsExactly("Name", "Town");
        }
        List<Unit> units =
                read(("Name,Town\nAda,Ely\nZoë,Ávila\nBob,Ávila\n").getBytes(Charset.forName("windows-1252")));
        assertThat(units).extracting(unit -> unit.findings().size()).containsExactly(0, 1, 0);
        assertThat(text(row(units.get(1)), "Name")).isEqualTo("Zoë");
        assertThat(units.get(1).findings().get(0).code()).isEqualTo(FindingCode.CHARACTER_SET);
        assertThat(units.get(1).findings().get(0).location().path()).isEqualTo("line 3");
    }

    @Test
    void aUnitsBytesReadBackToTheUnit() throws IOException {
        List<Unit> units = new ArrayList<>(read("Name;;Note\nAda;1;\"a \"\"b\"\",\n;c\"\nBob;;#REF!\nCy\n"));
        units.addAll(read(workbook(book -> {
            Worksheet sheet = book.newWorksheet("Visits, \"new\"");
            sheet.value(1, 0, "Name");
            sheet.value(1, 1, "Town");
            sheet.value(2, 0, "Ada, T.");
            sheet.value(2, 3, "beyond");
            for (int i = 3; i < 60; i++) {
                sheet.value(i, 0, "B");
            }
            sheet.value(59, 6, "far beyond");
            book.newWorksheet("Empty");
        })));
        assertThat(units).hasSize(61);
        for (Unit unit : units) {
            Unit again = only(unit.bytes());
            assertThat(again.place()).isEqualTo(unit.place());
            assertThat(again.personKey()).isEqualTo(unit.personKey());
            assertThat(again.findings()).isEqualTo(unit.findings());
            assertThat(again.bytes()).isEqualTo(unit.bytes());
            assertThat(row(again).headers()).isEqualTo(row(unit).headers());
            assertThat(row(again).children())
                    .extracting(Node::text)
                    .isEqualTo(row(unit).children().stream().map(Node::text).toList());
            assertThat(row(again).children())
                    .extracting(Node::location)
                    .isEqualTo(row(unit).children().stream().map(Node::location).toList());
        }
    }

    @Test
    void aPersonIsToldApartByIdElseByNameAndBirthDate() {
        assertThat(only("Name,Client ID\nAda Testwater,C-7\n").personKey()).isEqualTo("id|c-7");
        assertThat(only("MRN,SSN\n,999-00-1234\n").personKey()).isNull();
        assertThat(only("First Name,Last Name,Date of Birth\nAda,Testwater,1980-02-03\n")
                        .personKey())
                .isEqualTo("person|testwater|ada|1980-02-03");
        assertThat(only("Client,DOB\n Ada T. ,\n").personKey()).isEqualTo("person|ada t.|");
        assertThat(only("Town,Boxes\nEly,2\n").personKey()).isNull();
    }

    @Test
    void aWorkbooksCellsAreText() throws IOException {
        List<Unit> units = read(workbook(book -> {
            Worksheet sheet = book.newWorksheet("Visits");
            String[] headers = {
                "Text", "Day", "Moment", "Time", "Whole", "Part", "Yes", "ZIP", "SSN", "Sum", "Bad", "Long"
            };
            for (int i = 0; i < headers.length; i++) {
                sheet.value(2, i, headers[i]);
            }
            sheet.value(0, 0, "Pantry visits of March 2026");
            sheet.range(0, 0, 0, 5).merge();
            sheet.value(3, 0, " Ada\r\nTestwater\u00A0");
            sheet.value(3, 1, LocalDate.of(1980, 2, 3));
            sheet.style(3, 1).format("m/d/yyyy").set();
            sheet.value(3, 2, LocalDateTime.of(2026, 3, 1, 14, 30));
            sheet.style(3, 2).format("yyyy-mm-dd hh:mm").set();
            sheet.value(3, 3, 0.75);
            sheet.style(3, 3).format("h:mm AM/PM").set();
            sheet.value(3, 4, 4155551234L);
            sheet.value(3, 5, 0.1 + 0.2);
            sheet.value(3, 6, true);
            sheet.value(3, 7, 2139);
            sheet.style(3, 7).format("00000").set();
            sheet.value(3, 8, 12345678);
            sheet.style(3, 8).format("000\\-00\\-0000").set();
            sheet.formula(3, 9, "E4*1");
            sheet.value(3, 10, "#N/A");
            sheet.value(3, 11, 26.5 / 24);
            sheet.style(3, 11).format("[h]:mm").set();
        }));
        assertThat(units).hasSize(1);
        TableRow row = row(units.get(0));
        assertThat(units.get(0).place()).isEqualTo("row 4");
        assertThat(text(row, "Text")).isEqualTo("Ada\nTestwater");
        assertThat(text(row, "Day")).isEqualTo("1980-02-03");
        assertThat(text(row, "Moment")).isEqualTo("2026-03-01T14:30:00");
        assertThat(text(row, "Time")).isEqualTo("18:00:00");
        assertThat(text(row, "Whole")).isEqualTo("4155551234");
        assertThat(text(row, "Part")).isEqualTo("0.3");
        assertThat(text(row, "Yes")).isEqualTo("true");
        assertThat(text(row, "ZIP")).isEqualTo("02139");
        assertThat(text(row, "SSN")).isEqualTo("012-34-5678");
        assertThat(text(row, "Long")).isEqualTo("26:30:00");
        assertThat(row.first("Bad")).isNull();
        assertThat(units.get(0).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.INVALID_VALUE);
            assertThat(finding.location().path()).isEqualTo("row 4, column \"Bad\"");
        });
    }

    @Test
    void everyVisibleSheetWithAHeaderIsRead() throws IOException {
        List<Unit> units = read(workbook(book -> {
            for (String name : List.of("Clients", "Hidden", "Visits")) {
                Worksheet sheet = book.newWorksheet(name);
                sheet.value(0, 0, "Client ID");
                sheet.value(0, 1, "Town");
                sheet.value(1, 0, 7);
                sheet.value(1, 1, "Ely");
                if (name.equals("Hidden")) {
                    sheet.setVisibilityState(VisibilityState.HIDDEN);
                }
            }
            book.newWorksheet("Notes").value(0, 0, 2026);
        }));
        assertThat(units)
                .extracting(Unit::place)
                .containsExactly("sheet \"Clients\", row 2", "sheet \"Visits\", row 2");
        assertThat(units).extracting(Unit::number).containsExactly(1, 2);
        assertThat(row(units.get(1)).sheet()).isEqualTo("Visits");
        assertThat(cell(row(units.get(1)), "Town").location().path())
                .isEqualTo("sheet \"Visits\", row 2, column \"Town\"");
    }

    @Test
    void aWorkbookThatUnpacksWithoutEndIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
            byte[] blank = new byte[1024 * 1024];
            for (int i = 0; i < 80; i++) {
                zip.write(blank);
            }
            zip.closeEntry();
        }
        assertRefused(bytes.toByteArray(), FindingCode.UNREADABLE, "unpacks");
    }

    @Test
    void rowsStreamAsTheyArrive() throws IOException {
        AtomicInteger given = new AtomicInteger();
        AtomicInteger givenBeforeTheEnd = new AtomicInteger();
        InputStream endless = new InputStream() {
            private final byte[] row = "Ada,Testwater,1980-01-01\n".getBytes(StandardCharsets.UTF_8);
            private int rows;
            private int at = row.length;

            @Override
            public int read() {
                if (at == row.length) {
                    if (rows == 50_000) {
                        givenBeforeTheEnd.compareAndSet(0, given.get());
                        return -1;
                    }
                    rows++;
                    at = 0;
                }
                return rows == 1 ? "first,lastt,birth_date--\n".charAt(at++) : row[at++];
            }
        };
        new TableReader().read(endless, "", unit -> given.incrementAndGet());
        assertThat(given).hasValue(49_999);
        assertThat(givenBeforeTheEnd.get()).isGreaterThan(48_000);
    }

    @Test
    void itRecognisesTables() throws IOException {
        TableReader reader = new TableReader();
        assertThat(reader.recognises(utf8("a,b\n1,2\n"), "")).isTrue();
        assertThat(reader.recognises(utf8("name\nAda\n"), "clients.CSV")).isTrue();
        assertThat(reader.recognises(utf8("Dear reader,\nthis is a letter\nto you\n"), ""))
                .isFalse();
        assertThat(reader.recognises(utf8("{\"a\":1,\n\"b\":2}"), "")).isFalse();
        assertThat(reader.recognises(utf8("<a>,\n,</a>"), "")).isFalse();
        assertThat(reader.recognises(utf8(""), "")).isFalse();
        assertThat(reader.recognises(workbook(book -> book.newWorksheet("A").value(0, 0, "x")), ""))
                .isTrue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(byte[] bytes, FindingCode code, String message) {
        Unit unit = only(bytes);
        assertThat(unit.root()).isNull();
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.message()).contains(message);
        });
    }

    private static byte[] workbook(Consumer<Workbook> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, content);
        return bytes.toByteArray();
    }

    private static void write(OutputStream out, Consumer<Workbook> content) throws IOException {
        try (Workbook book = new Workbook(out, "test", "1.0")) {
            content.accept(book);
        }
    }

    private static TableRow row(Unit unit) {
        return (TableRow) Objects.requireNonNull(unit.root());
    }

    private static Node cell(TableRow row, String header) {
        return Objects.requireNonNull(row.first(header), header);
    }

    private static String text(TableRow row, String header) {
        return String.valueOf(cell(row, header).text());
    }

    private static Unit only(String text) {
        return only(utf8(text));
    }

    private static Unit only(byte[] bytes) {
        List<Unit> units = read(bytes);
        assertThat(units).hasSize(1);
        return units.get(0);
    }

    private static List<Unit> read(String text) {
        return read(utf8(text));
    }

    private static List<Unit> read(byte[] bytes) {
        List<Unit> units = new ArrayList<>();
        try {
            new TableReader().read(new ByteArrayInputStream(bytes), "", units::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return units;
    }
}
