package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Writes the v2 messages of an XML document as the segments that say the same, so that one reader makes one tree of both.
 * Groups need not be kept: segments group again as they do in any message.
 */
final class Hl7v2Xml {

    static final String NAMESPACE = "urn:hl7-org:v2xml";

    /** No segment of the standard has as many fields, nor any field as many components. */
    private static final int MOST_POSITIONS = 500;

    /** Commands of formatted text (v2.9 §2.7.6). */
    private static final Pattern FORMATTING = Pattern.compile("\\.(?:br|sp|sk|in|ti|fi|nf|ce)[+-]?\\d*");

    private static final String USUAL_SEPARATORS = "|^~\\&";

    private final XMLStreamReader events;
    private final boolean copied;
    private final List<Message> messages = new ArrayList<>();

    /** How many elements are open that are no part of a segment. */
    private int depth;

    /** How many were open around the message's first segment; 0 while there is no message. */
    private int messageDepth;

    private String name = "";
    private String separators = USUAL_SEPARATORS;
    private StringBuilder segments = new StringBuilder();
    private StringBuilder copy = new StringBuilder();
    private int line;
    private int misplaced;
    private int misplacedLine;

    private Hl7v2Xml(XMLStreamReader events, boolean copied) {
        this.events = events;
        this.copied = copied;
    }

    /**
     * One message.
     *
     * @param segments in the usual encoding, with the separators it names
     * @param xml the message as a document of its own; empty unless asked for
     * @param line where it begins
     * @param findings what could not be told in segments
     */
    record Message(String segments, String xml, int line, List<Finding> findings) {
        Message {
            findings = List.copyOf(findings);
        }

        @Override
        public String toString() {
            return "Message[line " + line + "]";
        }
    }

    /**
     * What a document holds.
     *
     * @param fault why nothing behind the messages could be read
     */
    record Reading(List<Message> messages, Optional<Finding> fault) {
        Reading {
            messages = List.copyOf(messages);
        }

        Reading with(List<Finding> more) {
            return new Reading(
                    messages.stream()
                            .map(message -> {
                                List<Finding> all = new ArrayList<>(message.findings);
                                all.addAll(more);
                                return new Message(message.segments, message.xml, message.line, all);
                            })
                            .toList(),
                    fault);
        }
    }

    /**
     * Reads a document.
     *
     * @param copied whether each message is wanted as a document of its own
     * @throws XMLStreamException when not even its beginning is XML
     */
    static Reading read(SenderText text, boolean copied) throws XMLStreamException {
        Hl7v2Xml reading = new Hl7v2Xml(SafeXml.open(text), copied);
        try {
            reading.read();
            return new Reading(reading.messages, Optional.empty());
        } catch (XMLStreamException e) {
            return new Reading(reading.messages, Optional.of(SafeXml.finding(e)));
        }
    }

    private void read() throws XMLStreamException {
        List<String> open = new ArrayList<>();
        while (events.hasNext()) {
            int event = events.next();
            if (event == XMLStreamConstants.DTD) {
                throw new SafeXml.DocumentTypeRefused(events);
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                start(open);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (depth == messageDepth) {
                    endMessage();
                }
                depth--;
                open.remove(open.size() - 1);
            }
        }
        endMessage();
    }

    private static String last(List<String> open) {
        return open.isEmpty() ? "" : open.get(open.size() - 1);
    }

    private void start(List<String> open) throws XMLStreamException {
        String local = events.getLocalName();
        if (!isSegment(local)) {
            depth++;
            open.add(local);
            return;
        }
        int at = events.getLocation().getLineNumber();
        Element segment = new Element(local, null);
        if (!fill(segment, open)) {
            return;
        }
        if (local.equals("MSH")) {
            endMessage();
            beginMessage(last(open), at, segment);
        }
        if (messageDepth > 0) {
            write(segment);
        }
    }

