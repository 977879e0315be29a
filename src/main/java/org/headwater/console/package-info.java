/**
 * The screens at {@code /}: who sends what and how it fares, every entry from raw bytes to FHIR, one person's record across
 * sectors, files sent by hand, what is told to others, and access. Nothing depends on it.
 */
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "message",
            "mapping",
            "access",
            "intake",
            "ingest",
            "fhirstore",
            "lineage",
            "dictionary",
            "delivery",
            "template",
            "spreadsheet",
            "terminology",
            "screening",
            "yaml"
        })
@NullMarked
package org.headwater.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
