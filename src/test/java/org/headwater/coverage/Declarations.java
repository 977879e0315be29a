package org.headwater.coverage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/**
 * What people say of rows that are not found by themselves ({@code coverage.yaml}): done otherwise, by something that is
 * checked, or not done, and why. Also how misprints of the tables read.
 */
final class Declarations {

    private final Map<String, String> spelling = new LinkedHashMap<>();
    private final Map<String, String> urls = new LinkedHashMap<>();
    private final List<Misprint> misprints = new ArrayList<>();
    private final List<Lead> leads = new ArrayList<>();
    private final List<Declaration> declarations = new ArrayList<>();
    private final Set<Declaration> used = new LinkedHashSet<>();

    /** How attributes of one table, or of some of its rows, are meant to read. */
    private record Misprint(String table, List<String> rows, Pattern wrong, String right) {

        boolean fits(OfficialRow row) {
            return table.equals(row.table())
                    && (rows.isEmpty() || rows.stream().anyMatch(one -> Declaration.names(one, row.name())));
        }
    }

    /** A field by which the mappings come to a data type's table to which no row of HL7's segment tables leads. */
    record Lead(String table, String field, String to) {}

    /**
     * One declaration.
     *
     * @param by what does it; empty when nothing does
     */
    record Declaration(Set<String> tables, List<String> rows, List<String> by, String reason, int line) {

        boolean fits(OfficialRow row) {
            return (tables.contains(row.table()) || tables.contains(row.kind().folder))
                    && (rows.isEmpty() || rows.stream().anyMatch(one -> names(one, row.name())));
        }

        /** Whether a row goes by a name: in full, by its source, or by a beginning or end with {@code *}. */
        private static boolean names(String told, String name) {
            if (told.startsWith("*")) {
                return name.endsWith(told.substring(1));
            }
            return told.endsWith("*")
                    ? name.startsWith(told.substring(0, told.length() - 1))
                    : name.equals(told) || name.startsWith(told + " ");
        }

        Verdict verdict(Predicate<String> known) {
            List<String> unknown = by.stream().filter(known.negate()).toList();
            if (!unknown.isEmpty()) {
                throw new AssertionError(
                        "hl7v2-coverage.yaml:" + line + ": no mapping does " + String.join(", ", unknown));
            }
            return by.isEmpty()
                    ? new Verdict(Verdict.State.NOT, reason)
                    : new Verdict(
                            Verdict.State.OTHERWISE, String.join(", ", by) + (reason.isEmpty() ? "" : ": " + reason));
        }
    }

    Declarations(YamlFile file) {
        file.root()
                .get("spelling")
                .ifPresent(node -> node.entries()
                        .forEach((wrong, right) ->
                                spelling.put(wrong, right.text().orElse(""))));
        file.root()
                .get("urls")
                .ifPresent(node -> node.entries()
                        .forEach((wrong, right) -> urls.put(wrong, right.text().orElse(""))));
        for (YamlNode node : file.root().items("misprints")) {
            misprints.add(new Misprint(
                    node.text("table").orElseThrow(),
                    node.texts("row"),
                    Pattern.compile(node.text("wrong").orElseThrow()),
                    node.text("right").orElseThrow()));
        }
        for (YamlNode node : file.root().items("leads")) {
            node.texts("field")
                    .forEach(field -> leads.add(new Lead(
                            node.text("table").orElseThrow(),
                            field,
                            node.text("to").orElseThrow())));
        }
        for (YamlNode node : file.root().items("rows")) {
            declarations.add(new Declaration(
                    Set.copyOf(node.texts("table")),
                    node.texts("row"),
                    node.texts("by"),
                    node.text("reason").orElse(""),
                    node.line()));
        }
    }

    Optional<Declaration> on(OfficialRow row) {
        Optional<Declaration> first =
                declarations.stream().filter(one -> one.fits(row)).findFirst();
        first.ifPresent(used::add);
        return first;
    }

    /** Lines of declarations that no row needs any more. */
    List<Integer> unused() {
        return declarations.stream()
                .filter(one -> !used.contains(one))
                .map(Declaration::line)
                .toList();
    }

    /** An attribute with the tables' misprints put right. */
    String corrected(OfficialRow row, String attribute) {
        String corrected = attribute.replace(" ", "");
        for (Map.Entry<String, String> entry : spelling.entrySet()) {
            corrected = corrected.replace(entry.getKey(), entry.getValue());
        }
        for (Misprint misprint : misprints) {
            if (misprint.fits(row)) {
                corrected = misprint.wrong().matcher(corrected).replaceAll(misprint.right());
            }
        }
        return corrected;
    }

    /** The fields by which the mappings come to tables no official row leads to. */
    List<Lead> leads() {
        return List.copyOf(leads);
    }

    /** A URL as it is rightly spelled. */
    String spelled(String url) {
        String plain = url.strip();
        return urls.getOrDefault(plain, plain);
    }

    boolean same(String stated, String ours) {
        return spelled(stated).equals(ours);
    }
}
