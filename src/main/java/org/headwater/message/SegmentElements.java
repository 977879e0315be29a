package org.headwater.message;

/** What deciding a segment's place needs of it besides its name. */
interface SegmentElements {

    /** For formats in which a segment's name alone decides (HL7 v2). */
    SegmentElements NONE = position -> "";

    /** The text of an element, counted from 1; empty when absent. */
    String element(int position);
}
