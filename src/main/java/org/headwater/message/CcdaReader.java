package org.headwater.message;

import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLStreamReader2;
import org.codehaus.stax2.XMLStreamWriter2;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Reads CDA R2 documents: C-CDA and its older and narrower kin. One document is one unit. A file may also hold several, one
 * behind the other or inside an element that wraps them.
 */
final class CcdaReader implements UnitReader {

    /** Beyond this a file is no document: the largest with embedded scans stay far below. */
    private static final int LARGEST_FILE = 256 * 1024 * 1024;

    private static final String ROOT_NAME = "ClinicalDocument";
    private static final Pattern ROOT = Pattern.compile("<(?:[A-Za-z_][\\w.-]*:)?([A-Za-z_][\\w.-]*)[\\s/>]");
    private static final Pattern END_OF_DOCUMENT = Pattern.compile("</(?:[A-Za-z_][\\w.-]*:)?ClinicalDocument\\s*>");

    /** What fragments of documents, which people do send, begin with. */
    private static final Set<String> FRAGMENTS = Set.of(
            "section",
            "entry",
            "component",
            "structuredBody",
            "act",
            "observation",
            "organizer",
            "substanceAdministration",
            "procedure",
            "encounter",
            "supply",
            "entryRelationship",
            "templateId",
            "manufacturedProduct",
            "recordTarget",
            "patientRole",
            "participant",
            "participantRole",
            "author",
            "performer",
            "informant",
            "relatedSubject",
            "dataEnterer",
            "custodian",
            "authenticator",
            "legalAuthenticator",
            "informationRecipient",
            "documentationOf",
            "componentOf",
            "encompassingEncounter",
            "serviceEvent",
            "inFulfillmentOf",
            "relatedDocument",
            "authorization",
            "externalDocument");

    private final CcdaStructures structures = CcdaStructures.standard();
    private final XMLOutputFactory outputs = new WstxOutputFactory();

    @Override
    public Format format() {
        return Format.CCDA;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        String text = SenderText.beginning(head);
        if (!text.stripLeading().startsWith("<")) {
            return false;
        }
        if (text.contains(ROOT_NAME) || text.contains("\"" + CcdaTree.CDA + "\"")) {
            return true;
        }
        return FRAGMENTS.contains(rootName(text));
    }

    private static String rootName(String text) {
        Matcher root = ROOT.matcher(text.replaceAll("(?s)<!--.*?-->", ""));
        return root.find() ? root.group(1) : "";
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        byte[] file = input.readNBytes(LARGEST_FILE + 1);
        new FileReading(file, units).read();
    }

    /** The reading of one file. */
    private final class FileReading {
        private final byte[] file;
        private final Consumer<Unit> units;
        private int number;
        private int endOfLast;

        FileReading(byte[] file, Consumer<Unit> units) {
            this.file = file;
            this.units = units;
        }

        void read() throws IOException {
            if (file.length > LARGEST_FILE) {
                refuse(new byte[0], UNREADABLE_SIZE);
                return;
            }
            if (isBlank(file)) {
                refuse(file, EMPTY);
                return;
            }
            List<byte[]> documents = divided(file);
            for (byte[] document : documents) {
                readOne(document, documents.size() > 1);
            }
        }

        private void readOne(byte[] bytes, boolean several) throws IOException {
            SenderText text = SenderText.xml(new ByteArrayInputStream(bytes));
            List<Unit> read = new ArrayList<>();
            String root = "";
            try {
                XMLStreamReader events = SafeXml.open(text);
                toRoot(events);
                root = events.getLocalName();
                if (isDocument(events)) {
                    CcdaTree tree = CcdaTree.read(events, structures, () -> {});
                    String place = several ? "document " + (number + 1) : "";
                    read.add(unit(tree, bytes, place).withFindings(behind(events)));
                } else {
                    readWrapped(events, read);
                }
                if (read.isEmpty()) {
                    refuse(bytes, notADocument(root, events.getNamespaceURI()));
                }
                List<Finding> characterSet = text.findings();
                read.forEach(unit -> units.accept(unit.withFindings(characterSet)));
            } catch (XMLStreamException e) {
                read.forEach(units);
                refuse(read.isEmpty() ? bytes : rest(bytes), whyNot(bytes, root, read.isEmpty(), e));
            }
        }

