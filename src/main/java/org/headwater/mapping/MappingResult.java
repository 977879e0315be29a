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
 * @param residue what no rule read; asked for together with the trace or by itself
 * @param unmapped codes the concept maps lack; with the residue also names that stand for no known URI
 */
public record MappingResult(
        String mapping,
        List<MappedResource> resources,
        List<Finding> findings,
        List<TraceStep> trace,
        List<Unread> residue,
        List<UnmappedCode> unmapped) {

    public MappingResult {
        resources = List.copyOf(resources);
        findings = List.copyOf(findings);
        trace = List.copyOf(trace);
        residue = List.copyOf(residue);
        unmapped = List.copyOf(unmapped);
    }

    /** A result that tells of no unmapped codes. */
    public MappingResult(
            String mapping,
            List<MappedResource> resources,
            List<Finding> findings,
            List<TraceStep> trace,
            List<Unread> residue) {
        this(mapping, resources, findings, trace, residue, List.of());
    }

    /** The resources that are stated whatever is stored; those that only take back what was said before are left out. */
    public List<MappedResource> stated() {
        return resources.stream()
                .filter(mapped -> mapped.landing() != Landing.UPDATE_ONLY)
                .toList();
    }

    /** Whether the unit as a whole could not be mapped. */
    public boolean refused() {
        return findings.stream().anyMatch(Finding::fatal);
    }
}
