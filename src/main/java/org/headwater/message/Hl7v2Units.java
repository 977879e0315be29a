package org.headwater.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * Makes units of the parts of a file. The last unit is held back until the next begins, so that what a trailer tells of it
 * can be added.
 */
final class Hl7v2Units {

    private static final Pattern SEGMENT =
            Pattern.compile("\\A\\s*[A-Z][A-Z0-9]{2}([^\\p{Alnum}\\s\"'][^\\r\\n]*)?[\\r\\n]");

    private final SegmentStructures structures;
    private final UnitOutlet outlet;
    private final ByteArrayOutputStream envelope = new ByteArrayOutputStream();

    /** Table 0104. */
    private static final Pattern VERSION =
            Pattern.compile("2\\.(0|0D|1|2|3|3\\.1|3\\.2|4|5|5\\.1|6|7|7\\.1|8|8\\.1|8\\.2|9|9\\.1)");

    private boolean utf16;
    private boolean fileOpen;
    private boolean batchOpen;
    private int batches;
    private int messagesInBatch;
    private int messagesInFile;

    Hl7v2Units(SegmentStructures structures, Consumer<Unit> units) {
        this.structures = structures;
        this.outlet = new UnitOutlet(units);
    }

    void wasUtf16() {
        utf16 = true;
        outlet.add(Finding.of(
                FindingCode.CHARACTER_SET,
                Severity.INFORMATION,
                "",
                "This is UTF-16, which HL7 v2 does not use on the wire; it was read as such. Send UTF-8."));
    }

    void message(byte[] bytes, int line) {
        message(bytes, bytes, line, List.of());
    }

    /**
     * Takes a message.
     *
     * @param bytes as sent
     * @param segments the same in segments; other bytes where it was sent in XML, then in UTF-8
     * @param noticed what was found on the way
     */
    void message(byte[] bytes, byte[] segments, int line, List<Finding> noticed) {
        messagesInBatch++;
        messagesInFile++;
        Optional<Hl7v2Header> header = Hl7v2Header.of(segments);
        String type = header.map(Hl7v2Header::type).orElse("");
        if (header.isEmpty() || type.isEmpty()) {
            refuse(bytes, line, FindingCode.REQUIRED_ELEMENT_MISSING, "MSH-9", """
                    MSH-9 does not say what kind of message this is, and no EVN-1 tells the event; send MSH-9 as\
                     ADT^A01^ADT_A01.""");
            return;
        }
        Optional<String> fragment = header.get().fragment();
        if (fragment.isPresent()) {
            refuse(bytes, line, FindingCode.UNEXPECTED_STRUCTURE, fragment.get(), Hl7v2Header.FRAGMENT);
            return;
        }
        outlet.put(read(bytes, segments, line, header.get(), type, noticed));
    }

    private UnitDraft read(
            byte[] bytes, byte[] segments, int line, Hl7v2Header header, String type, List<Finding> noticed) {
        UnitFindings findings = new UnitFindings();
        checkHeader(header, findings);
        noticed.forEach(findings::add);
        Hl7v2Text text = bytes == segments && !utf16
                ? Hl7v2Text.of(segments, header, findings)
                : Hl7v2Text.known(segments, header, findings);
        Hl7v2Syntax syntax = new Hl7v2Syntax(header.separator(), header.encoding(), text.charset());
        SegmentStructure structure = structures.of(type);
        String whole = Hl7v2Continuation.joined(text.text(), header.separator());
        SegmentGroup root = new Hl7v2Segments(whole, type, syntax, structure, findings).tree();
        String controlId = header.controlId();
        return new UnitDraft(
                Format.HL7V2,
                type,
                "line " + line,
                controlId.isEmpty() ? null : controlId,
                header.personKey().orElse(null),
                bytes,
                root,
                findings);
    }

    private static void checkHeader(Hl7v2Header header, UnitFindings findings) {
        if (header.lacksEncoding()) {
            missing(findings, Severity.WARNING, "MSH-2", "The encoding characters are missing; ^~\\& was assumed.");
        }
        if (header.field(7).isEmpty()) {
            missing(findings, Severity.INFORMATION, "MSH-7", "The message does not tell when it was made.");
        }
        if (header.controlId().isEmpty()) {
            missing(findings, Severity.WARNING, "MSH-10", "The message has no control id to acknowledge it by.");
        }
        if (!header.field(14).isEmpty()) {
            findings.add(
                    Finding.of(
                            FindingCode.UNEXPECTED_STRUCTURE,
                            Severity.INFORMATION,
                            "MSH-14",
                            "MSH-14 says that this continues another message, but it begins as a whole one does; it was read as such."));
        }
        if (header.version().isEmpty()) {
            missing(findings, Severity.INFORMATION, "MSH-12", "The message does not tell its HL7 version.");
        } else if (!VERSION.matcher(header.version()).matches()) {
            findings.add(Finding.of(
                    FindingCode.INVALID_VALUE,
                    Severity.INFORMATION,
                    "MSH-12",
                    "This is no version of HL7 v2 we know; the message was read as one of the latest (2.9)."));
        }
    }

