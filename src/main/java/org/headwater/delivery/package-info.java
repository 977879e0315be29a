/**
 * What goes out: HL7 v2 messages to systems that speak nothing else. Hears from the outbox what changed, asks who is to
 * learn of it, composes a message from the joined record, and delivers it in order, at least once, or says why not.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml", "message", "mapping", "fhirstore", "intake", "ingest"})
@NullMarked
package org.headwater.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
