package org.headwater.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The texts of a Bundle's resources, each by itself: a parser given the whole Bundle gives up all of it for one resource
 * that it cannot read.
 */
final class BundleEntries {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private BundleEntries() {}

    /** The resource of every entry in order, as sent; null where an entry has none. */
    static List<@Nullable String> resources(String bundle) {
        try {
            return bundle.startsWith("<") ? ofXml(bundle) : ofJson(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<@Nullable String> ofJson(String bundle) throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(bundle)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean entries = parser.currentName().equals("entry");
                if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        texts.add(resource(parser, bundle));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return texts;
    }

    private static @Nullable String resource(JsonParser parser, String bundle) throws IOException {
        String text = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean resource = parser.currentName().equals("resource");
            if (parser.nextToken() == JsonToken.START_OBJECT && resource) {
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                text = bundle.substring(from, (int) parser.currentLocation().getCharOffset());
            } else {
                parser.skipChildren();
            }
        }
        return text;
    }

    private static List<@Nullable String> ofXml(String bundle) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(bundle)));
            Transformer writer = TransformerFactory.newInstance().newTransformer();
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            List<@Nullable String> texts = new ArrayList<>();
            for (Element entry : children(document.getDocumentElement(), "entry")) {
                String text = null;
                for (Element resource : children(entry, "resource")) {
                    for (Element content : children(resource, "")) {
                        StringWriter out = new StringWriter();
                        writer.transform(new DOMSource(content), new StreamResult(out));
                        text = out.toString();
                    }
                }
                texts.add(text);
            }
            return texts;
        } catch (ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("every Java platform reads and writes XML", e);
        } catch (SAXException e) {
            throw new IOException("the reader took this for XML", e);
        }
    }

    private static List<Element> children(Element of, String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = of.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && (name.isEmpty() || name.equals(element.getLocalName()))) {
                children.add(element);
            }
        }
        return children;
    }
}
