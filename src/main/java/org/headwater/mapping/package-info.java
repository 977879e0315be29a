/**
 * Compiles every mapping file at start-up and applies one to a unit: a pure function of the unit, the feed, the mapping
 * version, the dictionary and the concept maps. Does not know where units come from or where resources go.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml", "message", "dictionary", "terminology", "screening"})
@NullMarked
package org.headwater.mapping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
