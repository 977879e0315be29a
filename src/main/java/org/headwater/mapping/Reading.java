package org.headwater.mapping;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.headwater.message.Node;
import org.headwater.terminology.CodeSystems;
import org.jspecify.annotations.Nullable;

/** Reads a value as the text a FHIR primitive holds. */
interface Reading {

    /** Digits a number may have on either side of its point. */
    int LONGEST_NUMBER = 100;

    /** A value that does not have the form its type asks for; the message never quotes it. */
    final class InvalidValueException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidValueException(String message) {
            super(message);
        }
    }

    /** What texts look like. */
    final class Form {
        private static final Pattern OID = Pattern.compile("[0-2](\\.(0|[1-9][0-9]*))+");
        private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        private static final Pattern URI = Pattern.compile("(?i)(https?:|urn:).*");
        private static final Pattern NOT_OF_URNS = Pattern.compile("[^A-Za-z0-9._-]+");
        private static final Pattern BLANK = Pattern.compile("\\s");

        private Form() {}
    }

    /** The text; null when the value turns out to be none. */
    @Nullable String read(Value value, String text, Run run) throws InvalidValueException;

    /** The readings that mappings may name, by name. */
    static Map<String, Reading> builtIn(CodeSystems codeSystems) {
        Reading asIs = (value, text, run) -> text;
        return Map.ofEntries(
                Map.entry("string", asIs),
                Map.entry("markdown", asIs),
                Map.entry("uri", asIs),
                Map.entry("url", asIs),
                Map.entry("canonical", asIs),
                Map.entry("oid", asIs),
                Map.entry("uuid", asIs),
                Map.entry("id", asIs),
                Map.entry("code", (value, text, run) -> text.strip()),
                Map.entry("lower-case", (value, text, run) -> text.strip().toLowerCase(Locale.ROOT)),
                Map.entry("base64Binary", (value, text, run) -> unspaced(text)),
                Map.entry("base64", (value, text, run) -> unspaced(text)),
                Map.entry("text-as-base64", (value, text, run) -> base64(text)),
                Map.entry("hex-as-base64", (value, text, run) -> hexAsBase64(unspaced(text))),
                Map.entry("boolean", (value, text, run) -> bool(text)),
                Map.entry("integer", (value, text, run) -> whole(text)),
                Map.entry("positiveInt", (value, text, run) -> whole(text)),
                Map.entry("unsignedInt", (value, text, run) -> whole(text)),
                Map.entry("decimal", (value, text, run) -> decimal(text)),
                Map.entry("date", timestamp(Timestamps::date)),
                Map.entry("dateTime", timestamp(Timestamps::dateTime)),
                Map.entry("instant", timestamp(Timestamps::instant)),
                Map.entry("time", timestamp((text, zone) -> Timestamps.time(text))),
                Map.entry("cdc-race", (value, text, run) -> hyphenated(text.strip())),
                Map.entry("icd-point", (value, text, run) -> icdPoint(text.strip())),
                Map.entry(
                        "code-system",
                        (value, text, run) -> named(UnmappedCode.SYSTEMS, value, text.strip(), run, codeSystems)),
                Map.entry("authority", (value, text, run) -> authority(value, text.strip(), run, codeSystems)));
    }

    /** How a timestamp is read. */
    interface TimestampReading {
        @Nullable String read(String text, java.time.ZoneId zone) throws Timestamps.InvalidTimestampException;
    }

    private static Reading timestamp(TimestampReading reading) {
        return (value, text, run) -> {
            try {
                return reading.read(text, run.feed().zone());
            } catch (Timestamps.InvalidTimestampException e) {
                throw new InvalidValueException(String.valueOf(e.getMessage()));
            }
        };
    }

    /** Plain text as the bytes of an attachment, in UTF-8. */
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String unspaced(String text) {
        return Form.BLANK.matcher(text).replaceAll("");
    }

    /** Bytes written as hexadecimal digits, as FHIR writes them. */
    private static String hexAsBase64(String digits) throws InvalidValueException {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("pairs of hexadecimal digits are expected");
        }
    }

    private static String bool(String text) throws InvalidValueException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "y", "yes", "1", "t", "sí", "si", "x" -> "true";
            case "false", "n", "no", "0", "f" -> "false";
            default -> throw new InvalidValueException("yes or no is expected (Y or N)");
        };
    }

    private static String whole(String text) throws InvalidValueException {
        try {
            return number(text.strip()).toBigIntegerExact().toString();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidValueException("a whole number is expected");
        }
    }

    private static String decimal(String text) throws InvalidValueException {
        String plain = text.strip().replace(",", "").replace("$", "");
        try {
            return number(plain.startsWith("+") ? plain.substring(1) : plain).toPlainString();
        } catch (NumberFormatException e) {
            throw new InvalidValueException("a number is expected");
        }
    }

    /** No measurement needs a hundred digits, but 1E999999999 written out would need a gigabyte. */
    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text);
        long digitsBeforePoint = (long) number.precision() - number.scale();
        if (digitsBeforePoint > LONGEST_NUMBER || number.scale() > LONGEST_NUMBER) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static String hyphenated(String code) throws InvalidValueException {
        if (!CheckDigit.hyphenated(code)) {
            throw new InvalidValueException("CDC's race and ethnicity codes are digits, a hyphen and a check digit");
        }
        return code;
    }

    /** ICD codes travel without their point in claims: it stands after the third character (fourth for E codes of ICD-9). */
    private static String icdPoint(String code) {
        if (code.indexOf('.') >= 0 || code.length() <= 3) {
            return code;
        }
        int point = code.length() > 4
                        && code.charAt(0) == 'E'
                        && code.chars().skip(1).allMatch(Character::isDigit)
                ? 4
                : 3;
        return code.substring(0, point) + "." + code.substring(point);
    }

    /** A name as its URI; an unknown one stands below the feed's own, so that no two senders' look alike. */
    private static String named(String table, Value value, String name, Run run, CodeSystems codeSystems) {
        Overlay overlay = run.feed().overlay();
        String own = overlay == null ? null : overlay.system(name);
        if (own != null) {
            return own;
        }
        String uri = known(name, codeSystems);
        if (uri != null) {
            return uri;
        }
        if (run.wantsResidue()) {
            run.unmapped(table, name, null, value.place());
        }
        return below(run.feed(), name);
    }

    /** A sender's own name as a URI that no other sender's looks like. */
    static String below(SourceFeed feed, String name) {
        // Neither an OID nor a UUID can be continued with a name.
        String authority = feed.authority();
        boolean closed = authority.startsWith("urn:oid:") || authority.startsWith("urn:uuid:");
        String base = closed ? "urn:headwater:" + authority.substring("urn:".length()) : authority;
        return base + ":" + Form.NOT_OF_URNS.matcher(name).replaceAll("-");
    }

    private static @Nullable String known(String name, CodeSystems codeSystems) {
        return codeSystems.uri(name).orElseGet(() -> uri(name));
    }

    /** An OID, UUID or URI as a URI; null when it is none of these. */
    private static @Nullable String uri(String text) {
        // No authority has an arc as short as 1.2.3, who sends that means a name of its own; and none is as long as to
        // need
        // much stack for the pattern.
        if (text.length() > 5 && text.length() <= 128 && Form.OID.matcher(text).matches()) {
            return "urn:oid:" + text;
        }
        if (Form.UUID.matcher(text).matches()) {
            return "urn:uuid:" + text.toLowerCase(Locale.ROOT);
        }
        return Form.URI.matcher(text).matches() ? text : null;
    }

    /** HD (v2.9 §2A.2.33) or an OID: universal id, else the feed's word for the namespace, else below the feed's own. */
    private static String authority(Value value, String text, Run run, CodeSystems codeSystems) {
        Node node = value.node();
        Node universal = node == null ? null : node.at(2);
        String id = universal == null ? null : universal.text();
        if (universal != null && id != null) {
            Value.of(universal).markRead(run);
            Node kind = node == null ? null : node.at(3);
            if (kind != null) {
                // What kind of id it is, the id itself shows.
                Value.of(kind).markRead(run);
            }
            String uri = known(id.strip(), codeSystems);
            if (uri != null) {
                return uri;
            }
        }
        String named = run.feed().authorities().get(text);
        if (named != null) {
            return named;
        }
        return named(UnmappedCode.AUTHORITIES, value, text, run, codeSystems);
    }
}
