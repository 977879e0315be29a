package org.headwater.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** Builds a message's tree: finds its segments and puts each into its group. */
final class Hl7v2Segments {

    /** Names of segments met lately, so that a name is one string however often it is sent. */
    private static final String[] NAMES = new String[1024];

    private final String text;
    private final Hl7v2Syntax syntax;
    private final SegmentGroup root;
    private final SegmentPlacement placement;
    private final boolean flat;
    private final UnitFindings findings;
    private final List<SegmentNode> segments = new ArrayList<>();
    private SegmentGroup[] open = new SegmentGroup[8];

    /** The segment being read: it is added when its end is known. */
    private @Nullable String name;

    private int start;
    private int end;

    /** The segment, counted from 0, whose broken lines were told of last. */
    private int told = -1;

    Hl7v2Segments(String text, String type, Hl7v2Syntax syntax, SegmentStructure structure, UnitFindings findings) {
        this.text = text;
        this.syntax = syntax;
        this.root = new SegmentGroup(null, type, syntax);
        this.placement = SegmentPlacement.lenient(structure);
        this.flat = structure.isFlat();
        this.findings = findings;
        open[0] = root;
    }

    SegmentGroup tree() {
        int length = text.length();
        int line = 0;
        while (line < length) {
            int lineEnd = lineEnd(line, length);
            readLine(line, lineEnd);
            line = lineEnd + 1;
        }
        addSegment();
        syntax.segments(segments.toArray(SegmentNode[]::new));
        segments.forEach(this::checkSingle);
        return root;
    }

    /** Segments that say what the group around them is about: of a second one in the same place nobody can say more. */
    private void checkSingle(SegmentNode segment) {
        boolean single = switch (segment.name()) {
            case "EVN", "PID", "PD1", "MRG", "PV1", "PV2", "SCH", "TXA" -> true;
            default -> false;
        };
        Node group = segment.parent();
        if (single && !flat && group != null && group.first(segment.name()) != segment) {
            findings.add(Finding.of(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    segment.location().path(),
                    "A second " + segment.name() + " stands where one is expected; only the first was read. Send each"
                            + " patient or visit in a message of its own."));
        }
    }

    private int lineEnd(int from, int length) {
        int i = from;
        while (i < length) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0x1C) {
                return i;
            }
            i++;
        }
        return length;
    }

    private void readLine(int from, int to) {
        int begin = from;
        while (begin < to && text.charAt(begin) <= ' ') {
            begin++;
        }
        if (begin == to) {
            return;
        }
        if (isSegment(begin, to)) {
            addSegment();
            name = nameAt(begin);
            start = begin;
            end = to;
        } else {
            continueSegment(to);
        }
    }

    private boolean isSegment(int from, int to) {
        return to - from >= 3
                && isUpper(text.charAt(from))
                && isUpperOrDigit(text.charAt(from + 1))
                && isUpperOrDigit(text.charAt(from + 2))
                && (to - from == 3 || text.charAt(from + 3) == syntax.element);
    }

    /** A line break inside a value, which the sender should have escaped: the value goes on. */
    private void continueSegment(int to) {
        if (name == null) {
            return;
        }
        end = to;
        syntax.lineBreaks();
        if (told == segments.size()) {
            return;
        }
        told = segments.size();
        findings.add(Finding.of(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.WARNING,
                name,
                "Lines behind segment " + (segments.size() + 1) + " (" + name
                        + ") do not begin with a segment's name; they were read as part of it. Escape line breaks as"
                        + " \\.br\\."));
    }

    private void addSegment() {
        String segment = name;
        if (segment == null) {
            return;
        }
        SegmentGroup group = flat ? root : groupOf(segment);
        SegmentNode node = new SegmentNode(group, segment, syntax, text, start, end, segments.size() + 1);
        group.add(node);
        segments.add(node);
        name = null;
    }

    private SegmentGroup groupOf(String segment) {
        placement.place(segment, SegmentElements.NONE);
        for (int level = placement.kept() + 1; level <= placement.depth(); level++) {
            if (level == open.length) {
                open = Arrays.copyOf(open, level * 2);
            }
            SegmentGroup above = open[level - 1];
            SegmentGroup group = new SegmentGroup(above, placement.at(level).name(), syntax);
            above.add(group);
            open[level] = group;
        }
        return open[placement.depth()];
    }

    private String nameAt(int at) {
        char a = text.charAt(at);
        char b = text.charAt(at + 1);
        char c = text.charAt(at + 2);
        int slot = (a * 31 * 31 + b * 31 + c) & (NAMES.length - 1);
        String known = NAMES[slot];
        if (known != null && known.charAt(0) == a && known.charAt(1) == b && known.charAt(2) == c) {
            return known;
        }
        String fresh = text.substring(at, at + 3).intern();
        NAMES[slot] = fresh;
        return fresh;
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isUpperOrDigit(char c) {
        return isUpper(c) || (c >= '0' && c <= '9');
    }
}
