package org.headwater.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** Reads FHIR's JSON into trees. */
final class FhirJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private FhirJson() {}

    static JsonParser open(String text) throws IOException {
        return JSON.createParser(text);
    }

    /**
     * The object whose start the parser stands at.
     *
     * @param lineOffset lines of the file before the parser's first
     */
    static FhirNode object(JsonParser parser, int lineOffset) throws IOException {
        return new Building(parser, lineOffset).resource();
    }

    /** What is wrong with the JSON, in words of ours: the parser's own quote the data. */
    static Finding finding(JsonProcessingException e, int lineOffset) {
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr()) + lineOffset;
        return Finding.of(FindingCode.UNREADABLE, Severity.FATAL, line > 0 ? "line " + line : "", reason(e));
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "The JSON ends before its objects are closed: it was cut off. Send it whole.";
        }
        if (e instanceof StreamConstraintsException) {
            return "The JSON is nested more than 500 levels deep, or has a number of more than 1000 digits. No FHIR resource"
                    + " needs that.";
        }
        return "The JSON is not well-formed here: often a missing comma or quote, a comma too many, or text that is not JSON."
                + " Have it checked with a JSON parser before sending.";
    }

    private record Building(JsonParser parser, int lineOffset) {

        FhirNode resource() throws IOException {
            FhirNode root = FhirNode.root(line());
            fill(root);
            return root;
        }

        private void fill(FhirNode object) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    array(object, name);
                } else {
                    value(object, name, -1);
                }
            }
        }

        private void array(FhirNode parent, String name) throws IOException {
            int index = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    array(parent, name);
                } else {
                    value(parent, name, index++);
                }
            }
        }

        private void value(FhirNode parent, String name, int index) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            FhirNode child = parent.add(new FhirNode(parent, name, line(), index));
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                fill(child);
            } else {
                child.text(parser.getText());
            }
        }

        private int line() {
            return parser.currentTokenLocation().getLineNr() + lineOffset;
        }
    }
}
