/**
 * Every read and write of FHIR: the HAPI FHIR JPA store in this process, its REST server at {@code /fhir}, and the landing
 * of mapped resources inside the caller's transaction. The only module that knows HAPI JPA.
 */
@ApplicationModule(allowedDependencies = {"problem", "mapping", "access"})
@NullMarked
package org.headwater.fhirstore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
