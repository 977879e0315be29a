package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** The sheets of one workbook, and what is told where some or all of them hold no table. */
final class SheetTables {

    private final SheetRows.Numbering numbering = new SheetRows.Numbering();
    private final List<SheetRows> headless = new ArrayList<>();
    private final Consumer<Unit> units;
    private boolean anyHeader;

    SheetTables(Consumer<Unit> units) {
        this.units = units;
    }

    /**
     * A sheet to be fed with its rows.
     *
     * @param name where places must tell it; else empty
     */
    SheetRows sheet(String name, TableForm form) {
        return new SheetRows(name, false, form, numbering, units);
    }

    /** Ends a sheet; tells of the sheet only when no table is found anywhere. */
    void end(SheetRows rows, boolean held) {
        boolean understood = rows.end();
        if (!understood) {
            headless.add(rows);
        }
        anyHeader |= held && understood;
    }

    /** Ends a sheet that cannot be read behind some row. */
    void broken(SheetRows rows, String sheet, String message) {
        rows.end();
        anyHeader = true;
        refuse("sheet \"" + sheet + "\"", FindingCode.UNREADABLE, message);
    }

    /** Ends the workbook. */
    void end() {
        boolean othersSpeak = anyHeader;
        // beside a table, a sheet of notes is no fault
        headless.stream().filter(rows -> !othersSpeak || rows.isWide()).forEach(SheetRows::refuse);
        if (!anyHeader && headless.isEmpty()) {
            refuse(
                    "",
                    FindingCode.UNRECOGNISED_FORMAT,
                    "No visible sheet of the workbook holds any data. Send the workbook with its rows filled in.");
        }
    }

    void refuse(String place, FindingCode code, String message) {
        units.accept(SheetRows.refused(
                numbering.next(), place, new byte[0], Finding.of(code, Severity.FATAL, place, message)));
    }
}
