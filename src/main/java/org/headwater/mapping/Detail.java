package org.headwater.mapping;

/** How much a mapping run tells besides its resources. */
public enum Detail {
    /** Resources and findings only; the fast way. */
    PLAIN,
    /** Also the places no rule read. */
    RESIDUE,
    /** Also a trace step for every value, and the residue. */
    TRACE
}
