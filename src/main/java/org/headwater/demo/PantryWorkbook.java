package org.headwater.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The food pantry's list of visits, as its volunteer keeps it in a spreadsheet. */
final class PantryWorkbook {

    static final String NAME = "harvest-table-visits.xlsx";

    private static final List<String> HEADERS =
            List.of("Client ID", "Client", "DOB", "Sex", "Zip", "Phone", "Visit", "Boxes", "Comments");

    private record Visit(
            String id,
            String client,
            LocalDate born,
            String sex,
            String zip,
            String phone,
            LocalDate day,
            int boxes,
            String comment) {}

    private static final List<Visit> VISITS = List.of(
            visit(
                    "HT-014",
                    "Testwater, Rosa",
                    "1967-11-30",
                    "F",
                    "61602",
                    "309-555-0142",
                    "2026-03-06",
                    2,
                    "Referred by Mercy"),
            visit("HT-014", "Testwater, Rosa", "1967-11-30", "F", "61602", "309-555-0142", "2026-03-20", 1, ""),
            visit(
                    "HT-014",
                    "Testwater, Rosa",
                    "1967-11-30",
                    "F",
                    "61602",
                    "309-555-0142",
                    "2026-04-03",
                    1,
                    "Low sodium"),
            visit(
                    "HT-022",
                    "Testwater, James",
                    "1952-07-14",
                    "M",
                    "61603",
                    "309-555-0177",
                    "2026-04-18",
                    1,
                    "Delivery"),
            visit(
                    "HT-031",
                    "Testwater, Amina",
                    "2018-04-02",
                    "F",
                    "61605",
                    "309-555-0123",
                    "2026-02-21",
                    3,
                    "Family of four"));

    private PantryWorkbook() {}

    private static Visit visit(
            String id,
            String client,
            String born,
            String sex,
            String zip,
            String phone,
            String day,
            int boxes,
            String comment) {
        return new Visit(id, client, LocalDate.parse(born), sex, zip, phone, LocalDate.parse(day), boxes, comment);
    }

    static byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "Headwater demo", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Visits");
            sheet.value(0, 0, "Harvest Table Food Pantry - spring 2026");
            for (int column = 0; column < HEADERS.size(); column++) {
                sheet.value(2, column, HEADERS.get(column));
            }
            int row = 3;
            for (Visit visit : VISITS) {
                sheet.value(row, 0, visit.id());
                sheet.value(row, 1, visit.client());
                date(sheet, row, 2, visit.born());
                sheet.value(row, 3, visit.sex());
                sheet.value(row, 4, visit.zip());
                sheet.value(row, 5, visit.phone());
                date(sheet, row, 6, visit.day());
                sheet.value(row, 7, visit.boxes());
                sheet.value(row, 8, visit.comment());
                row++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void date(Worksheet sheet, int row, int column, LocalDate date) {
        sheet.value(row, column, date);
        sheet.style(row, column).format("yyyy-mm-dd").set();
    }
}
