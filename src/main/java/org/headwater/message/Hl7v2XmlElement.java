package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element of a segment in a v2 message written in XML. */
final class Hl7v2XmlElement {
    final String name;
    final @Nullable Hl7v2XmlElement parent;
    final List<Hl7v2XmlElement> children = new ArrayList<>();

    /** Text and children in order. */
    final List<Object> pieces = new ArrayList<>();

    @Nullable String escape;

    int line;

    Hl7v2XmlElement(String name, @Nullable Hl7v2XmlElement parent) {
        this.name = name;
        this.parent = parent;
    }

    /** Whether this has parts rather than text with escapes in it. */
    boolean divided() {
        for (Hl7v2XmlElement child : children) {
            if (child.escape == null) {
                return true;
            }
        }
        return false;
    }

    String text(String child) {
        for (Hl7v2XmlElement one : children) {
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
            if (piece instanceof Hl7v2XmlElement child) {
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
