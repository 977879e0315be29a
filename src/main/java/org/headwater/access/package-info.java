/**
 * People, systems and what they may do: console users, feed and app clients, the built-in token issuer, the rules of every
 * door over HTTP, and the audit trail of sign-ins and administration. Closed by default.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package org.headwater.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
