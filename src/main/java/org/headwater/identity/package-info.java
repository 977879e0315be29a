/**
 * Joins the source Patients of one person under a golden record. Runs from the outbox, so that a crash never loses a match;
 * source Patients stay as their senders state them.
 */
@ApplicationModule(allowedDependencies = {"fhirstore", "mapping", "ingest"})
@NullMarked
package org.headwater.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
