package org.headwater.fhirstore;

/**
 * A stored resource that refers to another.
 *
 * @param reference its own {@code Type/id}
 * @param source its {@code meta.source}
 */
record Referrer(String reference, String source) {}
