package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.headwater.problem.Finding;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Writes the v2 messages of an XML document as the segments that say the same, so that one reader makes one tree of both.
 * Groups need not be kept: segments group again as they do in any message.
 */
final class Hl7v2Xml {

    static final String NAMESPACE = "urn:hl7-org:v2xml";

    private final XMLStreamReader events;
    private final boolean copied;
    private final List<Message> messages = new ArrayList<>();

    /** How many elements are open that are no part of a segment. */
    private int depth;

    /** How many were open around the message's first segment; 0 while there is no message. */
    private int messageDepth;

    private String name = "";
    private @Nullable Hl7v2XmlSegments segments;
    private StringBuilder copy = new StringBuilder();
    private int line;

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

        Message with(List<Finding> more) {
            List<Finding> all = new ArrayList<>(findings);
            all.addAll(more);
            return new Message(segments, xml, line, all);
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

        /** What is wrong around the messages, said by the last of them and no fault of the document's any more. */
        Reading toldByTheLastMessage() {
            List<Finding> around = fault.stream()
                    .map(found -> new Finding(found.code(), Severity.WARNING, found.location(), found.message()))
                    .toList();
            List<Message> all = new ArrayList<>(messages);
            all.add(all.remove(all.size() - 1).with(around));
            return new Reading(all, Optional.empty());
        }

        Reading with(List<Finding> more) {
            return new Reading(
                    messages.stream().map(message -> message.with(more)).toList(), fault);
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
        Hl7v2XmlElement segment = new Hl7v2XmlElement(local, null);
        if (!fill(segment, open)) {
            return;
        }
        if (local.equals("MSH")) {
            endMessage();
            beginMessage(last(open), at, segment);
        }
        if (segments != null) {
            segments.add(segment);
            copySegment(segment);
        }
    }

    /** Reads a segment to its end; false when it turns out to be a message: ACK is the name of one. */
    private boolean fill(Hl7v2XmlElement segment, List<String> open) throws XMLStreamException {
        Hl7v2XmlElement at = segment;
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
                    Hl7v2XmlElement child = new Hl7v2XmlElement(local, at);
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

    private void beginMessage(String message, int at, Hl7v2XmlElement header) {
        messageDepth = Math.max(depth, 1);
        line = at;
        name = message.isEmpty() ? "message" : message;
        segments = new Hl7v2XmlSegments(header);
        copy = new StringBuilder();
        copy("<" + name + " xmlns=\"" + NAMESPACE + "\">");
    }

    private void endMessage() {
        if (segments == null) {
            return;
        }
        copy("</" + name + ">");
        messages.add(new Message(segments.text(), copy.toString(), line, segments.findings()));
        segments = null;
        copy = new StringBuilder();
        messageDepth = 0;
    }

    private void copySegment(Hl7v2XmlElement segment) {
        if (copied) {
            segment.appendTo(copy);
        }
    }

    private void copy(String tag) {
        if (copied) {
            copy.append(tag);
        }
    }
}