        private Finding whyNot(byte[] bytes, String root, boolean nothingRead, XMLStreamException e) {
            String name = root.isEmpty() ? rootName(SenderText.beginning(head(bytes))) : root;
            boolean other = !root.isEmpty() && !root.equals(ROOT_NAME);
            return nothingRead && (other || FRAGMENTS.contains(name)) ? notADocument(name, null) : SafeXml.finding(e);
        }

        /** What follows the last whole document of a wrapped list, so that it can be kept and looked at. */
        private byte[] rest(byte[] bytes) throws IOException {
            StringWriter whole = new StringWriter();
            SenderText.xml(new ByteArrayInputStream(bytes)).transferTo(whole);
            String text = whole.toString();
            return text.substring(Math.min(text.length(), endOfLast)).getBytes(StandardCharsets.UTF_8);
        }

        private void readWrapped(XMLStreamReader events, List<Unit> read) throws XMLStreamException {
            Namespaces namespaces = new Namespaces();
            namespaces.enter(events);
            for (int depth = 1; depth > 0; ) {
                int event = events.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                    namespaces.leave();
                } else if (event == XMLStreamConstants.START_ELEMENT && isDocument(events)) {
                    String place = "document " + (number + 1) + " (line "
                            + events.getLocation().getLineNumber() + ")";
                    ByteArrayOutputStream copy = new ByteArrayOutputStream();
                    CcdaTree tree = copied(events, namespaces, copy);
                    read.add(unit(tree, copy.toByteArray(), place));
                    endOfLast =
                            (int) ((XMLStreamReader2) events).getLocationInfo().getEndingCharOffset();
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    namespaces.enter(events);
                }
            }
        }

        private CcdaTree copied(XMLStreamReader events, Namespaces namespaces, ByteArrayOutputStream copy)
                throws XMLStreamException {
            XMLStreamWriter2 writer =
                    (XMLStreamWriter2) outputs.createXMLStreamWriter(copy, StandardCharsets.UTF_8.name());
            namespaces.writeStart(events, writer);
            XMLStreamReader2 source = (XMLStreamReader2) events;
            CcdaTree tree = CcdaTree.read(events, structures, () -> writer.copyEventFromReader(source, true));
            writer.close();
            return tree;
        }

        private Unit unit(CcdaTree tree, byte[] bytes, String place) {
            ClinicalDocument document = tree.document();
            return new Unit(
                    Format.CCDA,
                    document.type(),
                    ++number,
                    place,
                    document.documentId(),
                    document.patientId(),
                    bytes,
                    document,
                    tree.findings());
        }

