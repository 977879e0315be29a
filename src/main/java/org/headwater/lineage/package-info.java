/**
 * Tells where values come from, by doing again what was done: mappings are pure functions of the bytes kept, so running one
 * once more with a trace costs nothing until somebody asks.
 */
@ApplicationModule(allowedDependencies = {"problem", "message", "mapping", "intake", "ingest"})
@NullMarked
package org.headwater.lineage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
