/**
 * Reads our YAML files (mappings, dictionary, concept maps, structures) so that whatever is wrong with one can be told
 * with its file and line.
 */
@ApplicationModule(allowedDependencies = "problem")
@NullMarked
package org.headwater.yaml;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
