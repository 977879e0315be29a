package org.headwater.message;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One HMIS export from its files to its units. First the files and headers are checked, then every row; rows are sorted by
 * whom they are about; then each client, project and organization is put together and what its rows say of each other is
 * checked; only when all of that is done is the first unit handed over.
 */
final class HmisExport {

    private static final List<String> NEEDED =
            List.of("Export", "Organization", "Project", "Client", "Enrollment", "Exit");
    private static final List<String> PROJECT_TABLES = List.of(
            "Project", "ProjectCoC", "Inventory", "Funder", "HMISParticipation", "CEParticipation", "Affiliation");
    private static final Set<String> PROJECT_CONTEXT =
            Set.of("ProjectID", "OrganizationID", "ProjectName", "ProjectType", "RRHSubType", "TargetPopulation");
    private static final List<String> WHEN =
            List.of("EntryDate", "ExitDate", "InformationDate", "DateProvided", "AssessmentDate", "EventDate");
    private static final String SEPARATOR = "\u0001";
    private static final String FAULT = "!";

    private final HmisFiles files;
    private final HmisReport report;
    private final HmisLayout layout = HmisLayout.standard();
    private final Map<String, HmisUnit.Row> projects = new HashMap<>();
    private final Set<String> organizations = new HashSet<>();
    private HmisUnit.Context context = HmisUnit.Context.UNKNOWN;
    private HmisUnit.@Nullable Row export;
    private final Map<String, HmisTable> tables = new HashMap<>();

    HmisExport(HmisFiles files) {
        this.files = files;
        this.report = files.report();
    }

