package org.headwater.spreadsheet;

import java.util.List;
import org.headwater.problem.Finding;
import org.hl7.fhir.r4.model.Resource;

/**
 * What would be recorded of one row.
 *
 * @param place where the row stands
 * @param resources what it states, the person first
 * @param findings what is wrong with it
 */
public record PreviewedRow(String place, List<Resource> resources, List<Finding> findings) {

    public PreviewedRow {
        resources = List.copyOf(resources);
        findings = List.copyOf(findings);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "PreviewedRow[" + place + "]";
    }
}
