package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which structure a transaction has: by ST01 alone where that is enough, else by the guide in ST03, in REF*87
 * (4010), in GS08, or by the kind of its service lines, in this order. Segments wait until it is known.
 */
final class X12TypeFinder {

    private static final int MOST_WAITING = 1000;

    private final X12Envelope envelope;
    private final UnitOutlet outlet;
    private final List<SegmentStructure> candidates;
    private final List<X12Segment> waiting = new ArrayList<>();
    private @Nullable X12Transaction found;

    X12TypeFinder(X12Envelope envelope, SegmentStructures structures, UnitOutlet outlet) {
        this.envelope = envelope;
        this.outlet = outlet;
        String transaction = envelope.header().element(1);
        this.candidates = structures.ofTransaction(transaction);
        if (candidates.isEmpty()) {
            begin(SegmentStructure.flat(transaction.isEmpty() ? "X12" : transaction));
        } else if (candidates.size() == 1) {
            begin(candidates.get(0));
        } else {
            byGuide(envelope.header().element(3)).ifPresent(this::begin);
        }
    }

    void add(X12Segment segment) {
        if (found != null) {
            found.add(segment);
            return;
        }
        waiting.add(segment);
        if (segment.is("REF") && segment.element(1).equals("87")) {
            byGuide(segment.element(2)).ifPresent(this::begin);
        } else if (segment.is("HL")) {
            byGuide(envelope.version()).ifPresent(this::begin);
        } else {
            candidates.stream()
                    .filter(candidate -> segment.is(candidate.marker()))
                    .findFirst()
                    .ifPresent(this::beginGuessed);
        }
        if (found == null && waiting.size() == MOST_WAITING) {
            transaction();
        }
    }

    /** The transaction, its type taken for the usual one if nothing has told. */
    X12Transaction transaction() {
        if (found == null) {
            byGuide(envelope.version()).ifPresentOrElse(this::begin, () -> beginGuessed(candidates.get(0)));
        }
        return Objects.requireNonNull(found);
    }

    private Optional<SegmentStructure> byGuide(String identifier) {
        return candidates.stream()
                .filter(candidate -> candidate.isGuide(identifier))
                .findFirst();
    }

    private void beginGuessed(SegmentStructure guessed) {
        begin(guessed)
                .tell(Finding.of(
                        FindingCode.UNEXPECTED_STRUCTURE,
                        Severity.WARNING,
                        "ST03 (segment " + envelope.header().number() + ")",
                        "Neither ST03 nor GS08 names an implementation guide known here; this was read as "
                                + guessed.types().get(0) + "."));
    }

    private X12Transaction begin(SegmentStructure structure) {
        X12Transaction transaction = new X12Transaction(envelope, structure, outlet);
        found = transaction;
        waiting.forEach(transaction::add);
        waiting.clear();
        return transaction;
    }
}
