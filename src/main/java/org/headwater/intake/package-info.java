/**
 * Keeps everything that senders send, durably and once, before anything tries to understand it: feeds, the inbox, the
 * doors (MLLP, HTTP, drop folder), receipts, quarantine and replay. Tells {@code ingest} what waits; does not know what
 * becomes of it.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml", "access", "message", "mapping"})
@NullMarked
package org.headwater.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
