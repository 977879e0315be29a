package org.headwater.message;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.hl7.fhir.r4.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Reads FHIR R4: a Bundle or another resource in JSON or XML, or resources line by line (NDJSON), each line a unit. A unit's
 * bytes are always UTF-8 without byte order mark. Whether a resource obeys its definition is not looked at here.
 */
final class FhirReader implements UnitReader {

    private static final Set<String> TYPES =
            Arrays.stream(ResourceType.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());
    /** In characters; far beyond any resource or Bundle that a store would take. */
    private static final int LARGEST_UNIT = 128 * 1024 * 1024;

    private static final Finding TOO_LARGE = Finding.of(
            FindingCode.UNREADABLE,
            Severity.FATAL,
            "",
            "The resource is larger than 128 MiB. Send its parts as resources of their own, one a line (NDJSON).");
    private static final Pattern TYPE_NAME = Pattern.compile("[A-Za-z]{1,60}");

    /** Elements that name the person a resource is about, those that say it best first. */
    private static final List<String> PERSON_REFERENCES =
            List.of("subject", "patient", "beneficiary", "for", "individual", "member", "subscriber");

    @Override
    public Format format() {
        return Format.FHIR;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        String text = SenderText.beginning(head).stripLeading();
        if (text.startsWith("{")) {
            return text.contains("\"resourceType\"") || fileName.endsWith(".ndjson");
        }
        return text.startsWith("<") && text.contains("\"" + FhirXml.NAMESPACE + "\"");
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        SenderText text = SenderText.xml(input);
        Lines lines = new Lines(text);
        Line first = lines.next();
        if (first == null) {
            units.accept(refused(1, "", "", unreadable("", "The file is empty. Send it again, whole.")));
            return;
        }
        if (first.text.startsWith("<")) {
            whole(first, lines, units, xml -> xml(xml, first.number - 1, text, units));
        } else if (isWhole(first.text) || fileName.endsWith(".ndjson") || startsResource(lines.peek())) {
            json(first, lines, text, units);
        } else {
            whole(first, lines, units, json -> jsonText(json, first.number - 1, text, units));
        }
    }

    @FunctionalInterface
    private interface TextReading {
        void read(String text) throws IOException;
    }

    private static void whole(Line first, Lines lines, Consumer<Unit> units, TextReading reading) throws IOException {
        String text = lines.fromHere(first);
        if (lines.cut()) {
            units.accept(refused(1, "", "", TOO_LARGE));
        } else {
            reading.read(text);
        }
    }

