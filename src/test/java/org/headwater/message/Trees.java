package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What tests of the segment formats ask of units and trees. */
final class Trees {

    private Trees() {}

    static List<Unit> units(UnitReader reader, byte[] bytes) {
        List<Unit> units = new ArrayList<>();
        try {
            reader.read(new ByteArrayInputStream(bytes), "", units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units;
    }

    static List<Unit> units(UnitReader reader, String text) {
        return units(reader, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The one unit of a text, lines standing for segments. */
    static Unit unit(UnitReader reader, String text) {
        List<Unit> units = units(reader, text);
        if (units.size() != 1) {
            throw new AssertionError(units.size() + " units");
        }
        return units.get(0);
    }

    static Node root(Unit unit) {
        return Objects.requireNonNull(unit.root(), () -> unit.findings().toString());
    }

    /** The node at a path of names and positions: {@code PATIENT_RESULT/PID/3/1}; the first where several are. */
    static Node node(Node from, String path) {
        Node node = from;
        for (String step : path.split("/")) {
            Node next = Character.isDigit(step.charAt(0)) && step.length() < 3
                    ? node.at(Integer.parseInt(step))
                    : node.first(step);
            node = Objects.requireNonNull(next, () -> "nothing at " + step + " of " + path);
        }
        return node;
    }

    static String text(Unit unit, String path) {
        return String.valueOf(node(root(unit), path).text());
    }

    /** Groups and segments, by indentation. */
    static String outline(Unit unit) {
        StringBuilder out = new StringBuilder();
        outline(root(unit), "", out);
        return out.toString();
    }

    private static void outline(Node group, String indent, StringBuilder out) {
        String separator = indent;
        for (Node child : group.children()) {
            if (child.isGroup()) {
                out.append(separator.equals(indent) ? "" : "\n")
                        .append(indent)
                        .append(child.name())
                        .append('\n');
                outline(child, indent + "  ", out);
                separator = indent;
            } else {
                out.append(separator).append(child.name());
                separator = " ";
            }
        }
        out.append(separator.equals(indent) ? "" : "\n");
    }

    static List<String> told(Unit unit) {
        return unit.findings().stream()
                .map(finding -> finding.severity() + " " + finding.code() + " " + finding.location())
                .toList();
    }
}
