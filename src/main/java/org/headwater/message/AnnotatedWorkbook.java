package org.headwater.message;

import com.ctc.wstx.stax.WstxEventFactory;
import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An XLSX workbook written anew with cells marked and a column added; all else in it stays as it was. Streams, so that a
 * large sheet takes no more memory than a small one.
 *
 * <p>Every cell format is doubled, the second of each with a coloured ground (ECMA-376 part 1 §18.8.10), so that a marked cell
 * keeps showing a date as a date.
 */
final class AnnotatedWorkbook {

    private static final XMLEventFactory EVENTS = new WstxEventFactory();
    private static final XMLOutputFactory OUTPUT = new WstxOutputFactory();
    private static final String FILL = "FFFFE699";

    private final ZipFile zip;
    private final Map<String, SheetNotes> notes;
    private int formats;

    private AnnotatedWorkbook(ZipFile zip, Map<String, SheetNotes> notes) {
        this.zip = zip;
        this.notes = notes;
    }

    static void write(InputStream original, Map<String, SheetNotes> sheets, OutputStream out) throws IOException {
        Path file = Files.createTempFile("headwater-", ".xlsx");
        try {
            try (OutputStream copy = Files.newOutputStream(file)) {
                original.transferTo(copy);
            }
            try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
                Map<String, String> parts = WorkbookParts.of(zip).sheets();
                Map<String, SheetNotes> byPart = new HashMap<>();
                parts.forEach((name, part) -> {
                    SheetNotes own = AnnotatedTable.notes(sheets, name, parts.size());
                    if (own != null) {
                        byPart.put(part, own);
                    }
                });
                new AnnotatedWorkbook(zip, byPart).write(out);
            }
        } catch (XMLStreamException e) {
            throw new IOException(e.getClass().getSimpleName());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void write(OutputStream out) throws IOException, XMLStreamException {
        ZipOutputStream copy = new ZipOutputStream(out);
        List<ZipArchiveEntry> parts = Collections.list(zip.getEntries());
        // the formats first: cells are marked by their number
        parts.sort((one, other) -> Boolean.compare(isStyles(other), isStyles(one)));
        for (ZipArchiveEntry part : parts) {
            if (part.isDirectory()) {
                continue;
            }
            copy.putNextEntry(new ZipEntry(part.getName()));
            try (InputStream in = zip.getInputStream(part)) {
                SheetNotes own = notes.get(part.getName());
                if (isStyles(part)) {
                    styles(in, copy);
                } else if (own != null) {
                    sheet(in, copy, own);
                } else {
                    in.transferTo(copy);
                }
            }
            copy.closeEntry();
        }
        copy.finish();
    }

    private static boolean isStyles(ZipArchiveEntry part) {
        return part.getName().equals("xl/styles.xml");
    }

    private static XMLEventReader reader(InputStream in) throws XMLStreamException {
        return SafeXml.events(new Unclosed(in));
    }

    private static XMLEventWriter writer(OutputStream out) throws XMLStreamException {
        return OUTPUT.createXMLEventWriter(new UnclosedOut(out), "UTF-8");
    }

    private void styles(InputStream in, OutputStream out) throws XMLStreamException {
        XMLEventReader xml = reader(in);
        XMLEventWriter copy = writer(out);
        List<XMLEvent> doubled = null;
        int fills = 0;
        while (xml.hasNext()) {
            XMLEvent event = xml.nextEvent();
            String begins = name(event, true);
            String ends = name(event, false);
            if ("fills".equals(begins)) {
                fills = number(event.asStartElement(), "count");
                event = with(event.asStartElement(), Map.of("count", Integer.toString(fills + 1)));
            } else if ("cellXfs".equals(begins)) {
                formats = number(event.asStartElement(), "count");
                event = with(event.asStartElement(), Map.of("count", Integer.toString(2 * formats)));
                doubled = new ArrayList<>();
            } else if ("fills".equals(ends)) {
                fill(copy, event);
            } else if ("cellXfs".equals(ends) && doubled != null) {
                for (XMLEvent again : doubled) {
                    copy.add(again);
                }
                doubled = null;
            } else if (doubled != null) {
                doubled.add("xf".equals(begins) ? coloured(event.asStartElement(), fills) : event);
            }
            copy.add(event);
        }
        copy.flush();
    }

    private static StartElement coloured(StartElement format, int fill) {
        return with(format, Map.of("fillId", Integer.toString(fill), "applyFill", "1"));
    }

    private static void fill(XMLEventWriter copy, XMLEvent end) throws XMLStreamException {
        String space = end.asEndElement().getName().getNamespaceURI();
        String prefix = end.asEndElement().getName().getPrefix();
        for (String element : List.of("fill", "patternFill", "fgColor")) {
            copy.add(EVENTS.createStartElement(prefix, space, element));
            if (element.equals("patternFill")) {
                copy.add(EVENTS.createAttribute("patternType", "solid"));
            } else if (element.equals("fgColor")) {
                copy.add(EVENTS.createAttribute("rgb", FILL));
            }
        }
        for (String element : List.of("fgColor", "patternFill", "fill")) {
            copy.add(EVENTS.createEndElement(prefix, space, element));
        }
    }

    private void sheet(InputStream in, OutputStream out, SheetNotes sheet) throws XMLStreamException {
        XMLEventReader xml = reader(in);
        XMLEventWriter copy = writer(out);
        int row = 0;
        RowNotes note = null;
        while (xml.hasNext()) {
            XMLEvent event = xml.nextEvent();
            if ("row".equals(name(event, true))) {
                StartElement start = event.asStartElement();
                row = number(start, "r") > 0 ? number(start, "r") : row + 1;
                note = sheet.rows().get(row);
                event = note == null && row != sheet.headerRow() ? start : without(start, "spans");
            } else if ("c".equals(name(event, true)) && note != null) {
                event = marked(event.asStartElement(), note);
            } else if ("row".equals(name(event, false))) {
                String text = row == sheet.headerRow() ? AnnotatedTable.HEADING : note == null ? null : note.text();
                if (text != null) {
                    added(copy, event, TableHeader.letters(sheet.width()) + row, text);
                }
            }
            copy.add(event);
        }
        copy.flush();
    }

    private StartElement marked(StartElement cell, RowNotes note) {
        Attribute place = cell.getAttributeByName(new QName("r"));
        String letters = place == null ? "" : place.getValue().replaceAll("\\d", "");
        boolean meant = !letters.isEmpty() && note.columns().contains(WorkbookParts.column(letters));
        return meant && formats > 0
                ? with(cell, Map.of("s", Integer.toString(formats + Math.max(0, number(cell, "s")))))
                : cell;
    }

    private static void added(XMLEventWriter copy, XMLEvent rowEnd, String place, String text)
            throws XMLStreamException {
        String space = rowEnd.asEndElement().getName().getNamespaceURI();
        String prefix = rowEnd.asEndElement().getName().getPrefix();
        copy.add(EVENTS.createStartElement(prefix, space, "c"));
        copy.add(EVENTS.createAttribute("r", place));
        copy.add(EVENTS.createAttribute("t", "inlineStr"));
        copy.add(EVENTS.createStartElement(prefix, space, "is"));
        copy.add(EVENTS.createStartElement(prefix, space, "t"));
        copy.add(EVENTS.createCharacters(text));
        for (String element : List.of("t", "is", "c")) {
            copy.add(EVENTS.createEndElement(prefix, space, element));
        }
    }

    private static @Nullable String name(XMLEvent event, boolean begins) {
        if (begins) {
            return event.isStartElement() ? event.asStartElement().getName().getLocalPart() : null;
        }
        return event.isEndElement() ? event.asEndElement().getName().getLocalPart() : null;
    }

    /** A number an element states; -1 when it states none. */
    private static int number(StartElement element, String attribute) {
        Attribute stated = element.getAttributeByName(new QName(attribute));
        return stated == null || !stated.getValue().matches("\\d{1,9}") ? -1 : Integer.parseInt(stated.getValue());
    }

    private static StartElement with(StartElement element, Map<String, String> changes) {
        Map<String, Attribute> attributes = attributes(element);
        changes.forEach((name, value) -> attributes.put(name, EVENTS.createAttribute(name, value)));
        return element(element, attributes);
    }

    private static StartElement without(StartElement element, String attribute) {
        Map<String, Attribute> attributes = attributes(element);
        attributes.remove(attribute);
        return element(element, attributes);
    }

    private static Map<String, Attribute> attributes(StartElement element) {
        Map<String, Attribute> attributes = new java.util.LinkedHashMap<>();
        for (Iterator<Attribute> each = element.getAttributes(); each.hasNext(); ) {
            Attribute one = each.next();
            String prefix = one.getName().getPrefix();
            attributes.put(
                    prefix.isEmpty()
                            ? one.getName().getLocalPart()
                            : prefix + ":" + one.getName().getLocalPart(),
                    one);
        }
        return attributes;
    }

    private static StartElement element(StartElement element, Map<String, Attribute> attributes) {
        return Objects.requireNonNull(EVENTS.createStartElement(
                element.getName().getPrefix(),
                element.getName().getNamespaceURI(),
                element.getName().getLocalPart(),
                attributes.values().iterator(),
                element.getNamespaces()));
    }

    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // the zip goes on
        }
    }

    private static final class UnclosedOut extends FilterOutputStream {
        UnclosedOut(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
