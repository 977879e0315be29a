package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads X12 interchanges of any transaction set, 4010 and 5010, whatever the separators and line ends. A health care claim
 * is a unit, with its envelope and the loops around it; of other transactions the whole set is.
 */
final class X12Reader implements UnitReader {

    static final String STRUCTURES = "mappings/x12/structures.yaml";

    private static final Pattern SEGMENTS =
            Pattern.compile("\\A(?:ISA|GS|ST)([^\\p{Alnum}\\s\"',;])[^\\r\\n]{1,80}\\1", Pattern.DOTALL);

    private final SegmentStructures structures;

    X12Reader() {
        this(SegmentStructures.packed(STRUCTURES));
    }

    X12Reader(SegmentStructures structures) {
        this.structures = structures;
    }

    /** Whether a text begins with an ISA, or with the segments that should stand behind one. */
    static boolean beginsLikeSegments(String text) {
        return SEGMENTS.matcher(text).find();
    }

    @Override
    public Format format() {
        return Format.X12;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        byte[] text = Utf16.isUtf16(head) ? Utf16.toUtf8(head) : head;
        String beginning = new String(text, StandardCharsets.UTF_8);
        String told = (beginning.startsWith("\uFEFF") ? beginning.substring(1) : beginning).stripLeading();
        return beginsLikeSegments(told);
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        new X12File(input, structures, units).read();
    }
}
