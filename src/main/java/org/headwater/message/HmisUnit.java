package org.headwater.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * One unit of an HMIS export: a client, a project, an organization or the export itself, with all rows that belong to it.
 *
 * <p>Its bytes are CSV records whose first cell says what they are: {@code export} (what holds of the whole export), {@code
 * file} (a file's name and the columns its rows fill), {@code row} (a row's number and cells), {@code finding}. They leave
 * out ExportID, which says nothing of a client and would make every export differ from the one before.
 */
final class HmisUnit {

    static final String MARK = "#headwater-hmis";

    static final String CLIENT = "Client";
    static final String PROJECT = "Project";
    static final String ORGANIZATION = "Organization";
    static final String EXPORT = "Export";

    private static final int MOST_FINDINGS = 100;
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final Set<String> KNOWN = Set.of("0", "1", "2", "3");

    /** Rows that stand in a client's unit for what they say of an enrollment. */
    static final String HEAD = "HeadOfHousehold";

    /**
     * One row.
     *
     * @param number as a spreadsheet program shows it
     * @param cells of all columns its file may have
     */
    record Row(HmisLayout.Table table, int number, List<String> cells) {
        String value(String column) {
            return table.value(cells, column);
        }

        String place() {
            return table.name() + ".csv row " + number;
        }
    }

    private final String type;
    private final String key;
    private final Context context;
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<List<String>> heads = new ArrayList<>();

    HmisUnit(String type, String key, Context context) {
        this.type = type;
        this.key = key;
        this.context = context;
    }

    void add(Row row) {
        rows.computeIfAbsent(row.table().name(), name -> new ArrayList<>()).add(row);
    }

