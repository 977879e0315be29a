package org.headwater.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes an acknowledgement in XML, for senders that write so: the few segments and data types one consists of. */
final class Hl7v2AcknowledgementXml {

    /** The data types whose components have names of their own; all other fields are plain. */
    private static final Map<String, String> TYPES = Map.of(
            "MSH.3", "HD",
            "MSH.4", "HD",
            "MSH.5", "HD",
            "MSH.6", "HD",
            "MSH.9", "MSG",
            "MSH.11", "PT",
            "MSH.12", "VID",
            "ERR.2", "ERL",
            "ERR.3", "CWE",
            "ERR.5", "CWE");

    private Hl7v2AcknowledgementXml() {}

    /**
     * An acknowledgement in XML.
     *
     * @param segments the same in segments, their bytes as Latin-1
     */
    static byte[] of(String segments, char separator, String encoding) {
        StringBuilder xml = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ACK xmlns=\"" + Hl7v2Xml.NAMESPACE + "\">");
        for (String segment : segments.split("\r")) {
            append(segment, separator, encoding, xml);
        }
        // The text holds bytes as sent, which are UTF-8 already.
        return xml.append("</ACK>\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void append(String segment, char separator, String encoding, StringBuilder xml) {
        String[] fields = segment.split(Pattern.quote(String.valueOf(separator)), -1);
        String name = fields[0];
        boolean header = name.equals("MSH");
        xml.append('<').append(name).append('>');
        if (header) {
            xml.append("<MSH.1>").append(text(String.valueOf(separator), "")).append("</MSH.1>");
        }
        for (int i = 1; i < fields.length; i++) {
            String field = name + "." + (header ? i + 1 : i);
            if (!fields[i].isEmpty()) {
                xml.append('<').append(field).append('>');
                if (field.equals("MSH.2")) {
                    xml.append(text(encoding, ""));
                } else {
                    appendValue(fields[i], TYPES.get(field), encoding, xml);
                }
                xml.append("</").append(field).append('>');
            }
        }
        xml.append("</").append(name).append('>');
    }

    private static void appendValue(String value, @Nullable String type, String encoding, StringBuilder xml) {
        if (type == null) {
            xml.append(text(value, encoding));
            return;
        }
        String[] components = value.split(Pattern.quote(String.valueOf(encoding.charAt(0))), -1);
        for (int i = 0; i < components.length; i++) {
            if (!components[i].isEmpty()) {
                String name = type + "." + (i + 1);
                xml.append('<').append(name).append('>').append(text(components[i], encoding));
                xml.append("</").append(name).append('>');
            }
        }
    }

    /** Our texts escape separators; in XML they stand for themselves. */
    private static String text(String value, String encoding) {
        String plain = value;
        if (encoding.length() > 3) {
            String escape = String.valueOf(encoding.charAt(2));
            plain = plain.replace(escape + "F" + escape, "|")
                    .replace(escape + "S" + escape, encoding.substring(0, 1))
                    .replace(escape + "R" + escape, encoding.substring(1, 2))
                    .replace(escape + "T" + escape, encoding.substring(3, 4))
                    .replace(escape + "E" + escape, escape);
        }
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