    /** Reads a segment to its end; false when it turns out to be a message: ACK is the name of one. */
    private boolean fill(Element segment, List<String> open) throws XMLStreamException {
        Element at = segment;
        while (true) {
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String local = events.getLocalName();
                    if (at == segment && isSegment(local)) {
                        depth++;
                        open.add(segment.name);
                        start(open);
                        return false;
                    }
                    Element child = new Element(local, at);
                    child.line = events.getLocation().getLineNumber();
                    child.escape = local.equals("escape") ? attribute("V") : null;
                    at.children.add(child);
                    at.pieces.add(child);
                    at = child;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    at.pieces.add(events.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (at.parent == null) {
                        return true;
                    }
                    at = at.parent;
                }
                default -> {
                    // comments and the like say nothing
                }
            }
        }
    }

    private String attribute(String attribute) {
        String value = events.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }

    private static boolean isSegment(String local) {
        return local.length() == 3
                && isUpper(local.charAt(0))
                && isUpperOrDigit(local.charAt(1))
                && isUpperOrDigit(local.charAt(2));
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isUpperOrDigit(char c) {
        return isUpper(c) || (c >= '0' && c <= '9');
    }

    private void beginMessage(String message, int at, Element header) {
        messageDepth = Math.max(depth, 1);
        line = at;
        name = message.isEmpty() ? "message" : message;
        separators = separators(header);
        copy = new StringBuilder();
        copy("<" + name + " xmlns=\"" + NAMESPACE + "\">");
    }

    private void endMessage() {
        if (messageDepth == 0) {
            return;
        }
        copy("</" + name + ">");
        List<Finding> findings = misplaced == 0 ? List.of() : List.of(Hl7v2XmlFile.noPlace(misplacedLine, misplaced));
        messages.add(new Message(segments.toString(), copy.toString(), line, findings));
        segments = new StringBuilder();
        copy = new StringBuilder();
        misplaced = 0;
        messageDepth = 0;
    }

    /** MSH-1 and MSH-2 where they can be used, else what is usual: in XML nothing depends on them. */
    private static String separators(Element header) {
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

    private void write(Element segment) {
        segments.append(segment.name);
        TreeMap<Integer, List<Element>> fields = numbered(segment);
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
        copySegment(segment);
    }

    private String repetitions(List<Element> field) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < field.size(); i++) {
            value.append(i == 0 ? "" : String.valueOf(separators.charAt(2))).append(value(field.get(i), 1));
        }
        return value.toString();
    }

    /** A value's text: level 1 is a field, 2 a component, 3 a subcomponent, which has no parts any more. */
    private String value(Element element, int level) {
        TreeMap<Integer, List<Element>> parts = element.divided() ? numbered(element) : new TreeMap<>();
        if (parts.isEmpty()) {
            return element.divided() ? "" : text(element);
        }
        if (level == 3) {
            parts.tailMap(1, false).values().forEach(this::misplace);
            List<Element> first = parts.get(1);
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
    private TreeMap<Integer, List<Element>> numbered(Element element) {
        TreeMap<Integer, List<Element>> numbered = new TreeMap<>();
        for (Element child : element.children) {
            int number = number(child.name);
            if (number > 0) {
                numbered.computeIfAbsent(number, any -> new ArrayList<>()).add(child);
            } else if (child.escape == null) {
                misplace(List.of(child));
            }
        }
        return numbered;
    }

    private void misplace(List<Element> elements) {
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

    private String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Object piece : trimmed(element.pieces)) {
            if (piece instanceof Element child) {
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
    private void escape(Element element, StringBuilder out) {
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

    private void copySegment(Element segment) {
        if (copied) {
            segment.appendTo(copy);
        }
    }

    private void copy(String tag) {
        if (copied) {
            copy.append(tag);
        }
    }

    /** An element of a segment. */
    private static final class Element {
        private final String name;
        private final @Nullable Element parent;
        private final List<Element> children = new ArrayList<>();

        /** Text and children in order. */
        private final List<Object> pieces = new ArrayList<>();

        private @Nullable String escape;
        private int line;

        Element(String name, @Nullable Element parent) {
            this.name = name;
            this.parent = parent;
        }

        /** Whether this has parts rather than text with escapes in it. */
        boolean divided() {
            for (Element child : children) {
                if (child.escape == null) {
                    return true;
                }
            }
            return false;
        }

        String text(String child) {
            for (Element one : children) {
                if (one.name.equals(child)) {
                    StringBuilder text = new StringBuilder();
                    one.pieces.stream().filter(String.class::isInstance).forEach(text::append);
                    return text.toString().strip();
                }
            }
            return "";
        }

        void appendTo(StringBuilder out) {
            out.append('<').append(name);
            if (escape != null) {
                out.append(" V=\"");
                append(escape, out);
                out.append('"');
            }
            out.append('>');
            for (Object piece : pieces) {
                if (piece instanceof Element child) {
                    child.appendTo(out);
                } else {
                    append((String) piece, out);
                }
            }
            out.append("</").append(name).append('>');
        }

        private static void append(String text, StringBuilder out) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '<' -> out.append("&lt;");
                    case '>' -> out.append("&gt;");
                    case '&' -> out.append("&amp;");
                    case '"' -> out.append("&quot;");
                    case '\r' -> out.append("&#13;");
                    default -> out.append(c);
                }
            }
        }
    }
}
