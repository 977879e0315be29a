package org.headwater.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads HL7 v2, versions 2.1 to 2.9, in its usual (ER7) encoding and in XML: one message or many, framed for MLLP or not, in
 * batches or not, whatever the separators and line ends.
 */
final class Hl7v2Reader implements UnitReader {

    static final String STRUCTURES = "mappings/hl7v2/structures.yaml";

    /** Looks no further than its line: else a thousand empty lines would be gone through a thousand times. */
    private static final Pattern HEADER =
            Pattern.compile("(?m)^[\\x00-\\x20&&[^\\r\\n]]*+(MSH|FHS|BHS)[^\\p{Alnum}\\s\"]");

    private static final Pattern XML =
            Pattern.compile("urn:hl7-org:v2xml|<(?:\\w+:)?(?:[A-Z]{3}_[A-Z][0-9A-Z]{2}|MSH|MSH\\.1)[\\s>]");

    /** Enough to see whether XML begins behind marks, blanks and framing. */
    private static final int BEGINNING = 64;

    private final SegmentStructures structures;

    Hl7v2Reader() {
        this(SegmentStructures.packed(STRUCTURES));
    }

    Hl7v2Reader(SegmentStructures structures) {
        this.structures = structures;
    }

    @Override
    public Format format() {
        return Format.HL7V2;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        byte[] text = Utf16.isUtf16(head) ? Utf16.toUtf8(head) : head;
        String beginning = new String(text, StandardCharsets.ISO_8859_1);
        if (beginning.startsWith("\u00EF\u00BB\u00BF")) {
            beginning = beginning.substring(3);
        }
        String told = beginning.stripLeading();
        if (Hl7v2XmlFile.is(text)) {
            return XML.matcher(told).find();
        }
        if (told.startsWith("{") || told.startsWith("[") || X12Reader.beginsLikeSegments(told)) {
            return false;
        }
        return fileName.toLowerCase(Locale.ROOT).endsWith(".hl7")
                || HEADER.matcher(beginning).find();
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        InputStream marked = input.markSupported() ? input : new BufferedInputStream(input);
        marked.mark(BEGINNING);
        byte[] head = marked.readNBytes(BEGINNING);
        marked.reset();
        Hl7v2Units drafts = new Hl7v2Units(structures, units);
        if (Hl7v2XmlFile.is(head)) {
            Hl7v2XmlFile.read(marked, drafts);
        } else {
            new Hl7v2File(marked, drafts).read();
        }
    }
}