    void add(Finding finding) {
        if (type.equals(EXPORT) || findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Notes who heads the household of an enrollment. */
    void head(String enrollment, String person) {
        heads.add(List.of(enrollment, person));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<Row> rows(String table) {
        return rows.getOrDefault(table, List.of());
    }

    /** The unit as it is handed over; reading its bytes again gives the same. */
    Unit unit(int number) {
        Written written = written();
        return new Unit(
                Format.HMIS,
                type,
                number,
                place(),
                null,
                type.equals(CLIENT) ? key : null,
                written.bytes(),
                findings.stream().anyMatch(Finding::fatal) ? null : tree(),
                findings,
                type.equals(EXPORT) ? null : new Unit.Standing(type + "\n" + key, digest(written.statement())));
    }

    /**
     * A unit in writing.
     *
     * @param statement what of it says anything of its subject: no numbers of rows, no findings, no time of export
     */
    record Written(byte[] bytes, String statement) {}

    Written written() {
        StringBuilder text = new StringBuilder();
        line(text, List.of(MARK, type, key));
        List<String> export = new ArrayList<>();
        export.add("export");
        export.addAll(context.cells());
        line(text, export);
        StringBuilder statement = new StringBuilder(type);
        statement.append('\n').append(context.version()).append(context.hashed());
        rows.forEach((name, list) -> write(name, list, text, statement));
        for (List<String> head : heads) {
            line(text, List.of("head", head.get(0), head.get(1)));
            line(statement, head);
        }
        for (Finding finding : findings) {
            line(
                    text,
                    List.of(
                            "finding",
                            finding.code().name(),
                            finding.severity().name(),
                            finding.location().path(),
                            finding.message()));
        }
        return new Written(text.toString().getBytes(StandardCharsets.UTF_8), statement.toString());
    }

    private String place() {
        return rows.values().stream()
                .flatMap(List::stream)
                .findFirst()
                .map(Row::place)
                .orElse("");
    }

    private static void write(String name, List<Row> list, StringBuilder text, StringBuilder statement) {
        HmisLayout.Table table = list.get(0).table();
        List<Integer> filled = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("file", name));
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            String columnName = table.columns().get(i).name();
            boolean left = columnName.equals("ExportID") && !name.equals(EXPORT);
            if (!left && list.stream().anyMatch(row -> !row.cells().get(column).isEmpty())) {
                filled.add(i);
                header.add(columnName);
            }
        }
        line(text, header);
        line(statement, header);
        for (Row row : list) {
            List<String> cells = new ArrayList<>();
            filled.forEach(i -> cells.add(row.cells().get(i)));
            line(statement, cells);
            cells.add(0, Integer.toString(row.number()));
            cells.add(0, "row");
            line(text, cells);
        }
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(DelimitedRecords.written(cells)).append('\n');
    }

    private static String digest(String statement) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(statement.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    // ---- the tree

    private HmisNode tree() {
        HmisNode root = HmisNode.root(type);
        root.cell("Version", context.version());
        root.cell("HashStatus", context.hashed());
        root.cell("Source", context.source());
        if (type.equals(CLIENT)) {
            root.cell("PersonalID", key);
            client(root);
        } else if (type.equals(PROJECT)) {
            root.cell("ProjectID", key);
            rows.values().forEach(list -> list.forEach(row -> grow(root, row)));
            root.all("Project").forEach(project -> latest(project, root.children()));
        } else {
            rows.values().forEach(list -> list.forEach(row -> grow(root, row)));
        }
        return root;
    }

    private void client(HmisNode root) {
        rows("Client").forEach(row -> grow(root, row));
        Map<String, HmisNode> enrollments = new HashMap<>();
        for (Row row : rows("Enrollment")) {
            HmisNode enrollment = grow(root, row);
            enrollments.put(row.value("EnrollmentID"), enrollment);
            rows("Project").stream()
                    .filter(project -> project.value("ProjectID").equals(row.value("ProjectID")))
                    .findFirst()
                    .ifPresent(project -> grow(enrollment, project));
        }
        for (List<String> head : heads) {
            HmisNode enrollment = enrollments.get(head.get(0));
            if (enrollment != null) {
                enrollment.cell(HEAD, head.get(1));
            }
        }
        rows.forEach((name, list) -> {
            if (!name.equals("Client") && !name.equals("Enrollment") && !name.equals("Project")) {
                list.forEach(row -> grow(enrollmentOf(root, enrollments, row), row));
            }
        });
        enrollments.values().forEach(enrollment -> latest(enrollment, enrollment.all("Exit")));
        newest(root, "IncomeBenefits", "", "");
        newest(root, "Disabilities", "DisabilityType", "DisabilityResponse");
    }

    /** When the newest of a row and what is said together with it came to be so. */
    private static void latest(HmisNode row, List<HmisNode> others) {
        String latest = row.textOf("AsOf");
        for (HmisNode other : others) {
            String asOf = other.textOf("AsOf");
            latest = asOf.compareTo(latest) > 0 ? asOf : latest;
        }
        row.cell("Latest", latest);
    }

    /** Rows whose enrollment another export states stand below one that tells no more than its number. */
    private static HmisNode enrollmentOf(HmisNode root, Map<String, HmisNode> enrollments, Row row) {
        return enrollments.computeIfAbsent(row.value("EnrollmentID"), id -> {
            HmisNode known = root.row("Enrollment", "");
            known.cell("EnrollmentID", id);
            known.cell("PersonalID", row.value("PersonalID"));
            return known;
        });
    }

    private HmisNode grow(HmisNode parent, Row row) {
        HmisNode node = parent.row(row.table().name(), row.place());
        cells(node, row, type.equals(EXPORT) ? Set.of() : Set.of("ExportID"));
        node.cell("AsOf", asOf(row));
        return node;
    }

    /**
     * When a row came to say what it says: when it was last updated or deleted. Many systems keep only the day, so that of
     * two exports that tell of the same moment the later counts for later, by milliseconds.
     */
    private String asOf(Row row) {
        LocalDateTime updated = HmisCells.instant(row.value("DateUpdated"));
        LocalDateTime deleted = HmisCells.instant(row.value("DateDeleted"));
        LocalDateTime latest = updated == null || (deleted != null && deleted.isAfter(updated)) ? deleted : updated;
        return latest == null ? "" : written(latest.plus(later(latest), ChronoUnit.MILLIS));
    }

    private static String written(LocalDateTime time) {
        return time.format(MILLISECONDS);
    }

    /** Between 0 and 999, growing with the time from the update to the export: first by hours, then by days, then by weeks. */
    private int later(LocalDateTime updated) {
        LocalDateTime made = HmisCells.instant(context.made());
        if (made == null || !made.isAfter(updated)) {
            return 0;
        }
        Duration between = Duration.between(updated, made);
        if (between.toDays() < 20) {
            return (int) between.toHours();
        }
        if (between.toDays() < 300) {
            return (int) (460 + between.toDays());
        }
        return (int) Math.min(999, 718 + between.toDays() / 7);
    }

    /**
     * The newest row of a file among those that agree in a column, whatever enrollment it was given in; a deleted one makes the
     * next newest count, as of the deletion.
     *
     * @param like the column; empty for the file as a whole
     * @param answer the column that is to hold a known answer; empty where every row counts
     */
    private void newest(HmisNode root, String table, String like, String answer) {
        Map<String, List<Row>> alike = new LinkedHashMap<>();
        for (Row row : rows(table)) {
            if (answer.isEmpty() || KNOWN.contains(row.value(answer))) {
                alike.computeIfAbsent(like.isEmpty() ? "" : row.value(like), value -> new ArrayList<>())
                        .add(row);
            }
        }
        alike.forEach((value, list) -> newest(root, table, like, value, list));
    }

    private void newest(HmisNode root, String table, String like, String value, List<Row> list) {
        Row newest = null;
        for (Row row : list) {
            if (row.value("DateDeleted").isEmpty() && (newest == null || later(row, newest))) {
                newest = row;
            }
        }
        if (newest == null && context.partial()) {
            // which answer counts now, an earlier export told
            return;
        }
        String deletedSince = "";
        for (Row row : list) {
            boolean gone = !row.value("DateDeleted").isEmpty();
            if (gone && (newest == null || later(row, newest)) && asOf(row).compareTo(deletedSince) > 0) {
                deletedSince = asOf(row);
            }
        }
        HmisNode node = root.row("Newest" + table, newest == null ? "" : newest.place());
        node.cell("PersonalID", key);
        if (newest == null) {
            node.cell(like, value);
        } else {
            cells(node, newest, Set.of("ExportID", "PersonalID"));
        }
        String since = newest == null ? "" : newest.value("InformationDate");
        node.cell("AsOf", deletedSince.isEmpty() ? since : deletedSince);
    }

    private static void cells(HmisNode node, Row row, Set<String> without) {
        for (int i = 0; i < row.cells().size(); i++) {
            String column = row.table().columns().get(i).name();
            if (!without.contains(column)) {
                node.cell(column, row.cells().get(i));
            }
        }
    }

    private static boolean later(Row one, Row other) {
        int byDate = one.value("InformationDate").compareTo(other.value("InformationDate"));
        return byDate > 0 || (byDate == 0 && one.value("DateUpdated").compareTo(other.value("DateUpdated")) > 0);
    }

    // ---- reading the bytes again

    /** The unit some bytes hold. */
    static Unit read(String text, int number) {
        HmisUnit unit;
        try {
            unit = parse(text);
        } catch (IOException | RuntimeException e) {
            unit = new HmisUnit(EXPORT, "", Context.UNKNOWN);
            unit.add(Finding.of(
                    FindingCode.UNREADABLE,
                    Severity.FATAL,
                    "",
                    "The unit's own text is damaged. Send the export again."));
        }
        return unit.unit(number);
    }

    private static HmisUnit parse(String text) throws IOException {
        DelimitedRecords records = DelimitedRecords.of(text, ',');
        List<String> mark = Objects.requireNonNull(records.next()).cells();
        List<String> export = Objects.requireNonNull(records.next()).cells();
        HmisUnit unit = new HmisUnit(mark.get(1), mark.get(2), Context.of(export.subList(1, export.size())));
        HmisLayout layout = HmisLayout.standard();
        HmisLayout.Table table = null;
        List<String> header = List.of();
        for (DelimitedRecords.Row record = records.next(); record != null; record = records.next()) {
            List<String> cells = record.cells();
            switch (cells.get(0)) {
                case "file" -> {
                    table = layout.table(cells.get(1));
                    header = cells.subList(2, cells.size());
                }
                case "row" -> unit.add(row(Objects.requireNonNull(table), header, cells));
                case "head" -> unit.head(cells.get(1), cells.get(2));
                case "finding" ->
                    unit.add(Finding.of(
                            FindingCode.valueOf(cells.get(1)),
                            Severity.valueOf(cells.get(2)),
                            cells.get(3),
                            cells.get(4)));
                default -> throw new IOException("unknown record");
            }
        }
        return unit;
    }

    private static Row row(HmisLayout.Table table, List<String> header, List<String> cells) {
        List<String> all = new ArrayList<>();
        for (HmisLayout.Column column : table.columns()) {
            int at = header.indexOf(column.name());
            all.add(at < 0 ? "" : cells.get(at + 2));
        }
        return new Row(table, Integer.parseInt(cells.get(1)), all);
    }

    /**
     * What holds of a whole export.
     *
     * @param version {@code 2024} or {@code 2026}
     * @param hashed HashStatus; 1 where names and numbers are what they say
     * @param made when it was made
     * @param source whose system it comes from
     * @param directive 2 for all there is to tell of the period; else only what changed
     */
    record Context(String version, String hashed, String made, String source, String directive) {

        static final Context UNKNOWN = new Context("", "", "", "", "");

        List<String> cells() {
            return List.of(version, hashed, made, source, directive);
        }

        static Context of(List<String> cells) {
            return new Context(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
        }

        /** Whether rows may refer to what an earlier export told. */
        boolean partial() {
            return !"2".equals(directive);
        }
    }
}
