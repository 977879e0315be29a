package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;

/** A sender's own file with what is to be put right written into it. */
class AnnotatedTableTests {

    private static final RowNotes NOTE = new RowNotes(Set.of(1), "DOB: there is no such date; write it as YYYY-MM-DD.");

    @Test
    void textGetsAColumnInItsOwnCharactersAndSeparator() throws IOException {
        String sent =
                "Visitas;;\r\nNombre;Fecha;Notas\r\n\"Núñez; Ana\";31/02/2026;\r\nBen;01/03/2026;\"dos\nlíneas\"\r\n";
        byte[] bytes = sent.getBytes(Charset.forName("windows-1252"));
        String written = new String(
                annotated(
                        bytes,
                        new TableForm("csv", "windows-1252", ';'),
                        Map.of("", new SheetNotes(2, 3, Map.of(3, NOTE)))),
                Charset.forName("windows-1252"));
        assertThat(written.split("\r\n"))
                .containsExactly(
                        "Visitas;;",
                        "Nombre;Fecha;Notas;What to fix",
                        "\"Núñez; Ana\";31/02/2026;;\"DOB: there is no such date; write it as YYYY-MM-DD.\"",
                        "Ben;01/03/2026;\"dos\nlíneas\"");
    }

    @Test
    void aFileMendedInItsAnnotatedFormIsReadAgainAsItWas() throws IOException {
        byte[] sent = "Name,DOB\nAna,1980-02-30\n".getBytes(StandardCharsets.UTF_8);
        byte[] written =
                annotated(sent, new TableForm("csv", "UTF-8", ','), Map.of("", new SheetNotes(1, 2, Map.of(2, NOTE))));
        Unit unit = read(written).get(0);
        assertThat(row(unit).headers()).containsExactly("Name", "DOB", AnnotatedTable.HEADING);
        assertThat(unit.place()).isEqualTo("row 2");
    }

    @Test
    void aWorkbookKeepsItsFormatsAndOtherSheets() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(out, "test", "1.0")) {
            book.newWorksheet("Read me").value(0, 0, "Hope Pantry");
            Worksheet sheet = book.newWorksheet("Visits");
            sheet.value(0, 0, "Name");
            sheet.value(0, 1, "DOB");
            sheet.value(1, 0, "Ana <Testwater> & Co");
            sheet.value(1, 1, LocalDate.of(1980, 2, 3));
            sheet.style(1, 1).format("m/d/yyyy").set();
        }
        byte[] written = annotated(
                out.toByteArray(), TableForm.WORKBOOK, Map.of("Visits", new SheetNotes(1, 2, Map.of(2, NOTE))));
        List<Unit> units = read(written);
        assertThat(units).hasSize(1);
        TableRow row = row(units.get(0));
        assertThat(row.headers()).containsExactly("Name", "DOB", AnnotatedTable.HEADING);
        assertThat(row.children())
                .extracting(Node::text)
                .containsExactly("Ana <Testwater> & Co", "1980-02-03", NOTE.text());
        assertThat(new String(part(written, "xl/styles.xml"), StandardCharsets.UTF_8))
                .contains("FFFFE699");
        assertThat(row.sheet()).isEqualTo("Visits");
    }

    @Test
    void anOldWorkbookIsMarkedToo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HSSFWorkbook book = new HSSFWorkbook()) {
            var sheet = book.createSheet("Visits");
            sheet.createRow(0).createCell(0).setCellValue("Name");
            sheet.getRow(0).createCell(1).setCellValue("DOB");
            sheet.createRow(1).createCell(0).setCellValue("Ana");
            book.write(out);
        }
        byte[] written =
                annotated(out.toByteArray(), TableForm.OLD_WORKBOOK, Map.of("", new SheetNotes(1, 2, Map.of(2, NOTE))));
        try (HSSFWorkbook book = new HSSFWorkbook(new ByteArrayInputStream(written))) {
            assertThat(book.getSheetAt(0).getRow(0).getCell(2).getStringCellValue())
                    .isEqualTo("What to fix");
            assertThat(book.getSheetAt(0).getRow(1).getCell(2).getStringCellValue())
                    .isEqualTo(NOTE.text());
            assertThat(book.getSheetAt(0).getRow(1).getCell(1).getCellStyle().getFillForegroundColor())
                    .isEqualTo(org.apache.poi.ss.usermodel.IndexedColors.LIGHT_YELLOW.getIndex());
        }
    }

    private static TableRow row(Unit unit) {
        return (TableRow) Objects.requireNonNull(unit.root());
    }

    private static byte[] part(byte[] workbook, String name) throws IOException {
        try (var zip = new java.util.zip.ZipInputStream(new ByteArrayInputStream(workbook))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return zip.readAllBytes();
                }
            }
        }
        throw new AssertionError(name + " is missing");
    }

    private static byte[] annotated(byte[] file, TableForm form, Map<String, SheetNotes> notes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnnotatedTable.write(new ByteArrayInputStream(file), form, notes, out);
        return out.toByteArray();
    }

    private static List<Unit> read(byte[] bytes) throws IOException {
        List<Unit> units = new ArrayList<>();
        new TableReader().read(new ByteArrayInputStream(bytes), "", units::add);
        return units;
    }
}
