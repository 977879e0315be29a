package org.headwater.mapping;

import java.util.List;
import org.headwater.problem.Finding;

/**
 * What came of mapping one unit.
 *
 * @param mapping name and version of the mapping used ({@code hl7v2/adt@1}); empty when none fitted
 * @param resources what the unit states, referenced resources first; empty when a finding is fatal
 * @param findings the reader's and the mapping's
 * @param trace one step a value when tracing was asked for; else empty
 * @param residue places (without repetition numbers) that hold data no rule read; asked for together with the trace or
 *     by itself
 */
public record MappingResult(
        String mapping,
        List<MappedResource> resources,
        List<Finding> findings,
        List<TraceStep> trace,
        List<String> residue) {

    public MappingResult {
        resources = List.copyOf(resources);
        findings = List.copyOf(findings);
        trace = List.copyOf(trace);
        residue = List.copyOf(residue);
    }

    /** Whether the unit as a whole could not be mapped. */
    public boolean refused() {
        return findings.stream().anyMatch(Finding::fatal);
    }
}
