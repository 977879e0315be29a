package org.headwater.fhirstore;

import org.jspecify.annotations.Nullable;

/**
 * Another transaction wrote the same resource at the same time. Nothing is wrong with the data: roll back and land the same
 * requests again.
 */
public class StoreConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
