package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * A file of v2 messages in XML (HL7 Version 2: XML Encoding Syntax, release 2): one document or several one behind the
 * other, each with one message or several in an element that wraps them.
 */
final class Hl7v2XmlFile {

    /** Held whole while it is read; more than any message with an embedded document. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private static final Pattern MESSAGE = Pattern.compile("<(?:[A-Za-z_][\\w.-]*:)?MSH[\\s/>]");
    private static final Pattern DOCUMENT_TYPE = Pattern.compile("<!DOCTYPE\\s[^<>\\[]*>");
    private static final String DECLARATION = "<?xml";

    private Hl7v2XmlFile() {}

    /** Whether bytes begin as XML does, whatever marks, blanks and framing stand before it. */
    static boolean is(byte[] head) {
        return is(head, head.length);
    }

    static boolean is(byte[] head, int length) {
        for (int i = 0; i < length; i++) {
            int b = head[i] & 0xFF;
            if (b == '<') {
                return true;
            }
            // byte-order marks, and the zero bytes of UTF-16, may come first
            if (b > ' ' && b != 0xEF && b != 0xBB && b != 0xBF && b != 0xFE && b != 0xFF) {
                return false;
            }
        }
        return false;
    }

    /** The header of the first message; empty when there is none that can be read. */
    static Optional<byte[]> firstAsSegments(byte[] file) {
        if (file.length > LARGEST) {
            return Optional.empty();
        }
        for (byte[] document : documents(file)) {
            Hl7v2Xml.Reading reading = reading(document, false);
            if (!reading.messages().isEmpty()) {
                return Optional.of(reading.messages().get(0).segments().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** How many messages a file seems to hold, by a glance. */
    static int messages(byte[] file) {
        return (int) MESSAGE.matcher(text(file)).results().limit(1_000_000).count();
    }

    static void read(InputStream in, Hl7v2Units units) throws IOException {
        byte[] file = in.readNBytes(LARGEST + 1);
        if (file.length > LARGEST) {
            units.refuse(Arrays.copyOf(file, Hl7v2File.EXCERPT), 1, FindingCode.UNREADABLE, "", """
                    The file is larger than 64 MiB. Send v2 messages in XML in smaller files, or in the usual encoding,\
                     of which a file may have any size.""");
            units.end();
            return;
        }
        boolean several = messages(file) > 1;
        for (byte[] document : documents(file)) {
            read(document, several, units);
        }
        units.end();
    }

    /**
     * Reads one document. Messages that are whole are taken though what wraps them is not: refusing the document beside
     * them would count them twice. Where another message begins that cannot be read, the document is refused for it.
     */
    private static void read(byte[] document, boolean several, Hl7v2Units units) {
        Hl7v2Xml.Reading reading = reading(document, several);
        if (reading.fault().isPresent()
                && !reading.messages().isEmpty()
                && reading.messages().size() == messages(document)) {
            reading = reading.toldByTheLastMessage();
        }
        for (Hl7v2Xml.Message message : reading.messages()) {
            byte[] own = several ? message.xml().getBytes(StandardCharsets.UTF_8) : document;
            units.message(own, message.segments().getBytes(StandardCharsets.UTF_8), message.line(), message.findings());
        }
        if (reading.fault().isPresent()) {
            Finding fault = reading.fault().get();
            units.refuse(document, 1, fault.code(), fault.location().path(), fault.message());
        } else if (reading.messages().isEmpty()) {
            units.refuse(document, 1, FindingCode.UNRECOGNISED_FORMAT, "", """
                    This is XML without an MSH element. HL7 v2 in XML (urn:hl7-org:v2xml) has a message as an element\
                     such as ADT_A01 that begins with MSH; send it so, or choose another format for the feed.""");
        }
    }

    private static Hl7v2Xml.Reading reading(byte[] document, boolean copied) {
        try {
            SenderText text = SenderText.xml(new ByteArrayInputStream(withoutDocumentType(document)));
            Hl7v2Xml.Reading reading = Hl7v2Xml.read(text, copied);
            List<Finding> characters = text.findings();
            return characters.isEmpty() ? reading : reading.with(characters);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (XMLStreamException e) {
            return new Hl7v2Xml.Reading(List.of(), Optional.of(SafeXml.finding(e)));
        }
    }

    /**
     * Without a document type that only points at a DTD, as HL7 recommended before it had schemas: nothing fetches it. One
     * that brings declarations of its own stays, and is refused.
     */
    private static byte[] withoutDocumentType(byte[] document) {
        String head = new String(document, 0, Math.min(document.length, 4096), StandardCharsets.ISO_8859_1);
        Matcher type = DOCUMENT_TYPE.matcher(head);
        if (!type.find()) {
            return document;
        }
        byte[] bare = document.clone();
        for (int i = type.start(); i < type.end(); i++) {
            bare[i] = bare[i] == '\n' || bare[i] == '\r' ? bare[i] : (byte) ' ';
        }
        return bare;
    }

    /** The documents of a file that has several, framed for MLLP or not. */
    private static List<byte[]> documents(byte[] file) {
        if (Utf16.isUtf16(file)) {
            return List.of(file);
        }
        List<Integer> starts = new ArrayList<>();
        String text = text(file);
        int second = text.indexOf(DECLARATION, text.indexOf(DECLARATION) + 1);
        if (second < 0 && text.indexOf(0x1C) < 0) {
            return List.of(framed(file, 0, file.length));
        }
        starts.add(0);
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean begins = c == '<' && text.startsWith(DECLARATION, i);
            if (c == 0x1C
                    || (begins
                            && !text.substring(starts.get(starts.size() - 1), i).isBlank())) {
                starts.add(i);
            }
        }
        List<byte[]> documents = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            byte[] document = framed(file, starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : file.length);
            if (document.length > 0) {
                documents.add(document);
            }
        }
        return documents.isEmpty() ? List.of(file) : documents;
    }

    /** A part of a file without the control characters and blanks around it. */
    private static byte[] framed(byte[] file, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && file[start] >= 0 && file[start] <= ' ') {
            start++;
        }
        while (end > start && file[end - 1] >= 0 && file[end - 1] <= ' ') {
            end--;
        }
        return start == 0 && end == file.length ? file : Arrays.copyOfRange(file, start, end);
    }

    private static String text(byte[] file) {
        byte[] bytes = Utf16.isUtf16(file) ? Utf16.toUtf8(file) : file;
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What stands in XML is told of by its own line, not by one of the text made of it. */
    static Finding noPlace(int line, int count) {
        return Finding.of(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.WARNING,
                "line " + line,
                count + (count == 1 ? " element has" : " elements have")
                        + " no place in a segment and were not read, this one first. Name fields and components as the XML"
                        + " encoding does: PID.5, XPN.1.");
    }
}
