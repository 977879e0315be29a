package org.headwater.mapping;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.message.OutgoingPart;

/** Writes a FHIR value as a v2 field, component or subcomponent: the way back of {@link Reading}. */
interface Writing {

    /** Writes a value; answers whether anything was written. */
    boolean write(Value value, String text, OutgoingPart part, Composing composing);

    /** The writings that files may name, by name. */
    static Map<String, Writing> builtIn() {
        return Map.ofEntries(
                Map.entry("text", (value, text, part, composing) -> put(part, text)),
                Map.entry("timestamp", (value, text, part, composing) -> put(part, timestamp(text, composing))),
                Map.entry("date", (value, text, part, composing) -> put(part, date(text))),
                Map.entry("time", (value, text, part, composing) -> put(part, text.replace(":", ""))),
                Map.entry("yes-no", (value, text, part, composing) -> put(part, "true".equals(text) ? "Y" : "N")),
                Map.entry("one-line", (value, text, part, composing) -> put(part, text.replaceAll("\\s+", " "))),
                Map.entry("telephone", (value, text, part, composing) -> put(part, telephone(text))),
                Map.entry("components", (value, text, part, composing) -> components(text, part)),
                Map.entry("authority", (value, text, part, composing) -> authority(text, part, composing)),
                Map.entry("authority-word", (value, text, part, composing) -> put(part, word(text, composing))),
                Map.entry("authority-id", (value, text, part, composing) -> put(part, universalId(text, composing))),
                Map.entry("authority-type", (value, text, part, composing) -> put(part, idType(text, composing))),
                Map.entry("code-system", (value, text, part, composing) -> put(part, codeSystem(text, composing))));
    }

    private static boolean put(OutgoingPart part, String text) {
        part.put(text);
        return !text.isBlank();
    }

    /** DTM: as precise as it is known; a time of day in the receiver's zone, with its offset. */
    private static String timestamp(String text, Composing composing) {
        if (text.length() <= "2026-03-02".length()) {
            return text.replace("-", "");
        }
        try {
            ZoneId zone = composing.dialect().zone();
            String pattern = text.indexOf('.') < 0 ? "yyyyMMddHHmmssxx" : "yyyyMMddHHmmss.SSSxx";
            return OffsetDateTime.parse(text).atZoneSameInstant(zone).format(DateTimeFormatter.ofPattern(pattern));
        } catch (DateTimeParseException e) {
            return text.replaceAll("[-:T]", "");
        }
    }

    /** A North American number as XTN wants it, {@code (309)555-0142}; any other as it is. */
    private static String telephone(String text) {
        Matcher number = Universal.NORTH_AMERICAN.matcher(text.strip());
        return number.matches() ? "(" + number.group(1) + ")" + number.group(2) + "-" + number.group(3) : text;
    }

    private static String date(String text) {
        return text.substring(0, Math.min(text.length(), "2026-03-02".length())).replace("-", "");
    }

    /** What an administrator writes for MSH-3 to MSH-6 may have components already. */
    private static boolean components(String text, OutgoingPart part) {
        String[] components = text.split("\\^");
        for (int i = 0; i < components.length; i++) {
            part.at(i + 1).put(components[i]);
        }
        return !part.isEmpty();
    }

    /** HD (v2.9 §2A.2.33): the receiver's word where it has one, and the URI as universal id. */
    private static boolean authority(String uri, OutgoingPart part, Composing composing) {
        part.at(1).put(word(uri, composing));
        part.at(2).put(universalId(uri, composing));
        part.at(3).put(idType(uri, composing));
        return true;
    }

    private static String word(String uri, Composing composing) {
        return composing.dialect().word(uri).orElse("");
    }

    /** A receiver that has a word for an authority needs no URL of ours; an OID or UUID it may know. */
    private static String universalId(String uri, Composing composing) {
        Matcher urn = Universal.URN.matcher(uri);
        if (urn.matches()) {
            return urn.group(2);
        }
        return composing.dialect().word(uri).isPresent() ? "" : uri;
    }

    private static String idType(String uri, Composing composing) {
        if (uri.startsWith("urn:oid:")) {
            return "ISO";
        }
        if (uri.startsWith("urn:uuid:")) {
            return "UUID";
        }
        return composing.dialect().word(uri).isPresent() ? "" : "URI";
    }

    /** Table 0396's name, else the OID or the URI as it is. */
    private static String codeSystem(String uri, Composing composing) {
        return composing
                .codeSystems()
                .name(uri)
                .or(() -> composing.dialect().word(uri))
                .orElseGet(() -> uri.startsWith("urn:oid:") ? uri.substring("urn:oid:".length()) : uri);
    }

    /** How universal ids are told by URIs, and telephone numbers by people. */
    final class Universal {
        private static final Pattern NORTH_AMERICAN =
                Pattern.compile("(?:\\+?1[ .-]?)?\\(?(\\d{3})\\)?[ .-]*(\\d{3})[ .-]*(\\d{4})");
        private static final Pattern URN = Pattern.compile("urn:(oid|uuid):(.+)");

        private Universal() {}
    }
}
