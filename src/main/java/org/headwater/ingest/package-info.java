/**
 * Takes kept units from the inbox to the store: maps a batch, then stores what it states, its entries' new state and the
 * events for later stages in one database transaction. Hands those events to whoever listens, at least once.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml", "message", "mapping", "fhirstore", "intake", "screening"})
@NullMarked
package org.headwater.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
