package org.headwater.fhirstore;

import org.jspecify.annotations.Nullable;

/** The store cannot hold a resource, now or later. The transaction must be rolled back; the others may land without it. */
public class StoreRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reference;

    StoreRefusedException(String reference, String reason, @Nullable Throwable cause) {
        super("The store cannot hold " + reference + ": " + reason, cause);
        this.reference = reference;
    }

    /** {@code Type/id} of the resource refused. */
    public String reference() {
        return reference;
    }
}
