package org.headwater.fhirstore;

/** What became of one statement about a resource. */
public enum Outcome {
    /** The store held nothing under the id; now it does. */
    CREATED,
    /** The stored resource has a new version. */
    UPDATED,
    /** The statement says nothing the store does not hold already; no new version. */
    UNCHANGED,
    /** Everything it says had been superseded by a newer statement; no new version. */
    STALE
}
