/**
 * Plays the demo community: a small made-up place whose records flow in through the same doors real senders use. Only with
 * the {@code demo} profile.
 */
@ApplicationModule(allowedDependencies = {"message", "intake", "access"})
@NullMarked
package org.headwater.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
