/**
 * How anything says what is wrong: findings in data, problems in configuration. Everything may use it; it uses nothing.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.headwater.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
