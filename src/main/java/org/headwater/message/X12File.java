package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** Reads a file of interchanges: follows their envelopes and checks what the trailers say against what was received. */
final class X12File {

    private final X12Tokenizer tokenizer;
    private final SegmentStructures structures;
    private final UnitOutlet outlet;

    private @Nullable X12Segment interchange;
    private @Nullable X12Segment group;
    private @Nullable X12Segment header;
    private @Nullable X12TypeFinder transaction;
    private @Nullable X12Loop acknowledgements;
    private int groups;
    private int transactions;
    private boolean emptyInterchange;
    private boolean lastWhole = true;

    X12File(InputStream in, SegmentStructures structures, Consumer<Unit> units) {
        this.tokenizer = new X12Tokenizer(in);
        this.structures = structures;
        this.outlet = new UnitOutlet(units);
    }

    void read() throws IOException {
        tokenizer.begin();
        if (tokenizer.wasUtf16()) {
            tell(
                    FindingCode.CHARACTER_SET,
                    Severity.INFORMATION,
                    "",
                    "The file is UTF-16, which X12 does not use on the wire; it was read as such. Send UTF-8.");
        }
        for (X12Segment segment = tokenizer.next(); segment != null; segment = tokenizer.next()) {
            lastWhole = segment.terminated();
            read(segment);
        }
        endFile();
        outlet.end();
    }

    private void read(X12Segment segment) {
        switch (segment.name()) {
            case "ISA" -> beginInterchange(segment);
            case "GS" -> beginGroup(segment);
            case "ST" -> beginTransaction(segment);
            case "SE" -> endTransaction(segment);
            case "GE" -> endGroup(segment);
            case "IEA" -> endInterchange(segment);
            default -> content(segment);
        }
    }

    private void content(X12Segment segment) {
        if (transaction != null) {
            transaction.add(segment);
        } else if (segment.is("TA1") && interchange != null) {
            acknowledge(interchange, segment);
        } else {
            misplaced(segment, "The segment stands outside any transaction set (ST to SE) and was skipped.");
        }
    }

    private void beginInterchange(X12Segment segment) {
        closeInterchange();
        tellSkipped(false);
        interchange = segment;
        groups = 0;
        emptyInterchange = true;
        tokenizer.takeFindings().forEach(outlet::add);
    }

    private void endInterchange(X12Segment segment) {
        closeGroup();
        X12Segment began = interchange;
        if (began == null) {
            return;
        }
        finishInterchange(began);
        compareCount(segment, "functional groups", groups);
        compareNumber(segment, began.element(13), "ISA13");
        tokenizer.leaveInterchange();
    }

    private void closeInterchange() {
        closeGroup();
        X12Segment began = interchange;
        if (began != null) {
            finishInterchange(began);
            tell(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "IEA",
                    "The interchange has no trailer (IEA); it may have been cut short.");
        }
    }

    private void finishInterchange(X12Segment began) {
        finishAcknowledgements(began);
        if (emptyInterchange) {
            refuse(
                    began.bytes(),
                    FindingCode.REQUIRED_ELEMENT_MISSING,
                    "ST",
                    "The interchange holds no transaction set (ST), so there is nothing to record.");
        }
        interchange = null;
    }

    private void beginGroup(X12Segment segment) {
        closeGroup();
        group = segment;
        groups++;
        transactions = 0;
    }

    private void endGroup(X12Segment segment) {
        closeTransaction();
        X12Segment began = group;
        if (began == null) {
            misplaced(segment, "A functional group's trailer (GE) stands without its header (GS).");
            return;
        }
        group = null;
        compareCount(segment, "transaction sets", transactions);
        compareNumber(segment, began.element(6), "GS06");
    }

    private void closeGroup() {
        closeTransaction();
        if (group != null) {
            group = null;
            tell(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "GE",
                    "The functional group has no trailer (GE); it may have been cut short.");
        }
    }

    private void beginTransaction(X12Segment segment) {
        closeTransaction();
        X12Segment around = interchange;
        if (around == null) {
            return;
        }
        if (group == null) {
            misplaced(segment, "The transaction set stands outside any functional group (GS to GE).");
        }
        transactions++;
        emptyInterchange = false;
        header = segment;
        transaction = new X12TypeFinder(new X12Envelope(around, group, segment), structures, outlet);
    }

    private void endTransaction(X12Segment segment) {
        X12Segment began = header;
        X12TypeFinder reading = transaction;
        if (reading == null || began == null) {
            misplaced(segment, "A transaction's trailer (SE) stands without its header (ST).");
            return;
        }
        reading.transaction().end();
        transaction = null;
        compareCount(segment, "segments", segment.number() - began.number() + 1);
        compareNumber(segment, began.element(2), "ST02");
    }

