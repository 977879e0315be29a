package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;

/** The segments of one v2 message, in the usual encoding with its separators and escapes, made from their XML. */
final class Hl7v2XmlSegments {

    /** No segment of the standard has as many fields, nor any field as many components. */
    private static final int MOST_POSITIONS = 500;

    /** Commands of formatted text (v2.9 §2.7.6). */
    private static final Pattern FORMATTING = Pattern.compile("\\.(?:br|sp|sk|in|ti|fi|nf|ce)[+-]?\\d*");

    private static final String USUAL_SEPARATORS = "|^~\\&";

    private final String separators;
    private final StringBuilder segments = new StringBuilder();
    private int misplaced;
    private int misplacedLine;

    /** @param header the message's MSH, by whose separators it is written */
    Hl7v2XmlSegments(Hl7v2XmlElement header) {
        separators = separators(header);
    }

    /** MSH-1 and MSH-2 where they can be used, else what is usual: in XML nothing depends on them. */
    private static String separators(Hl7v2XmlElement header) {
        String field = header.text("MSH.1");
        String others = header.text("MSH.2");
        String told = field + others;
        boolean usable = field.length() == 1
                && others.length() >= 4
                && others.length() <= 5
                && told.chars().distinct().count() == told.length()
                && told.chars().allMatch(c -> c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c) && c != '"');
        return usable ? told : USUAL_SEPARATORS;
    }

    /** Adds a segment as it is written in the usual encoding. */
    void add(Hl7v2XmlElement segment) {
        segments.append(segment.name);
        TreeMap<Integer, List<Hl7v2XmlElement>> fields = numbered(segment);
        boolean header = segment.name.equals("MSH");
        if (header) {
            segments.append(separators);
            fields.headMap(2, true).clear();
        }
        int at = header ? 2 : 0;
        for (var field : fields.entrySet()) {
            String value = repetitions(field.getValue());
            if (!value.isEmpty()) {
                while (at < field.getKey()) {
                    segments.append(separators.charAt(0));
                    at++;
                }
                segments.append(value);
            }
        }
        segments.append('\r');
    }

    private String repetitions(List<Hl7v2XmlElement> field) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < field.size(); i++) {
            value.append(i == 0 ? "" : String.valueOf(separators.charAt(2))).append(value(field.get(i), 1));
        }
        return value.toString();
    }

    /** A value's text: level 1 is a field, 2 a component, 3 a subcomponent, which has no parts any more. */
    private String value(Hl7v2XmlElement element, int level) {
        TreeMap<Integer, List<Hl7v2XmlElement>> parts = element.divided() ? numbered(element) : new TreeMap<>();
        if (parts.isEmpty()) {
            return element.divided() ? "" : text(element);
        }
        if (level == 3) {
            parts.tailMap(1, false).values().forEach(this::misplace);
            List<Hl7v2XmlElement> first = parts.get(1);
            return first == null ? "" : value(first.get(0), 3);
        }
        char separator = separators.charAt(level == 1 ? 1 : 4);
        StringBuilder value = new StringBuilder();
        int at = 1;
        for (var part : parts.entrySet()) {
            String text = value(part.getValue().get(0), level + 1);
            misplace(part.getValue().subList(1, part.getValue().size()));
            if (!text.isEmpty()) {
                for (; at < part.getKey(); at++) {
                    value.append(separator);
                }
                value.append(text);
            }
        }
        return value.toString();
    }

    /** An element's children by the numbers in their names (PID.3); those without one have no place. */
    private TreeMap<Integer, List<Hl7v2XmlElement>> numbered(Hl7v2XmlElement element) {
        TreeMap<Integer, List<Hl7v2XmlElement>> numbered = new TreeMap<>();
        for (Hl7v2XmlElement child : element.children) {
            int number = number(child.name);
            if (number > 0) {
                numbered.computeIfAbsent(number, any -> new ArrayList<>()).add(child);
            } else if (child.escape == null) {
                misplace(List.of(child));
            }
        }
        return numbered;
    }

    private void misplace(List<Hl7v2XmlElement> elements) {
        if (!elements.isEmpty() && misplaced == 0) {
            misplacedLine = elements.get(0).line;
        }
        misplaced += elements.size();
    }

    private static int number(String name) {
        int dot = name.lastIndexOf('.');
        String digits = name.substring(dot + 1);
        if (dot < 0
                || digits.isEmpty()
                || digits.length() > 3
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int number = Integer.parseInt(digits);
        return number <= MOST_POSITIONS ? number : 0;
    }

    private String text(Hl7v2XmlElement element) {
        StringBuilder text = new StringBuilder();
        for (Object piece : trimmed(element.pieces)) {
            if (piece instanceof Hl7v2XmlElement child) {
                escape(child, text);
            } else {
                escape((String) piece, text);
            }
        }
        return text.toString();
    }

    /** Without the line breaks and indentation that set the text off from its tags, and from the escapes within it. */
    private static List<Object> trimmed(List<Object> pieces) {
        return pieces.stream()
                .map(piece -> piece instanceof String text && text.indexOf('\n') >= 0 ? inline(text) : piece)
                .toList();
    }

    private static String inline(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return "";
        }
        int start = text.indexOf(stripped);
        int end = start + stripped.length();
        boolean before = text.substring(0, start).indexOf('\n') >= 0;
        boolean behind = text.substring(end).indexOf('\n') >= 0;
        return text.substring(before ? start : 0, behind ? end : text.length());
    }

    /** {@code <escape V="H"/>} stands for {@code \H\}. */
    private void escape(Hl7v2XmlElement element, StringBuilder out) {
        String sequence = element.escape;
        if (sequence == null
                || sequence.isEmpty()
                || sequence.chars().anyMatch(c -> c < ' ' || separators.indexOf(c) >= 0)) {
            return;
        }
        out.append(separators.charAt(3)).append(sequence).append(separators.charAt(3));
    }

    private void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int special = separators.indexOf(c);
            int formatting = c == separators.charAt(3) ? formatting(text, i) : -1;
            if (formatting > 0) {
                // Some write the escape as in the usual encoding; nobody means these letters themselves.
                out.append(text, i, formatting);
                i = formatting - 1;
            } else if (special >= 0 && special < 5) {
                out.append(separators.charAt(3)).append("FSRET".charAt(special)).append(separators.charAt(3));
            } else if (c == '\n') {
                out.append(separators.charAt(3)).append(".br").append(separators.charAt(3));
            } else if (c != '\r') {
                out.append(c);
            }
        }
    }

    /** Where a formatting command ({@code \.br\}) that begins here ends; -1 when none does. */
    private int formatting(String text, int from) {
        int end = text.indexOf(separators.charAt(3), from + 1);
        return end > from
                        && end <= from + 8
                        && FORMATTING.matcher(text.substring(from + 1, end)).matches()
                ? end + 1
                : -1;
    }

    /** What had no place in a segment. */
    List<Finding> findings() {
        return misplaced == 0 ? List.of() : List.of(Hl7v2XmlFile.noPlace(misplacedLine, misplaced));
    }

    /** The segments added so far, each ended by a carriage return. */
    String text() {
        return segments.toString();
    }
}
