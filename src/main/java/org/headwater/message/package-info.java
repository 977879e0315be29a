/**
 * Reads what arrived, whatever its format, into units (a message, a claim, a document, a row), each one tree of named
 * nodes that know where they stand in the sender's data. Knows nothing of FHIR or of meaning.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml"})
@NullMarked
package org.headwater.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