        private void refuse(byte[] bytes, Finding finding) {
            number++;
            String place = number > 1 ? "document " + number : "";
            units.accept(new Unit(Format.CCDA, ROOT_NAME, number, place, null, null, bytes, null, List.of(finding)));
        }
    }

    private static final Finding EMPTY = Finding.of(
            FindingCode.UNREADABLE, Severity.FATAL, "", "The file is empty. Send the document again, whole.");
    private static final Finding UNREADABLE_SIZE = Finding.of(
            FindingCode.UNREADABLE,
            Severity.FATAL,
            "",
            "The file is larger than 256 MiB. Send each document in a file of its own.");

    private static boolean isBlank(byte[] file) {
        for (byte b : file) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] head(byte[] bytes) {
        return bytes.length <= 8192 ? bytes : Arrays.copyOf(bytes, 8192);
    }

    /** The documents of a file that has several one behind the other; the whole file when it has one. */
    private static List<byte[]> divided(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int second = text.indexOf(ROOT_NAME, text.indexOf(ROOT_NAME) + 1);
        if (second < 0 || text.indexOf(ROOT_NAME, second + 1) < 0) {
            return List.of(file);
        }
        List<Integer> ends = new ArrayList<>();
        Matcher end = END_OF_DOCUMENT.matcher(text);
        while (end.find()) {
            ends.add(end.end());
        }
        if (ends.size() < 2
                || !rootName(text.substring(0, Math.min(text.length(), 65536))).equals(ROOT_NAME)) {
            return List.of(file);
        }
        List<byte[]> documents = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < ends.size(); i++) {
            boolean last = i == ends.size() - 1;
            int stop = last && text.substring(ends.get(i)).isBlank() ? text.length() : ends.get(i);
            documents.add(Arrays.copyOfRange(file, start, stop));
            start = stop;
        }
        if (start < file.length) {
            documents.add(Arrays.copyOfRange(file, start, file.length));
        }
        return documents;
    }

    private static void toRoot(XMLStreamReader events) throws XMLStreamException {
        while (events.next() != XMLStreamConstants.START_ELEMENT) {
            if (events.getEventType() == XMLStreamConstants.DTD) {
                throw new SafeXml.DocumentTypeRefused(events);
            }
        }
    }

    /** The document is whole; whatever stands behind it does not harm it. */
    private static List<Finding> behind(XMLStreamReader events) {
        try {
            while (events.hasNext()) {
                events.next();
            }
            return List.of();
        } catch (XMLStreamException e) {
            return List.of(
                    Finding.of(
                            FindingCode.UNEXPECTED_STRUCTURE,
                            Severity.WARNING,
                            "line " + e.getLocation().getLineNumber(),
                            "Something that is not part of the document follows its end; it was not read. Send the document alone."));
        }
    }

    /** Documents without any namespace are met in the wild and told apart from all else by their name. */
    private static boolean isDocument(XMLStreamReader events) {
        String namespace = events.getNamespaceURI();
        return events.getLocalName().equals(ROOT_NAME)
                && (namespace == null || namespace.isEmpty() || namespace.equals(CcdaTree.CDA));
    }

    private static Finding notADocument(String root, @Nullable String namespace) {
        String advice = FhirXml.NAMESPACE.equals(namespace)
                ? "This is FHIR: send it on a feed of format fhir."
                : "Send the whole ClinicalDocument (CDA R2, namespace urn:hl7-org:v3): a section or entry alone says neither"
                        + " whose it is nor who stated it.";
        return Finding.of(
                FindingCode.UNRECOGNISED_FORMAT,
                Severity.FATAL,
                "line 1",
                "The XML begins with <" + root + ">, not with <ClinicalDocument>. " + advice);
    }

    /** The namespace declarations in force around a wrapped document, so that its copy can stand alone. */
    private static final class Namespaces {
        private final List<Map<String, String>> scopes = new ArrayList<>();

        void enter(XMLStreamReader events) {
            Map<String, String> scope = scopes.isEmpty() ? Map.of() : scopes.get(scopes.size() - 1);
            if (events.getNamespaceCount() > 0) {
                scope = new LinkedHashMap<>(scope);
                for (int i = 0; i < events.getNamespaceCount(); i++) {
                    scope.put(orEmpty(events.getNamespacePrefix(i)), orEmpty(events.getNamespaceURI(i)));
                }
            }
            scopes.add(scope);
        }

        void leave() {
            scopes.remove(scopes.size() - 1);
        }

        void writeStart(XMLStreamReader events, XMLStreamWriter2 writer) throws XMLStreamException {
            enter(events);
            writer.writeStartElement(
                    orEmpty(events.getPrefix()), events.getLocalName(), orEmpty(events.getNamespaceURI()));
            for (Map.Entry<String, String> declared :
                    scopes.get(scopes.size() - 1).entrySet()) {
                if (declared.getKey().isEmpty()) {
                    writer.writeDefaultNamespace(declared.getValue());
                } else {
                    writer.writeNamespace(declared.getKey(), declared.getValue());
                }
            }
            leave();
            for (int i = 0; i < events.getAttributeCount(); i++) {
                writer.writeAttribute(
                        orEmpty(events.getAttributePrefix(i)),
                        orEmpty(events.getAttributeNamespace(i)),
                        events.getAttributeLocalName(i),
                        events.getAttributeValue(i));
            }
        }

        private static String orEmpty(@Nullable String value) {
            return value == null ? "" : value;
        }
    }
}
