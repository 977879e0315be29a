package org.headwater.message;

import java.io.Reader;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads FHIR's XML into the trees its JSON gives. */
final class FhirXml {

    static final String NAMESPACE = "http://hl7.org/fhir";

    private final XMLStreamReader events;

    private FhirXml(XMLStreamReader events) {
        this.events = events;
    }

    /**
     * The resource a document holds; its {@code resourceType} is the root element's name, whatever that is.
     *
     * @throws XMLStreamException when the XML is broken
     */
    static FhirNode read(Reader text) throws XMLStreamException {
        XMLStreamReader events = SafeXml.open(text);
        while (events.next() != XMLStreamConstants.START_ELEMENT) {
            if (events.getEventType() == XMLStreamConstants.DTD) {
                throw new SafeXml.DocumentTypeRefused(events);
            }
        }
        FhirXml reading = new FhirXml(events);
        FhirNode root = FhirNode.root(reading.line());
        reading.resource(root);
        while (events.hasNext()) {
            events.next();
        }
        return root;
    }

    /** From a resource's start tag to its end tag. */
    private void resource(FhirNode into) throws XMLStreamException {
        FhirNode type = into.add(new FhirNode(into, "resourceType", line(), -1));
        boolean fhir = NAMESPACE.equals(events.getNamespaceURI());
        type.text(fhir ? events.getLocalName() : "");
        content(into);
    }

    /** Children of an element up to its end tag. */
    private void content(FhirNode into) throws XMLStreamException {
        while (events.next() != XMLStreamConstants.END_ELEMENT) {
            if (events.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (Character.isUpperCase(events.getLocalName().charAt(0))) {
                resource(into);
            } else if (events.getLocalName().equals("div")) {
                into.add(new FhirNode(into, "div", line(), -1)).text(markup());
            } else {
                element(into);
            }
        }
    }

    private void element(FhirNode parent) throws XMLStreamException {
        FhirNode child = parent.add(new FhirNode(parent, events.getLocalName(), line(), -1));
        for (int i = 0; i < events.getAttributeCount(); i++) {
            String name = events.getAttributeLocalName(i);
            if (name.equals("value")) {
                child.text(events.getAttributeValue(i));
            } else {
                child.add(new FhirNode(child, name, line(), -1)).text(events.getAttributeValue(i));
            }
        }
        content(child);
    }

    private String markup() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth > 0; ) {
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(events.getText());
                default -> {}
            }
        }
        return text.toString();
    }

    private int line() {
        return events.getLocation().getLineNumber();
    }
}