    /** Whether a line alone is a JSON value, so that the file is read by lines. */
    private static boolean isWhole(String line) {
        if (!line.startsWith("{") || !line.stripTrailing().endsWith("}")) {
            return false;
        }
        try (JsonParser parser = FhirJson.open(line)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the first line is broken, the second still tells. */
    private static boolean startsResource(@Nullable Line line) {
        return line != null && line.text.contains("\"resourceType\"") && isWhole(line.text);
    }

    private void json(Line first, Lines lines, SenderText text, Consumer<Unit> units) throws IOException {
        int number = 0;
        boolean several = lines.peek() != null;
        boolean characterSetTold = false;
        for (Line line = first; line != null; line = lines.next()) {
            String place = several ? "line " + line.number : "";
            List<Finding> characterSet = characterSetTold ? List.of() : text.findings();
            characterSetTold |= !characterSet.isEmpty();
            units.accept(oneLine(line, ++number, place, characterSet));
        }
    }

    private Unit oneLine(Line line, int number, String place, List<Finding> findings) throws IOException {
        if (line.text.length() >= LARGEST_UNIT) {
            return refused(number, place, "", TOO_LARGE);
        }
        try (JsonParser parser = FhirJson.open(line.text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return refused(number, place, line.text, notAnObject("line " + line.number));
            }
            FhirNode root = FhirJson.object(parser, line.number - 1);
            if (parser.nextToken() != null) {
                return refused(
                        number,
                        place,
                        line.text,
                        unreadable(
                                "line " + line.number,
                                "More follows the resource on its line. Send one resource a line."));
            }
            return unit(root, number, place, line.text, findings);
        } catch (JsonProcessingException e) {
            return refused(number, place, line.text, FhirJson.finding(e, line.number - 1));
        }
    }

    /** A text that is laid out over lines: one resource, or several one behind the other. */
    private void jsonText(String json, int lineOffset, SenderText text, Consumer<Unit> units) throws IOException {
        List<Unit> held = new ArrayList<>(1);
        int number = 0;
        int from = 0;
        try (JsonParser parser = FhirJson.open(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                held.forEach(units);
                held.clear();
                int line = parser.currentTokenLocation().getLineNr() + lineOffset;
                String place = number > 0 ? "line " + line : "";
                from = (int) parser.currentTokenLocation().getCharOffset();
                if (token != JsonToken.START_OBJECT) {
                    units.accept(refused(++number, place, json.substring(from), notAnObject("line " + line)));
                    return;
                }
                FhirNode root = FhirJson.object(parser, lineOffset);
                int to = (int) parser.currentLocation().getCharOffset();
                held.add(unit(root, ++number, place, json.substring(from, to), text.findings()));
                from = to;
            }
        } catch (JsonProcessingException e) {
            held.forEach(units);
            held.clear();
            String place = number > 0 ? "resource " + (number + 1) : "";
            units.accept(refused(number + 1, place, json.substring(from), FhirJson.finding(e, lineOffset)));
        }
        held.forEach(units);
    }

    private void xml(String xml, int lineOffset, SenderText text, Consumer<Unit> units) {
        try {
            FhirNode root = FhirXml.read(new StringReader("\n".repeat(lineOffset) + xml));
            units.accept(unit(root, 1, "", xml, text.findings()));
        } catch (XMLStreamException e) {
            units.accept(refused(1, "", xml, SafeXml.finding(e)));
        }
    }

    private static Unit unit(FhirNode root, int number, String place, String text, List<Finding> more) {
        String type = root.textOf("resourceType");
        if (type == null) {
            return refused(
                    number,
                    place,
                    text,
                    Finding.of(
                            FindingCode.UNRECOGNISED_FORMAT,
                            Severity.FATAL,
                            "line " + root.line(),
                            "There is no resourceType, so this is no FHIR resource. Send a Bundle or another R4 resource."));
        }
        if (!TYPES.contains(type)) {
            return refused(number, place, text, unknownType(type, "line " + root.line(), Severity.FATAL));
        }
        List<Finding> findings = new ArrayList<>(more);
        if (type.equals("Bundle")) {
            findings.addAll(entryFindings(root));
        }
        return new Unit(
                Format.FHIR,
                type,
                number,
                place,
                controlId(root, type),
                personKey(root, type),
                text.getBytes(StandardCharsets.UTF_8),
                root,
                findings);
    }

    private static List<Finding> entryFindings(FhirNode bundle) {
        List<Finding> findings = new ArrayList<>();
        for (FhirNode entry : bundle.all("entry")) {
            FhirNode resource = entry.first("resource");
            if (resource == null) {
                continue;
            }
            String type = resource.textOf("resourceType");
            if (type == null || !TYPES.contains(type)) {
                findings.add(unknownType(
                        Objects.requireNonNullElse(type, ""),
                        resource.location().path(),
                        Severity.ERROR));
            }
        }
        return findings;
    }

    private static Finding unknownType(String type, String path, Severity severity) {
        String named = TYPE_NAME.matcher(type).matches() ? "\"" + type + "\"" : "What stands as its resourceType";
        return Finding.of(
                FindingCode.UNRECOGNISED_FORMAT,
                severity,
                path,
                named
                        + " is not a resource type of FHIR R4. Send R4 resources; other releases must be converted first.");
    }

    private static @Nullable String controlId(FhirNode root, String type) {
        FhirNode identifier = type.equals("Bundle") ? root.first("identifier") : null;
        String value = identifier == null ? null : identifier.textOf("value");
        if (value != null) {
            return value;
        }
        String id = root.textOf("id");
        return id == null ? null : type + "/" + id;
    }

    private static @Nullable String personKey(FhirNode root, String type) {
        if (!type.equals("Bundle")) {
            return type.equals("Patient") ? standalonePatient(root) : reference(root);
        }
        String reference = null;
        for (FhirNode entry : root.all("entry")) {
            FhirNode resource = entry.first("resource");
            if (resource == null) {
                continue;
            }
            if ("Patient".equals(resource.textOf("resourceType"))) {
                String identified = identifier(resource.first("identifier"));
                return identified != null ? identified : standalonePatient(resource);
            }
            reference = reference == null ? reference(resource) : reference;
        }
        return reference;
    }

    /** Sent alone, a Patient goes by its id, for that is how the resources sent beside it refer to it. */
    private static @Nullable String standalonePatient(FhirNode patient) {
        String id = patient.textOf("id");
        return id != null ? "Patient/" + id : identifier(patient.first("identifier"));
    }

    private static @Nullable String identifier(@Nullable FhirNode identifier) {
        String value = identifier == null ? null : identifier.textOf("value");
        if (identifier == null || value == null) {
            return null;
        }
        return Objects.requireNonNullElse(identifier.textOf("system"), "") + "|" + value;
    }

    private static @Nullable String reference(FhirNode resource) {
        for (String name : PERSON_REFERENCES) {
            FhirNode element = resource.first(name);
            String reference = element == null ? null : element.textOf("reference");
            if (reference != null) {
                int patient = reference.indexOf("Patient/");
                return patient > 0 ? reference.substring(patient) : reference;
            }
            String identified = element == null ? null : identifier(element.first("identifier"));
            if (identified != null) {
                return identified;
            }
        }
        return null;
    }

    private static Unit refused(int number, String place, String text, Finding finding) {
        return new Unit(
                Format.FHIR,
                "Resource",
                number,
                place,
                null,
                null,
                text.getBytes(StandardCharsets.UTF_8),
                null,
                List.of(finding));
    }

    private static Finding notAnObject(String path) {
        return Finding.of(
                FindingCode.UNRECOGNISED_FORMAT,
                Severity.FATAL,
                path,
                "This is no FHIR resource: a JSON object with a resourceType is expected. Send several as a Bundle, or one a"
                        + " line (NDJSON).");
    }

    private static Finding unreadable(String path, String message) {
        return Finding.of(FindingCode.UNREADABLE, Severity.FATAL, path, message);
    }

    private record Line(String text, int number) {}

    /** Lines that hold something, with their numbers, one of them ahead. */
    private static final class Lines {
        private final SenderLines lines;
        private @Nullable Line ahead;
        private int given;
        private boolean cut;

        Lines(SenderText text) throws IOException {
            lines = new SenderLines(text, LARGEST_UNIT);
            ahead = read();
        }

        private @Nullable Line read() throws IOException {
            for (String text = lines.next(); text != null; text = lines.next()) {
                if (!text.isBlank()) {
                    cut |= lines.cut();
                    return new Line(text.stripLeading(), lines.number());
                }
            }
            return null;
        }

        @Nullable Line next() throws IOException {
            Line line = ahead;
            if (line != null) {
                given = line.number;
                ahead = read();
            }
            return line;
        }

        @Nullable Line peek() {
            return ahead;
        }

        /** The line given last and all that follow, as one text. */
        String fromHere(Line line) throws IOException {
            StringBuilder text = new StringBuilder(line.text);
            for (Line more = line; more != null && text.length() <= LARGEST_UNIT; ) {
                int before = given;
                more = next();
                if (more != null) {
                    // blank lines count, so that places are told as the sender sees them
                    text.append("\n".repeat(more.number - before)).append(more.text);
                }
            }
            cut |= text.length() > LARGEST_UNIT;
            return text.toString();
        }

        boolean cut() {
            return cut;
        }
    }
}
