package org.headwater.fhirstore;

import ca.uhn.fhir.rest.server.RestfulServer;

/** What another module adds to the FHIR server: operations, interceptors. Any bean of this type is asked once, at start. */
public interface FhirServerExtension {

    /** Registers providers and interceptors on the server about to start. */
    void extend(RestfulServer server);
}
