package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One transaction set, ST to SE, of a known structure. Where the structure names a unit, each such loop becomes a unit with
 * the loops around it, and is let go; else the transaction is one unit.
 */
final class X12Transaction {

    private final X12Envelope envelope;
    private final UnitOutlet outlet;
    private final SegmentStructure structure;
    private final SegmentPlacement placement;

    /** The loops open now, the root first. */
    private final List<X12Loop> open = new ArrayList<>();

    /** The level at which the unit being read is open; -1 when none is. */
    private int unitLevel;

    /** To be told with the next unit. */
    private UnitFindings findings = new UnitFindings();

    private long size;
    private int units;

    X12Transaction(X12Envelope envelope, SegmentStructure structure, UnitOutlet outlet) {
        this.envelope = envelope;
        this.outlet = outlet;
        this.structure = structure;
        this.placement = new SegmentPlacement(structure);
        this.unitLevel = structure.unit().isEmpty() ? 0 : -1;
        X12Loop root = new X12Loop(structure.root());
        envelope.segments().forEach(root::add);
        open.add(root);
    }

    void tell(Finding finding) {
        findings.add(finding);
    }

    void add(X12Segment segment) {
        if (segment.is("HL") && !isLevel(structure.root(), segment)) {
            // What follows a level nobody knows belongs to none of the levels before it.
            placement.close(0);
            closeTo(0);
        }
        SegmentPlacement.Fit fit = placement.place(segment.name(), segment);
        closeTo(placement.kept());
        for (int level = placement.kept() + 1; level <= placement.depth(); level++) {
            openLoop(placement.at(level), level);
        }
        keep(segment);
        check(segment, fit);
    }

    private static boolean isLevel(GroupShape shape, X12Segment segment) {
        return shape.groups().stream().anyMatch(group -> group.startOf("HL", segment) >= 0 || isLevel(group, segment));
    }

    private void openLoop(GroupShape shape, int level) {
        X12Loop around = innermost();
        X12Loop loop = new X12Loop(shape);
        open.add(loop);
        if (shape.name().equals(structure.unit())) {
            unitLevel = level;
        } else if (!holdsUnits(shape)) {
            around.add(loop);
            if (shape.most() > 0 && around.count(shape) == shape.most() + 1) {
                findings.add(unexpected(
                        around.name(),
                        "Loop " + shape.name() + " may stand here " + shape.most()
                                + " time(s) at most; there are more."));
            }
        }
    }

    /** Loops around units are not kept in those around them: they are a unit's ancestors while they are open. */
    private boolean holdsUnits(GroupShape shape) {
        return shape.groups().stream().anyMatch(group -> group.name().equals(structure.unit()) || holdsUnits(group));
    }

    private X12Loop innermost() {
        return open.get(open.size() - 1);
    }

    private void keep(X12Segment segment) {
        size += segment.cut() ? X12Tokenizer.LARGEST : segment.bytes().length;
        if (size <= X12Tokenizer.LARGEST) {
            innermost().add(segment);
        }
    }

    private void closeTo(int level) {
        while (open.size() - 1 > level) {
            if (open.size() - 1 == unitLevel) {
                finishUnit(true);
                unitLevel = -1;
                size -= innermost().size();
            } else if (holdsUnits(innermost().shape())) {
                size -= innermost().size();
                checkHasUnits(innermost());
            }
            open.remove(open.size() - 1);
        }
    }

    private void checkHasUnits(X12Loop loop) {
        boolean direct =
                loop.shape().groups().stream().anyMatch(group -> group.name().equals(structure.unit()));
        if (direct && loop.units() == 0) {
            findings.add(unexpected(
                    loop.place(),
                    "Loop " + loop.name() + " holds no loop " + structure.unit() + ", so nothing came of it."));
        }
    }

    private void check(X12Segment segment, SegmentPlacement.Fit fit) {
        X12Loop loop = innermost();
        String place = loop.place(segment, open.size() == 1);
        if (segment.misencoded()) {
            findings.add(Finding.of(
                    FindingCode.CHARACTER_SET,
                    Severity.WARNING,
                    place,
                    "The segment is not valid UTF-8; it was read as windows-1252. Send UTF-8 or plain ASCII."));
        }
        switch (fit) {
            case TAKEN -> {}
            case STARTED -> {
                if (segment == loop.level()) {
                    checkLevel(segment);
                }
            }
            case IMPLIED ->
                findings.add(unexpected(
                        place,
                        "Loop " + loop.name()
                                + " begins here, but a loop around it was not begun; a segment before it is"
                                + " missing."));
            case STRAY -> findings.add(unexpected(place, X12Words.stray(segment)));
            case UNKNOWN -> {
                if (!structure.isFlat()) {
                    findings.add(unexpected(place, X12Words.unknown(segment, open.size() == 1 ? "" : loop.name())));
                }
            }
        }
        checkLate(segment, place);
    }

    private static Finding unexpected(String place, String message) {
        return Finding.of(FindingCode.UNEXPECTED_STRUCTURE, Severity.WARNING, place, message);
    }

