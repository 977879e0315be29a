package org.headwater.fhirstore;

/**
 * What became of one {@link StoreRequest}.
 *
 * @param reference {@code Type/id}
 * @param outcome created, updated, unchanged or stale
 */
public record Landed(String reference, Outcome outcome) {}