    private static void missing(UnitFindings findings, Severity severity, String path, String message) {
        findings.add(Finding.of(FindingCode.REQUIRED_ELEMENT_MISSING, severity, path, message));
    }

    /** What stands outside any message: lost segments are refused, other text is told of. */
    void outside(byte[] bytes, int line) {
        String text = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1);
        if (text.startsWith("<")) {
            refuse(bytes, line, FindingCode.UNRECOGNISED_FORMAT, "", """
                    This is XML. HL7 v2 is read in its usual encoding, with segments and separators; send it so,\
                     or choose another format for the feed.""");
        } else if (SEGMENT.matcher(text + "\n").find()) {
            refuse(bytes, line, FindingCode.UNREADABLE, "line " + line, """
                    Segments stand outside any message: the MSH segment before them is missing. Send each message\
                     with its MSH.""");
        } else {
            keep(bytes);
            outlet.add(Finding.of(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "line " + line,
                    bytes.length + " bytes outside of any message were skipped; they are not segments."));
        }
    }

    /** Keeps what a file without any message consists of, to show what was refused. */
    private void keep(byte[] bytes) {
        if (outlet.none() && envelope.size() < Hl7v2File.EXCERPT) {
            envelope.write(bytes, 0, Math.min(bytes.length, Hl7v2File.EXCERPT));
            envelope.write('\r');
        }
    }

    void oversized(byte[] beginning, int line) {
        refuse(beginning, line, FindingCode.UNREADABLE, "line " + line, """
                No message ends within 64 MiB from here; only the beginning was kept. Check that segments end in a\
                 carriage return and that every message begins with MSH.""");
    }

    /** A file or batch header or trailer (v2.9 §2.10.3). */
    void envelope(String name, byte[] segment) {
        keep(segment);
        switch (name) {
            case "FHS" -> beginFile();
            case "BHS" -> beginBatch();
            case "BTS" -> endBatch(count(segment));
            default -> endFile(count(segment));
        }
    }

    private void beginFile() {
        closeBatch();
        if (fileOpen) {
            unbalanced("FHS", "A second file header (FHS) stands before the trailer (FTS) of the first.");
        }
        fileOpen = true;
        batches = 0;
        messagesInFile = 0;
    }

    private void beginBatch() {
        closeBatch();
        batchOpen = true;
        messagesInBatch = 0;
    }

    private void endBatch(int told) {
        if (!batchOpen) {
            unbalanced("BTS", "A batch trailer (BTS) stands without a batch header (BHS).");
            return;
        }
        batchOpen = false;
        batches++;
        if (told >= 0 && told != messagesInBatch) {
            mismatch("BTS-1", "The batch trailer counts " + told + " messages; " + messagesInBatch + " were received.");
        }
    }

    private void endFile(int told) {
        closeBatch();
        if (!fileOpen) {
            unbalanced("FTS", "A file trailer (FTS) stands without a file header (FHS).");
            return;
        }
        fileOpen = false;
        int received = batches == 0 && messagesInFile > 0 ? 1 : batches;
        if (told >= 0 && told != received) {
            mismatch("FTS-1", "The file trailer counts " + told + " batches; " + received + " were received.");
        }
    }

    private void closeBatch() {
        if (batchOpen) {
            unbalanced("BHS", "The batch has no trailer (BTS); it may have been cut short.");
            batchOpen = false;
            batches++;
        }
    }

    private void unbalanced(String path, String message) {
        outlet.add(Finding.of(FindingCode.UNEXPECTED_STRUCTURE, Severity.WARNING, path, message));
    }

    private void mismatch(String path, String message) {
        outlet.add(Finding.of(
                FindingCode.CONTROL_TOTAL_MISMATCH, Severity.WARNING, path, message + " Check whether any were lost."));
    }

    /** The number in a trailer's first field; -1 when there is none. */
    private static int count(byte[] segment) {
        int number = -1;
        for (int i = 4; i < segment.length && segment[i] >= '0' && segment[i] <= '9' && i < 13; i++) {
            number = Math.max(number, 0) * 10 + segment[i] - '0';
        }
        return number;
    }

    void end() {
        closeBatch();
        if (fileOpen) {
            unbalanced("FHS", "The file has no trailer (FTS); it may have been cut short.");
        }
        if (outlet.none() && (envelope.size() == 0 || outlet.hasUnclaimed())) {
            refuse(envelope.toByteArray(), 1, FindingCode.UNRECOGNISED_FORMAT, "", """
                    There is no HL7 v2 message here: no line begins with MSH. Check the file and the feed's format.""");
        }
        outlet.end();
    }

    void refuse(byte[] bytes, int line, FindingCode code, String path, String message) {
        Optional<Hl7v2Header> header = Hl7v2Header.of(bytes);
        String type = header.map(Hl7v2Header::type).orElse("");
        UnitDraft refused = UnitDraft.refused(Format.HL7V2, type, "line " + line, bytes, code, path, message);
        outlet.put(new UnitDraft(
                refused.format(),
                refused.type(),
                refused.place(),
                header.map(Hl7v2Header::controlId).filter(id -> !id.isEmpty()).orElse(null),
                header.flatMap(Hl7v2Header::personKey).orElse(null),
                bytes,
                null,
                refused.findings()));
    }
}