    void read(Consumer<Unit> units) throws IOException {
        checkFiles();
        if (report.refused()) {
            units.accept(refused());
            return;
        }
        HmisUnit whole = new HmisUnit(HmisUnit.EXPORT, "", context);
        HmisUnit.Row row = export;
        if (row != null) {
            whole.add(row);
        }
        Path spool = files.folder().resolve("units");
        int count;
        try (OutputStream file = Files.newOutputStream(spool);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file, 64 * 1024))) {
            count = sorted(whole, out);
        }
        report.findings().forEach(whole::add);
        units.accept(whole.unit(1));
        try (InputStream file = Files.newInputStream(spool);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, 64 * 1024))) {
            for (int i = 0; i < count; i++) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                units.accept(HmisUnit.read(new String(bytes, StandardCharsets.UTF_8), i + 2));
            }
        }
    }

    private Unit refused() {
        HmisUnit unit = new HmisUnit(HmisUnit.EXPORT, "", context);
        report.findings().forEach(unit::add);
        return unit.unit(1);
    }

    // ---- files and headers

    private void checkFiles() throws IOException {
        List<String> missing = NEEDED.stream()
                .filter(table -> !files.has(table))
                .map(table -> table + ".csv")
                .toList();
        if (!missing.isEmpty()) {
            report.fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    "",
                    (files.isEmpty()
                                    ? "This holds no file of an HMIS CSV export."
                                    : "An HMIS CSV export is a zip of all its files, and these are missing: "
                                            + String.join(", ", missing) + ".")
                            + " Send the whole zip as the HMIS wrote it.");
            return;
        }
        List<String> lacking = layout.tables().keySet().stream()
                .filter(table -> !files.has(table))
                .map(table -> table + ".csv")
                .toList();
        if (!lacking.isEmpty()) {
            report.about(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "",
                    "Files of the format are missing, and what they would tell was not recorded: "
                            + String.join(", ", lacking)
                            + ". The format asks for every file, if need be with its header"
                            + " alone.");
        }
        if (describe()) {
            for (HmisLayout.Table table : layout.tables().values()) {
                if (!table.name().equals("Export") && files.has(table.name())) {
                    HmisTable read = new HmisTable(table, context.version(), exportId(), report);
                    tables.put(table.name(), read);
                    try (InputStream in = files.open(table.name())) {
                        read.header(in);
                    }
                }
            }
        }
    }

    /** Reads Export.csv; false when the export cannot be read by it. */
    private boolean describe() throws IOException {
        HmisLayout.Table table = layout.table("Export");
        List<HmisUnit.Row> rows = new ArrayList<>();
        HmisReport apart = new HmisReport();
        try (InputStream in = files.open("Export");
                InputStream again = files.open("Export")) {
            HmisTable read = new HmisTable(table, "", "", apart);
            read.header(in);
            read.rows(again, one -> {
                HmisUnit.Row row = one.row();
                if (row != null) {
                    rows.add(row);
                }
            });
        }
        if (apart.refused()) {
            apart.findings().stream()
                    .filter(Finding::fatal)
                    .forEach(finding -> report.fatal(
                            finding.code(),
                            finding.location().path(),
                            finding.message().replace("A  export", "An export")));
            return false;
        }
        if (rows.size() != 1) {
            report.fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    "Export.csv",
                    "The file has " + rows.size()
                            + " rows that can be read where there is to be exactly one, which says"
                            + " what this export is.");
            return false;
        }
        HmisUnit.Row row = rows.get(0);
        export = row;
        String version = row.value("CSVVersion");
        String year = version.contains("2026") ? "2026" : version.contains("2024") ? "2024" : "";
        if (year.isEmpty()) {
            report.fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    "Export.csv, column CSVVersion",
                    "Headwater reads exports of FY2024 and FY2026. Older ones use other codes for living situations and"
                            + " destinations, so nothing of this was recorded. Export again in a current version.");
            return false;
        }
        boolean updatesOnly = row.value("ExportPeriodType").equals("1");
        context = new HmisUnit.Context(
                year,
                row.value("HashStatus"),
                row.value("ExportDate"),
                row.value("SourceID"),
                updatesOnly ? "1" : row.value("ExportDirective"));
        if (!context.hashed().equals("1")) {
            report.about(
                    FindingCode.NOTHING_TO_RECORD,
                    Severity.INFORMATION,
                    "Export.csv, column HashStatus",
                    "Names and Social Security numbers are hashed, so clients were recorded without them and cannot be"
                            + " matched with other records by name.");
        }
        return true;
    }

    private String exportId() {
        HmisUnit.Row row = export;
        return row == null ? "" : row.value("ExportID");
    }

    // ---- rows

    private int sorted(HmisUnit whole, DataOutputStream out) throws IOException {
        RecordSort sort = new RecordSort(files.folder(), "rows");
        rows("User", row -> whole.add(row), (read, row) -> {});
        rows(
                "Organization",
                row -> {
                    organizations.add(row.value("OrganizationID"));
                    sort.add("0" + row.value("OrganizationID"), text(row));
                },
                (read, row) -> {});
        for (String table : PROJECT_TABLES) {
            rows(
                    table,
                    row -> {
                        if (table.equals("Project") && later(projects.get(row.value("ProjectID")), row)) {
                            projects.put(row.value("ProjectID"), aboutProject(row));
                        }
                        sort.add("1" + row.value("ProjectID"), text(row));
                    },
                    (read, row) -> {});
        }
        enrollments(sort);
        for (HmisLayout.Table table : layout.tables().values()) {
            if (table.position("PersonalID") >= 0 && !table.name().equals("Enrollment")) {
                clientRows(table.name(), sort, row -> {});
            }
        }
        Written written = new Written(out);
        sort.groups((key, texts) -> {
            HmisUnit unit = unit(key, texts);
            if (!unit.isEmpty()) {
                written.write(unit);
            }
        });
        return written.count;
    }

    private static final class Written {
        private final DataOutputStream out;
        private int count;

        Written(DataOutputStream out) {
            this.out = out;
        }

        void write(HmisUnit unit) throws IOException {
            byte[] bytes = unit.written().bytes();
            out.writeInt(bytes.length);
            out.write(bytes);
            count++;
        }
    }

    @FunctionalInterface
    private interface Taker {
        void take(HmisUnit.Row row) throws IOException;
    }

    @FunctionalInterface
    private interface FaultTaker {
        void take(HmisTable.Read read, String[] fault) throws IOException;
    }

    private void rows(String name, Taker rows, FaultTaker faults) throws IOException {
        HmisTable table = tables.get(name);
        if (table == null) {
            return;
        }
        try (InputStream in = files.open(name)) {
            table.rows(in, read -> {
                for (String[] fault : read.faults()) {
                    faults.take(read, fault);
                }
                HmisUnit.Row row = read.row();
                if (row != null) {
                    rows.take(row);
                }
            });
        }
    }

    private void clientRows(String name, RecordSort sort, Taker also) throws IOException {
        rows(
                name,
                row -> {
                    sort.add("2" + row.value("PersonalID"), text(row));
                    also.take(row);
                },
                (read, fault) -> {
                    if (!read.person().isEmpty()) {
                        sort.add(
                                "2" + read.person(),
                                String.join(
                                        SEPARATOR, FAULT, name, Integer.toString(read.number()), fault[0], fault[1]));
                    }
                });
    }

    /** Who heads a household stands in another row, of another client. */
    private void enrollments(RecordSort sort) throws IOException {
        RecordSort households = new RecordSort(files.folder(), "households");
        clientRows("Enrollment", sort, row -> {
            if (row.value("DateDeleted").isEmpty() && !row.value("HouseholdID").isEmpty()) {
                households.add(
                        row.value("HouseholdID") + SEPARATOR + row.value("ProjectID"),
                        String.join(
                                SEPARATOR,
                                row.value("EnrollmentID"),
                                row.value("PersonalID"),
                                row.value("RelationshipToHoH"),
                                Integer.toString(row.number())));
            }
        });
        households.groups((household, texts) -> {
            List<String[]> members =
                    texts.stream().map(text -> text.split(SEPARATOR, -1)).toList();
            Set<String> heads = new TreeSet<>();
            members.stream().filter(member -> member[2].equals("1")).forEach(member -> heads.add(member[1]));
            if (heads.size() != 1) {
                if (!context.partial()) {
                    report.row(
                            "Enrollment",
                            "RelationshipToHoH",
                            Integer.parseInt(members.get(0)[3]),
                            FindingCode.UNRESOLVED_REFERENCE,
                            Severity.WARNING,
                            heads.isEmpty()
                                    ? "The household has no head (nobody with code 1), so that its members cannot be"
                                            + " related to each other."
                                    : "The household has several heads (code 1), so that its members cannot be related to"
                                            + " each other.");
                }
                return;
            }
            String head = heads.iterator().next();
            for (String[] member : members) {
                if (!member[1].equals(head)) {
                    sort.add("2" + member[1], String.join(SEPARATOR, HmisUnit.HEAD, member[0], head));
                }
            }
        });
    }

    private static String text(HmisUnit.Row row) {
        return row.table().name() + SEPARATOR + row.number() + SEPARATOR + String.join(SEPARATOR, row.cells());
    }

    private static HmisUnit.Row aboutProject(HmisUnit.Row row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.cells().size(); i++) {
            cells.add(
                    PROJECT_CONTEXT.contains(row.table().columns().get(i).name())
                            ? row.cells().get(i)
                            : "");
        }
        return new HmisUnit.Row(row.table(), row.number(), cells);
    }

    private static boolean later(HmisUnit.@Nullable Row known, HmisUnit.Row row) {
        return known == null || row.value("DateUpdated").compareTo(known.value("DateUpdated")) >= 0;
    }

    // ---- units

    private HmisUnit unit(String key, List<String> texts) {
        String id = key.substring(1);
        return switch (key.charAt(0)) {
            case '0' -> plain(new HmisUnit(HmisUnit.ORGANIZATION, id, context), texts);
            case '1' -> project(new HmisUnit(HmisUnit.PROJECT, id, context), id, texts);
            default -> client(new HmisUnit(HmisUnit.CLIENT, id, context), texts);
        };
    }

    private HmisUnit.Row row(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        return new HmisUnit.Row(
                layout.table(parts[0]),
                Integer.parseInt(parts[1]),
                List.of(parts).subList(2, parts.length));
    }

    /** The rows of a unit by file, in an order of their own, each key once. */
    private Map<String, List<HmisUnit.Row>> byTable(HmisUnit unit, List<String> texts) {
        Map<String, Map<String, HmisUnit.Row>> keyed = new HashMap<>();
        for (String text : texts) {
            HmisUnit.Row row = row(text);
            String rowKey = row.value(row.table().key());
            Map<String, HmisUnit.Row> known = keyed.computeIfAbsent(row.table().name(), name -> new HashMap<>());
            HmisUnit.Row other = known.get(rowKey);
            if (other == null) {
                known.put(rowKey, row);
                continue;
            }
            HmisUnit.Row kept = later(other, row) ? row : other;
            known.put(rowKey, kept);
            leftOut(
                    unit,
                    kept == row ? other : row,
                    row.table().key(),
                    Severity.WARNING,
                    "Another row of the file has the same key; the one updated last was taken, this one left out.");
        }
        Map<String, List<HmisUnit.Row>> sorted = new HashMap<>();
        keyed.forEach((name, rows) -> {
            List<HmisUnit.Row> list = new ArrayList<>(rows.values());
            list.sort((one, other) -> {
                int byDate = when(one).compareTo(when(other));
                return byDate != 0
                        ? byDate
                        : one.value(one.table().key())
                                .compareTo(other.value(other.table().key()));
            });
            sorted.put(name, list);
        });
        return sorted;
    }

    private static String when(HmisUnit.Row row) {
        for (String column : WHEN) {
            String value = row.value(column);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private void leftOut(HmisUnit unit, HmisUnit.Row row, String column, Severity severity, String words) {
        report.row(row.table().name(), column, row.number(), FindingCode.UNRESOLVED_REFERENCE, severity, words);
        unit.add(Finding.of(FindingCode.UNRESOLVED_REFERENCE, severity, row.place() + ", column " + column, words));
    }

    private HmisUnit plain(HmisUnit unit, List<String> texts) {
        byTable(unit, texts).values().forEach(rows -> rows.forEach(unit::add));
        return unit;
    }

    private HmisUnit project(HmisUnit unit, String id, List<String> texts) {
        Map<String, List<HmisUnit.Row>> rows = byTable(unit, texts);
        boolean known = rows.containsKey("Project") || context.partial();
        for (String table : PROJECT_TABLES) {
            for (HmisUnit.Row row : rows.getOrDefault(table, List.of())) {
                if (!known) {
                    leftOut(
                            unit,
                            row,
                            "ProjectID",
                            Severity.ERROR,
                            "Project.csv has no project of this number; the row was left out.");
                    continue;
                }
                if (table.equals("Project")
                        && !context.partial()
                        && !organizations.contains(row.value("OrganizationID"))) {
                    leftOut(
                            unit,
                            row,
                            "OrganizationID",
                            Severity.WARNING,
                            "Organization.csv has no organization of this number; the project was recorded without it.");
                }
                unit.add(row);
            }
        }
        return unit;
    }

    private HmisUnit client(HmisUnit unit, List<String> texts) {
        List<String> heads = new ArrayList<>();
        List<String> rowTexts = new ArrayList<>();
        for (String text : texts) {
            if (text.startsWith(FAULT + SEPARATOR)) {
                String[] fault = text.split(SEPARATOR, -1);
                unit.add(Finding.of(
                        FindingCode.INVALID_VALUE,
                        fault[4].endsWith("left out.") ? Severity.ERROR : Severity.WARNING,
                        fault[1] + ".csv row " + fault[2] + (fault[3].isEmpty() ? "" : ", column " + fault[3]),
                        fault[4]));
            } else if (text.startsWith(HmisUnit.HEAD + SEPARATOR)) {
                heads.add(text);
            } else {
                rowTexts.add(text);
            }
        }
        Map<String, List<HmisUnit.Row>> rows = byTable(unit, rowTexts);
        boolean known = context.partial() || rows.containsKey("Client");
        if (!known) {
            rows.values()
                    .forEach(list -> list.forEach(row -> leftOut(
                            unit,
                            row,
                            "PersonalID",
                            Severity.ERROR,
                            "Client.csv has no client of this number; the row was left out.")));
            return unit;
        }
        rows.getOrDefault("Client", List.of()).forEach(unit::add);
        members(unit, rows);
        for (String head : heads) {
            String[] parts = head.split(SEPARATOR, -1);
            unit.head(parts[1], parts[2]);
        }
        return unit;
    }

    private void members(HmisUnit unit, Map<String, List<HmisUnit.Row>> rows) {
        Set<String> enrollments = new HashSet<>();
        Set<String> left = new HashSet<>();
        Set<String> joined = new TreeSet<>();
        for (HmisUnit.Row row : rows.getOrDefault("Enrollment", List.of())) {
            String project = row.value("ProjectID");
            if (!projects.containsKey(project)
                    && !context.partial()
                    && row.value("DateDeleted").isEmpty()) {
                left.add(row.value("EnrollmentID"));
                leftOut(
                        unit,
                        row,
                        "ProjectID",
                        Severity.ERROR,
                        "Project.csv has no project of this number; the enrollment was left out with all that belongs to it.");
                continue;
            }
            enrollments.add(row.value("EnrollmentID"));
            joined.add(project);
            unit.add(row);
        }
        joined.forEach(project -> {
            HmisUnit.Row row = projects.get(project);
            if (row != null) {
                unit.add(row);
            }
        });
        Set<String> assessments = new HashSet<>();
        for (HmisLayout.Table table : layout.tables().values()) {
            if (table.name().equals("Client") || table.name().equals("Enrollment")) {
                continue;
            }
            for (HmisUnit.Row row : rows.getOrDefault(table.name(), List.of())) {
                String enrollment = row.value("EnrollmentID");
                if (left.contains(enrollment)) {
                    continue;
                }
                if (!enrollments.contains(enrollment) && !context.partial()) {
                    leftOut(
                            unit,
                            row,
                            "EnrollmentID",
                            Severity.ERROR,
                            "Enrollment.csv has no enrollment of this number for this client; the row was left out.");
                    continue;
                }
                String assessment = row.value("AssessmentID");
                if (table.name().equals("Assessment")) {
                    assessments.add(assessment);
                } else if (!assessment.isEmpty() && !assessments.contains(assessment) && !context.partial()) {
                    leftOut(
                            unit,
                            row,
                            "AssessmentID",
                            Severity.ERROR,
                            "Assessment.csv has no assessment of this number for this enrollment; the row was left out.");
                    continue;
                }
                unit.add(row);
            }
        }
    }
}