    private void closeTransaction() {
        X12TypeFinder reading = transaction;
        if (reading != null) {
            transaction = null;
            reading.transaction().end();
            tell(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "SE",
                    "The transaction set has no trailer (SE); segments may be missing.");
        }
    }

    private void endFile() {
        X12TypeFinder reading = transaction;
        if (reading != null) {
            transaction = null;
            group = null;
            interchange = null;
            reading.transaction().endWithFile(lastWhole);
        }
        closeInterchange();
        tellSkipped(outlet.none());
        tokenizer.takeFindings().forEach(outlet::add);
    }

    /** Tells of what stood before an interchange or the end: lost segments are refused, other bytes are told of. */
    private void tellSkipped(boolean isAll) {
        byte[] skipped = tokenizer.skipped();
        long length = tokenizer.skippedLength();
        tokenizer.forgetSkipped();
        if (X12Reader.beginsLikeSegments(new String(skipped, StandardCharsets.ISO_8859_1).stripLeading())) {
            refuse(
                    skipped,
                    FindingCode.UNREADABLE,
                    "ISA",
                    "Segments stand outside any interchange: the ISA before them is missing or broken, so their separators"
                            + " and sender are unknown. Send them with a complete ISA.");
        } else if (isAll) {
            refuse(
                    skipped,
                    FindingCode.UNRECOGNISED_FORMAT,
                    "",
                    "There is no X12 interchange here: nothing begins with ISA. Check the file and the feed's format.");
        } else if (length > 0) {
            tell(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "",
                    length + " bytes outside of any interchange were skipped.");
        }
    }

    /** TA1 stands for itself, outside of any group. */
    private void acknowledge(X12Segment around, X12Segment segment) {
        X12Loop known = acknowledgements;
        if (known == null) {
            known = new X12Loop(SegmentStructure.flat("TA1").root());
            known.add(around);
            acknowledgements = known;
        }
        known.add(segment);
        emptyInterchange = false;
    }

    private void finishAcknowledgements(X12Segment around) {
        X12Loop known = acknowledgements;
        if (known == null) {
            return;
        }
        acknowledgements = null;
        outlet.put(new UnitDraft(
                Format.X12,
                "TA1",
                "segment " + around.number(),
                around.element(13),
                null,
                new X12Extract(new X12Envelope(around, null, around)).bytes(List.of(known), true),
                known.node(null, around.syntax()),
                new UnitFindings()));
    }

    private void compareCount(X12Segment trailer, String what, int received) {
        String told = trailer.element(1);
        if (!sameNumber(told, Integer.toString(received))) {
            boolean numeric =
                    !told.isEmpty() && told.length() < 11 && told.chars().allMatch(c -> c >= '0' && c <= '9');
            tell(
                    FindingCode.CONTROL_TOTAL_MISMATCH,
                    Severity.WARNING,
                    trailer.name() + "01 (segment " + trailer.number() + ")",
                    trailer.name() + "01 " + (numeric ? "counts " + told : "has no count of") + " " + what + "; "
                            + received + " were received. Check whether any were lost.");
        }
    }

    private void compareNumber(X12Segment trailer, String expected, String element) {
        if (!sameNumber(trailer.element(2), expected)) {
            tell(
                    FindingCode.CONTROL_TOTAL_MISMATCH,
                    Severity.WARNING,
                    trailer.name() + "02 (segment " + trailer.number() + ")",
                    "The control number in " + trailer.name() + "02 is not the one in " + element
                            + ". Check whether parts of two files were joined.");
        }
    }

    private static boolean sameNumber(String one, String other) {
        return one.equals(other) || (!one.isEmpty() && unpadded(one).equals(unpadded(other)));
    }

    private static String unpadded(String number) {
        int start = 0;
        while (start < number.length() - 1 && number.charAt(start) == '0') {
            start++;
        }
        return number.substring(start);
    }

    private void misplaced(X12Segment segment, String message) {
        tell(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.WARNING,
                segment.name() + " (segment " + segment.number() + ")",
                message);
    }

    private void tell(FindingCode code, Severity severity, String path, String message) {
        outlet.add(Finding.of(code, severity, path, message));
    }

    private void refuse(byte[] bytes, FindingCode code, String path, String message) {
        outlet.put(UnitDraft.refused(Format.X12, "", "", bytes, code, path, message));
    }
}
