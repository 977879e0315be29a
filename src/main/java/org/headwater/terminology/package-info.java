/** Code systems by the names senders use, and concept maps from senders' codes to ours; read from our YAML files. */
@ApplicationModule(allowedDependencies = {"problem", "yaml"})
@NullMarked
package org.headwater.terminology;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
