package org.headwater.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a unit and the loops around it as an interchange of its own. */
final class X12Extract {

    private final X12Envelope envelope;
    private final byte terminator;
    private final byte separator;
    private final boolean lines;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    private int segments;

    X12Extract(X12Envelope envelope) {
        this.envelope = envelope;
        this.terminator = envelope.interchange().syntax().terminator();
        this.separator = (byte) envelope.interchange().syntax().element;
        // Where ISA16 is empty, a line end behind the terminator would make the two look like ISA16 and terminator.
        this.lines = envelope.interchange().syntax().component != SegmentSyntax.NONE
                && terminator != '\n'
                && terminator != '\r';
    }

    /**
     * The bytes.
     *
     * @param open the loops around the unit, envelope first, and the unit
     * @param whole whether to end with trailers; without them a reader sees, as we did, that the end is missing
     */
    byte[] bytes(List<X12Loop> open, boolean whole) {
        for (X12Loop loop : open) {
            loop.eachSegment(this::write);
        }
        if (whole) {
            trailers();
        }
        return out.toByteArray();
    }

    private void trailers() {
        X12Segment group = envelope.group();
        X12Segment header = envelope.header();
        if (header.is("ST")) {
            // ISA and GS are not counted, SE itself is.
            trailer("SE", segments - (group == null ? 1 : 2) + 1, header.element(2));
        }
        if (group != null) {
            trailer("GE", 1, group.element(6));
        }
        trailer("IEA", group == null ? 0 : 1, envelope.interchange().element(13));
    }

    private void write(X12Segment segment) {
        segments++;
        out.writeBytes(segment.bytes());
        if (segment.terminated()) {
            terminate();
        }
    }

    private void terminate() {
        out.write(terminator);
        if (lines) {
            out.write('\n');
        }
    }

    private void trailer(String name, int count, String number) {
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.write(separator);
        out.writeBytes(Integer.toString(count).getBytes(StandardCharsets.US_ASCII));
        out.write(separator);
        out.writeBytes(number.getBytes(StandardCharsets.UTF_8));
        terminate();
    }
}
