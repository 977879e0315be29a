package org.headwater.message;

import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/** Hands units on, always one behind, so that what a trailer tells can be added to the unit before it. */
final class UnitOutlet {

    private final Consumer<Unit> units;
    private final UnitFindings unclaimed = new UnitFindings();
    private @Nullable UnitDraft last;
    private int handedOn;

    UnitOutlet(Consumer<Unit> units) {
        this.units = units;
    }

    /** Whether there has been no unit yet. */
    boolean none() {
        return last == null && handedOn == 0;
    }

    /** Whether there are findings that no unit has claimed. */
    boolean hasUnclaimed() {
        return !unclaimed.isEmpty();
    }

    void put(UnitDraft draft) {
        release(false);
        draft.findings().take(unclaimed);
        last = draft;
    }

    /** Adds a finding to the last unit; to the first one when there has been none. */
    void add(Finding finding) {
        UnitDraft draft = last;
        (draft == null ? unclaimed : draft.findings()).add(finding);
    }

    /** Adds findings, emptying the list they are in. */
    void add(UnitFindings findings) {
        UnitDraft draft = last;
        (draft == null ? unclaimed : draft.findings()).take(findings);
    }

    void end() {
        release(handedOn == 0);
    }

    private void release(boolean only) {
        UnitDraft draft = last;
        if (draft != null) {
            last = null;
            handedOn++;
            units.accept(draft.unit(handedOn, only ? "" : draft.place()));
        }
    }
}
