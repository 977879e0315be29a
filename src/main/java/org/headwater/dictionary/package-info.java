/** The common data dictionary: one name and meaning for each datum across all sectors. */
@ApplicationModule(allowedDependencies = {"problem", "yaml"})
@NullMarked
package org.headwater.dictionary;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
