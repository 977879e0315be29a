package org.headwater.mapping;

/** How a mapped resource meets what the store already holds under its id. */
public enum Landing {
    /**
     * Element by element, the newest event time wins; an element the message does not state stays; one it deletes goes.
     */
    MERGE,
    /** The whole resource, unless what is stored is newer. */
    REPLACE,
    /** Only when nothing is stored under the id yet. */
    CREATE_ONLY,
    /** The whole resource, but only when something is stored under the id already: it takes back what was said before. */
    UPDATE_ONLY,
    /**
     * As {@link #MERGE}, on every resource of its type that is stored with one of the identifiers it states, for the same
     * subject; by its own id where there is none.
     */
    BY_IDENTIFIER,
    /**
     * The resource is no longer so: what is stored of it is deleted, unless that is newer. Where the resource states anything,
     * older statements that come later do not bring it back either.
     */
    RETIRE,
    /** Not by itself: a Provenance, whose statements go into the one that is kept of the entry. */
    WITH_ENTRY
}
