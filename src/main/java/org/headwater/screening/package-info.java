/**
 * Screening instruments as data: what is asked, how it may be answered, and which answers speak for which need. Reads
 * answers however they were written, and makes the FHIR Questionnaires people are asked with.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml"})
@NullMarked
package org.headwater.screening;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