    /** HL02 names the level around this one. */
    private void checkLevel(X12Segment segment) {
        String around = "";
        for (int i = open.size() - 2; i >= 0 && around.isEmpty(); i--) {
            X12Segment level = open.get(i).level();
            around = level == null ? "" : level.element(1);
        }
        if (!segment.element(2).equals(around)) {
            findings.add(unexpected(
                    innermost().name() + "/HL02 (segment " + segment.number() + ")",
                    "HL02 " + X12Words.toldLevel(segment.element(2)) + ", but HL01 of the level this stands in "
                            + X12Words.toldLevel(around) + "; the order of the segments was followed."));
        }
    }

    /** What belongs to a loop around units must stand before them. */
    private void checkLate(X12Segment segment, String place) {
        boolean begins = open.size() > 1 && innermost().firstSegment() == segment;
        X12Loop around = begins ? open.get(open.size() - 2) : innermost();
        if (unitLevel < 0 && around.units() > 0 && !segment.is("HL")) {
            outlet.add(unexpected(
                    place,
                    "This belongs to a loop whose " + structure.unit() + " loops stand before it; those lack it."));
        }
    }

    /** Ends the transaction at its trailer, or where that should stand. */
    void end() {
        finish(true);
    }

    /**
     * Ends the transaction with the file.
     *
     * @param segmentIsWhole whether the file's last segment was whole
     */
    void endWithFile(boolean segmentIsWhole) {
        findings.add(Finding.of(
                FindingCode.UNREADABLE,
                segmentIsWhole ? Severity.ERROR : Severity.FATAL,
                "SE",
                segmentIsWhole
                        ? "The file ends before the transaction does (no SE), so segments may be missing. Send it whole."
                        : "The file ends in the middle of a segment. Send it whole."));
        finish(false);
    }

    private void finish(boolean whole) {
        if (unitLevel >= 0) {
            closeTo(unitLevel);
            finishUnit(whole);
        } else if (units == 0) {
            closeTo(innermostAroundUnits());
            findings.add(Finding.of(
                    FindingCode.REQUIRED_ELEMENT_MISSING,
                    Severity.FATAL,
                    structure.unit(),
                    "The transaction has no loop " + structure.unit() + ", so there is nothing to record."));
            finishUnit(whole);
        }
        unitLevel = -1;
        closeTo(0);
        outlet.add(findings);
    }

    private int innermostAroundUnits() {
        int level = open.size() - 1;
        while (level > 0 && !holdsUnits(open.get(level).shape())) {
            level--;
        }
        return level;
    }

    private void finishUnit(boolean whole) {
        X12Loop unit = innermost();
        open.forEach(this::checkRequired);
        if (size > X12Tokenizer.LARGEST) {
            findings.add(
                    Finding.of(
                            FindingCode.UNREADABLE,
                            Severity.FATAL,
                            "",
                            "This has more than 64 MiB and was not kept whole. Check its segment terminators; send it in parts."));
        }
        X12Segment start = unitLevel > 0 ? unit.firstSegment() : null;
        outlet.put(new UnitDraft(
                Format.X12,
                structure.types().get(0),
                "segment " + (start == null ? envelope.header().number() : start.number()),
                controlId(unit),
                personKey(),
                new X12Extract(envelope).bytes(open, whole),
                tree(),
                findings));
        findings = new UnitFindings();
        units++;
        open.forEach(X12Loop::countUnit);
    }

    private SegmentGroup tree() {
        X12Syntax syntax = envelope.header().syntax();
        SegmentGroup root = open.get(0).node(null, syntax);
        SegmentGroup around = root;
        for (X12Loop loop : open.subList(1, open.size())) {
            SegmentGroup node = loop.node(around, syntax);
            around.add(node);
            around = node;
        }
        return root;
    }

    private @Nullable String controlId(X12Loop unit) {
        X12Segment claim = unit.first("CLM");
        String number = envelope.header().element(2);
        if (claim != null) {
            return number + "/" + claim.element(1);
        }
        return number.isEmpty() ? null : number;
    }

    /** The patient of a claim: the subscriber by number, a dependent by name and birth date. */
    private @Nullable String personKey() {
        for (int i = open.size() - 1; i >= 0; i--) {
            X12Loop dependent = open.get(i).firstLoop("2010CA");
            if (dependent != null) {
                return nameAndBirth(dependent);
            }
            X12Loop subscriber = open.get(i).firstLoop("2010BA");
            if (subscriber != null) {
                X12Segment name = subscriber.first("NM1");
                String id = name == null ? "" : name.element(9);
                return id.isEmpty() ? nameAndBirth(subscriber) : id;
            }
        }
        return null;
    }

    private static @Nullable String nameAndBirth(X12Loop person) {
        X12Segment name = person.first("NM1");
        if (name == null || name.element(3).isEmpty()) {
            return null;
        }
        X12Segment birth = person.first("DMG");
        String date = birth == null ? "" : birth.element(2);
        return (name.element(3) + "|" + name.element(4) + "|" + date).toUpperCase(Locale.ROOT);
    }

    private void checkRequired(X12Loop loop) {
        for (GroupShape wanted : loop.shape().groups()) {
            if (wanted.required() && loop.count(wanted) == 0) {
                findings.add(Finding.of(
                        FindingCode.REQUIRED_ELEMENT_MISSING,
                        Severity.WARNING,
                        loop.place(),
                        "Loop " + wanted.name() + " is missing in loop " + loop.name() + "."));
            }
        }
        loop.eachLoop(this::checkRequired);
    }
}
