/**
 * Takes spreadsheets from people: finds out how one is written and what its columns stand for, says how sure it is and why,
 * keeps what the person corrects as the feed's overlay, shows what would be recorded, and gives the file back with what is to
 * be put right written into it.
 */
@ApplicationModule(
        allowedDependencies = {"problem", "yaml", "message", "dictionary", "terminology", "mapping", "intake", "ingest"
        })
@NullMarked
package org.headwater.spreadsheet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
