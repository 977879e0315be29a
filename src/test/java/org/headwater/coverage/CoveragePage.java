package org.headwater.coverage;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.headwater.coverage.OfficialRow.Kind;
import org.headwater.coverage.Verdict.State;

/** Writes the verdicts as a page: counts first, then every row. */
final class CoveragePage {

    private final Map<OfficialRow, Verdict> verdicts;
    private final StringBuilder page = new StringBuilder();

    private CoveragePage(Map<OfficialRow, Verdict> verdicts) {
        this.verdicts = verdicts;
    }

    static String of(Map<OfficialRow, Verdict> verdicts) {
        CoveragePage page = new CoveragePage(verdicts);
        page.head();
        page.totals();
        for (Kind kind : Kind.values()) {
            page.kind(kind);
        }
        return page.page.toString();
    }

    private void head() {
        page.append("""
                # HL7 v2 coverage

                Every row of HL7's [v2-to-FHIR](https://github.com/HL7/v2-to-fhir) tables (Apache-2.0), and what Headwater does
                with it. The page is written by `Hl7v2CoverageTests`, which looks each row up in the compiled mappings and fails
                where this page says otherwise. With the tables at hand (`../shared/reference/v2-to-fhir`, or below the folder
                `HEADWATER_SHARED` names), write it anew with

                ```
                ./mvnw test -Dtest=Hl7v2CoverageTests -Dcoverage.record=true
                ```

                *Found*: some rule fills the row's FHIR attribute from the row's field (data types: in a field of that type; codes: a
                concept map in use gives the row's code; messages: the message's mapping fills the row's resource from the row's
                segment). *Otherwise*: done in another way, named here and checked to exist. *Not done*: with the reason. Both come
                from `src/test/resources/org/headwater/coverage/hl7v2-coverage.yaml`. Rows in which a table states no target, or only an extension still to be
                defined, ask for nothing and do not count.

                """);
    }

    private static Map<State, Long> counts(List<Verdict> verdicts) {
        Map<State, Long> counts = new EnumMap<>(State.class);
        verdicts.forEach(verdict -> counts.merge(verdict.state(), 1L, Long::sum));
        return counts;
    }

    private static String line(String name, List<Verdict> verdicts) {
        Map<State, Long> counts = counts(verdicts);
        long stated = verdicts.stream().filter(Verdict::counts).count();
        long done = verdicts.stream().filter(Verdict::done).count();
        return "| " + name + " | " + verdicts.size() + " | " + stated + " | " + counts.getOrDefault(State.FOUND, 0L)
                + " | "
                + counts.getOrDefault(State.OTHERWISE, 0L) + " | " + counts.getOrDefault(State.NOT, 0L) + " | "
                + counts.getOrDefault(State.OPEN, 0L) + " | "
                + (stated == 0 ? "" : Math.floor(1000.0 * done / stated) / 10 + " %") + " |\n";
    }

    private void heading(String first) {
        page.append("| ")
                .append(first)
                .append(" | rows | with a target | found | otherwise | not done | open | done |\n");
        page.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    }

    private void totals() {
        heading("tables");
        for (Kind kind : Kind.values()) {
            page.append(line(
                    kind.title,
                    verdicts.entrySet().stream()
                            .filter(entry -> entry.getKey().kind() == kind)
                            .map(Map.Entry::getValue)
                            .toList()));
        }
        page.append(line("**All**", List.copyOf(verdicts.values()))).append('\n');
    }

    private void kind(Kind kind) {
        Map<String, Map<OfficialRow, Verdict>> tables = new LinkedHashMap<>();
        verdicts.forEach((row, verdict) -> {
            if (row.kind() == kind) {
                tables.computeIfAbsent(row.table(), key -> new LinkedHashMap<>())
                        .put(row, verdict);
            }
        });
        page.append("## ").append(kind.title).append("\n\n");
        heading("table");
        tables.forEach((table, rows) -> page.append(line(table, List.copyOf(rows.values()))));
        page.append('\n');
        tables.forEach((table, rows) -> {
            page.append("### ").append(table).append("\n\n");
            if (kind == Kind.CODES) {
                codes(rows);
            } else {
                rows(rows);
            }
            page.append('\n');
        });
    }

    private void rows(Map<OfficialRow, Verdict> rows) {
        rows.forEach((row, verdict) -> {
            if (verdict.counts()) {
                page.append("- ")
                        .append(verdict.done() ? "" : verdict.state() == State.OPEN ? "**open** " : "*not done* ")
                        .append(code((row.source() + " → " + row.target()).strip()))
                        .append(verdict.detail().isEmpty() ? "" : ": " + shown(verdict))
                        .append('\n');
            }
        });
        String silent = rows.entrySet().stream()
                .filter(entry -> !entry.getValue().counts())
                .map(entry -> entry.getKey().source().replaceAll("^.*:", ""))
                .filter(source -> !source.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            page.append("- no target stated: ").append(silent).append('\n');
        }
    }

    private static String shown(Verdict verdict) {
        return verdict.state() == State.FOUND ? code(verdict.detail()) : verdict.detail();
    }

    private static String code(String text) {
        return "`" + text.replace('`', '\'') + "`";
    }

    /** Codes by what is done with them: a line for each concept map and each reason. */
    private void codes(Map<OfficialRow, Verdict> rows) {
        Map<String, StringBuilder> lines = new TreeMap<>();
        rows.forEach((row, verdict) -> {
            String what = switch (verdict.state()) {
                case FOUND -> "by `" + verdict.detail() + "`";
                case OTHERWISE -> "otherwise, " + verdict.detail();
                case NOT -> "*not done*, " + verdict.detail();
                case OPEN -> "**open**";
                case NO_TARGET -> row.source().isEmpty() ? "no source stated" : "no target stated";
            };
            String code = row.source().isEmpty() ? row.target() : row.source();
            String text = row.target().isEmpty() || code.equals(row.target()) ? code : code + "→" + row.target();
            StringBuilder line = lines.computeIfAbsent(what, key -> new StringBuilder());
            line.append(line.isEmpty() ? "" : ", ").append(text);
        });
        lines.forEach((what, codes) ->
                page.append("- ").append(what).append(": ").append(codes).append('\n'));
    }
}
