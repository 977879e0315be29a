package org.headwater.intake;

import java.util.List;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What became of an entry.
 *
 * @param entry its id
 * @param state {@code STORED} or {@code QUARANTINED}
 * @param mapping name and version of the mapping used; null when none fitted
 * @param findings what was noticed
 */
public record EntryOutcome(
        long entry, EntryState state, @Nullable String mapping, List<Finding> findings) {
    public EntryOutcome {
        findings = List.copyOf(findings);
    }
}
