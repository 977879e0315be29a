package org.headwater.message;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxUnexpectedCharException;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.InputStream;
import java.io.Reader;
import java.util.Objects;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** XML as senders may send it: without document types, entities of their own, or nesting without end. */
final class SafeXml {

    private static final XMLInputFactory FACTORY = factory();

    private SafeXml() {}

    private static XMLInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(WstxInputProperties.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, 500);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 8 * 1024 * 1024);
        return factory;
    }

    static XMLStreamReader open(Reader text) throws XMLStreamException {
        return FACTORY.createXMLStreamReader(text);
    }

    /** Reads bytes in the character set they declare. */
    static XMLStreamReader open(InputStream bytes) throws XMLStreamException {
        return FACTORY.createXMLStreamReader(bytes);
    }

    /** Reads bytes event by event, to be written again. */
    static XMLEventReader events(InputStream bytes) throws XMLStreamException {
        return FACTORY.createXMLEventReader(bytes);
    }

    /** A document type declaration, which we refuse whatever it holds: it is how external entities get in. */
    static final class DocumentTypeRefused extends XMLStreamException {
        private static final long serialVersionUID = 1;

        DocumentTypeRefused(XMLStreamReader events) {
            super("document type declaration", events.getLocation());
        }
    }

    /** Says what is wrong in words of ours: the parser's own quote the document. */
    static Finding finding(XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        return Finding.of(
                FindingCode.UNREADABLE, Severity.FATAL, line > 0 ? "line " + line : "", "The XML " + reason(e));
    }

    private static String reason(XMLStreamException e) {
        String detail = Objects.requireNonNullElse(e.getMessage(), "");
        if (e instanceof DocumentTypeRefused) {
            return "has a DOCTYPE. Document types and external entities are refused for safety: remove the declaration.";
        }
        if (e instanceof WstxEOFException || detail.contains("Unexpected EOF")) {
            return "ends before its elements are closed: it was cut off. Send the whole document.";
        }
        if (detail.contains("entity")) {
            return "has an & that begins no entity XML knows. Write &amp; for the sign itself, and characters as they are"
                    + " instead of HTML entities.";
        }
        if (detail.contains("namespace prefix")) {
            return "uses a namespace prefix that is not declared. Declare it on the root element (xmlns:sdtc, xmlns:xsi).";
        }
        if (detail.contains("close tag")) {
            return "has an end tag that does not match its start tag. Close elements in the order they were opened.";
        }
        if (detail.contains("Duplicate attribute")) {
            return "has an element that states an attribute twice. Keep one of them.";
        }
        if (detail.contains("limit") || detail.contains("exceeded")) {
            return "goes beyond what is accepted (500 levels, 8 MiB an attribute). Send a flatter or smaller document.";
        }
        if (e instanceof WstxUnexpectedCharException) {
            return "has a character where XML does not allow it: often an unescaped < or &, an unquoted attribute, a control"
                    + " character, or text around the document.";
        }
        return "is not well-formed here. Have it checked with an XML parser before sending.";
    }
}
