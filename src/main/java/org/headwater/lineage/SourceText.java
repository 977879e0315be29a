package org.headwater.lineage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.message.Format;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, in the lines its format has: segments, or lines of text. Finds in them the places that locations name.
 *
 * @param format the wire format
 * @param lines without line ends; empty for what is no text
 * @param bytes how many bytes were sent
 */
public record SourceText(Format format, List<String> lines, int bytes) {
    private static final Pattern LINE = Pattern.compile("\\(line (\\d+)\\)");
    private static final Pattern SEGMENT = Pattern.compile("\\(segment (\\d+)\\)");
    private static final Pattern V2 = Pattern.compile(
            "([A-Z][A-Z0-9]{2})(?:\\[(\\d+)\\])?(?:-(\\d+)(?:\\[(\\d+)\\])?(?:\\.(\\d+))?(?:\\.(\\d+))?)?");
    private static final Pattern X12_ELEMENT =
            Pattern.compile("(?:.*/)?[A-Z][A-Z0-9]{1,2}(\\d{2})(?:\\[(\\d+)\\])?(?:-(\\d+))? \\(segment \\d+\\)");

    public SourceText {
        lines = List.copyOf(lines);
    }

    /**
     * A stretch of one line.
     *
     * @param line counted from 0
     * @param from first character, counted from 0
     * @param to behind the last one
     */
    public record Span(int line, int from, int to) {}

    static SourceText of(Format format, byte[] sent) {
        return new SourceText(
                format, text(sent).map(text -> lines(format, text)).orElse(List.of()), sent.length);
    }

    /** Where a location points, as far as it can be told; empty when not even the line is known. */
    public Optional<Span> find(String location, @Nullable String value) {
        return switch (format) {
            case HL7V2 -> v2(location);
            case X12 -> x12(location);
            case TABLE -> inRow(value);
            default -> byLine(location, value);
        };
    }

    /** Prints no content: it is health information. */
    @Override
    public String toString() {
        return "SourceText[" + format.code() + ", " + bytes + " bytes]";
    }

    private Optional<Span> v2(String location) {
        Matcher place = V2.matcher(location);
        if (!place.matches()) {
            return Optional.empty();
        }
        String name = place.group(1);
        int line = nth(name, number(place.group(2)));
        if (line < 0) {
            return Optional.empty();
        }
        Stretch segment = new Stretch(lines.get(line), 0, lines.get(line).length());
        if (place.group(3) == null || lines.get(0).length() < 8) {
            return Optional.of(segment.span(line));
        }
        // MSH-1 is the separator itself, so that MSH-2 stands first behind it (v2.9 §2.5.4).
        int field = number(place.group(3)) - (name.equals("MSH") ? 1 : 0);
        String header = lines.get(0);
        Stretch found = segment.part(header.charAt(3), field + 1).part(header.charAt(5), number(place.group(4)));
        if (place.group(5) != null) {
            found = found.part(header.charAt(4), number(place.group(5)));
        }
        if (place.group(6) != null) {
            found = found.part(header.charAt(7), number(place.group(6)));
        }
        return Optional.of(found.span(line));
    }

    private int nth(String segment, int which) {
        int seen = 0;
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).startsWith(segment) && ++seen == which) {
                return line;
            }
        }
        return -1;
    }

    private Optional<Span> x12(String location) {
        int line = numberIn(SEGMENT, location) - 1;
        if (line < 0 || line >= lines.size() || lines.get(0).length() < 105) {
            return Optional.empty();
        }
        Stretch segment = new Stretch(lines.get(line), 0, lines.get(line).length());
        Matcher element = X12_ELEMENT.matcher(location);
        if (!element.matches()) {
            return Optional.of(segment.span(line));
        }
        // ISA is of fixed width: the element separator stands behind its name, ISA11 and ISA16 name the others.
        String header = lines.get(0);
        Stretch found = segment.part(header.charAt(3), number(element.group(1)) + 1);
        if (element.group(2) != null) {
            found = found.part(header.charAt(82), number(element.group(2)));
        }
        if (element.group(3) != null) {
            found = found.part(header.charAt(104), number(element.group(3)));
        }
        return Optional.of(found.span(line));
    }

    private Optional<Span> byLine(String location, @Nullable String value) {
        int line = numberIn(LINE, location) - 1;
        if (line < 0 || line >= lines.size()) {
            return Optional.empty();
        }
        return Optional.of(inLine(line, value));
    }

    /** An entry holds one row below its header, over several lines when a cell does. */
    private Optional<Span> inRow(@Nullable String value) {
        for (int line = 1; line < lines.size(); line++) {
            if (value != null && lines.get(line).contains(value)) {
                return Optional.of(inLine(line, value));
            }
        }
        return lines.size() < 2 ? Optional.empty() : Optional.of(inLine(1, null));
    }

    private Span inLine(int line, @Nullable String value) {
        int from = value == null || value.isEmpty() ? -1 : lines.get(line).indexOf(value);
        return from < 0
                ? new Span(line, 0, lines.get(line).length())
                : new Span(line, from, from + String.valueOf(value).length());
    }

    private static int numberIn(Pattern pattern, String location) {
        Matcher matcher = pattern.matcher(location);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 1 : Integer.parseInt(digits);
    }

    private static List<String> lines(Format format, String text) {
        if (format == Format.X12 && text.length() > 106 && text.startsWith("ISA")) {
            return segments(text, text.charAt(105));
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\\r\\n|\\r|\\n", -1)));
        if (format == Format.TABLE && lines.get(0).startsWith("#headwater-row")) {
            lines.remove(0);
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private static List<String> segments(String text, char terminator) {
        List<String> segments = new ArrayList<>();
        for (String segment : text.split(Pattern.quote(String.valueOf(terminator)))) {
            if (!segment.isBlank()) {
                segments.add(segment.strip());
            }
        }
        return segments;
    }

    private static Optional<String> text(byte[] sent) {
        for (byte one : sent) {
            if (one == 0) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sent))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.of(new String(sent, StandardCharsets.ISO_8859_1));
        }
    }

    /** Part of a line, from one character to before another. */
    private record Stretch(String line, int from, int to) {

        /** The n-th of the parts that a separator divides; nothing at the end when there are fewer. */
        Stretch part(char separator, int n) {
            int start = from;
            for (int i = 1; i < n; i++) {
                int next = line.indexOf(separator, start);
                if (next < 0 || next >= to) {
                    return new Stretch(line, to, to);
                }
                start = next + 1;
            }
            int end = line.indexOf(separator, start);
            return new Stretch(line, start, end < 0 || end > to ? to : end);
        }

        Span span(int number) {
            return new Span(number, from, to);
        }
    }
}
