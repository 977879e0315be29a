package org.headwater.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** Builds the tree of one CDA document from its events. */
final class CcdaTree {

    static final String CDA = "urn:hl7-org:v3";
    private static final String SDTC = "urn:hl7-org:sdtc";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final XMLStreamReader events;
    private final ClinicalDocument document;
    private final Map<String, String> attributeNames = new HashMap<>();
    private final List<XmlNode> references = new ArrayList<>();
    private XmlNode element;
    private @Nullable NarrativeMarkup markup;

    private CcdaTree(XMLStreamReader events, CcdaStructures structures) {
        this.events = events;
        this.document = new ClinicalDocument(line(), structures);
        this.element = document;
    }

    /** What is told of every event of the document but its first, when somebody else wants to see them too. */
    @FunctionalInterface
    interface Listener {
        void event() throws XMLStreamException;
    }

    /**
     * Reads from a document's start tag, where the events must stand, to its end tag.
     *
     * @throws XMLStreamException when the XML is broken
     */
    static CcdaTree read(XMLStreamReader events, CcdaStructures structures, Listener listener)
            throws XMLStreamException {
        CcdaTree tree = new CcdaTree(events, structures);
        tree.addAttributes(tree.document);
        tree.readContent(listener);
        return tree;
    }

    ClinicalDocument document() {
        return document;
    }

    /** What the document as a whole lacks. */
    List<Finding> findings() {
        List<XmlNode> dangling = references.stream()
                .filter(value -> !document.hasNarrative(ClinicalDocument.fragment(String.valueOf(value.ownText()))))
                .toList();
        if (dangling.isEmpty()) {
            return List.of();
        }
        return List.of(new Finding(
                FindingCode.UNRESOLVED_REFERENCE,
                Severity.INFORMATION,
                dangling.get(0).location(),
                dangling.size() + " of " + references.size()
                        + " references to narrative text, this one first, name an ID"
                        + " that no section text of the document has. Give the text that ID, or put it into the element"
                        + " itself."));
    }

    private void readContent(Listener listener) throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            int event = events.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    start();
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    if (depth > 0) {
                        end();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
                default -> {}
            }
            listener.event();
        }
    }

    private void start() {
        if (markup != null) {
            markup = markup(markup);
            return;
        }
        String name = elementName();
        if (name.equals("text") && element.name().equals("section")) {
            markup = markup(null);
            element.add(new Narrative(element, name, line(), markup));
            return;
        }
        XmlNode child = new XmlNode(element, name, line());
        element.add(child);
        element = child;
        addAttributes(child);
    }

    private NarrativeMarkup markup(@Nullable NarrativeMarkup parent) {
        NarrativeMarkup started = new NarrativeMarkup(parent, events.getLocalName());
        for (int i = 0; i < events.getAttributeCount(); i++) {
            started.attribute(events.getAttributeLocalName(i), events.getAttributeValue(i));
        }
        String id = started.id();
        if (id != null) {
            document.addNarrative(id, started, element);
        }
        return started;
    }

    private void end() {
        if (markup != null) {
            markup = markup.parent();
        } else if (element.parent() instanceof XmlNode above) {
            element = above;
        }
    }

    private void characters() {
        if (markup != null) {
            markup.text(events.getText());
        } else if (!events.isWhiteSpace()) {
            element.addText(events.getText());
        }
    }

    private String elementName() {
        String local = events.getLocalName();
        String namespace = events.getNamespaceURI();
        if (namespace == null || namespace.isEmpty() || namespace.equals(CDA)) {
            return local;
        }
        return prefixed(namespace, events.getPrefix(), local);
    }

    private static String prefixed(String namespace, @Nullable String prefix, String local) {
        if (namespace.equals(SDTC)) {
            return "sdtc:" + local;
        }
        if (namespace.equals(XSI)) {
            return "xsi:" + local;
        }
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }

    private void addAttributes(XmlNode owner) {
        for (int i = 0; i < events.getAttributeCount(); i++) {
            String name = attributeName(i);
            String value = events.getAttributeValue(i).strip();
            if (value.isEmpty() || name.equals("@xsi:schemaLocation")) {
                continue;
            }
            if (name.equals("@xsi:type")) {
                value = value.substring(value.indexOf(':') + 1);
            }
            XmlNode attribute = new XmlNode(owner, name, line(), value);
            owner.add(attribute);
            if (name.equals("@value") && owner.name().equals("reference") && value.startsWith("#")) {
                references.add(attribute);
            }
        }
    }

    private String attributeName(int index) {
        String local = events.getAttributeLocalName(index);
        String namespace = events.getAttributeNamespace(index);
        if (namespace == null || namespace.isEmpty()) {
            return attributeNames.computeIfAbsent(local, key -> "@" + key);
        }
        return "@" + prefixed(namespace, events.getAttributePrefix(index), local);
    }

    private int line() {
        return events.getLocation().getLineNumber();
    }
}
