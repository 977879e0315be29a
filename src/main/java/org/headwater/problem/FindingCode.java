package org.headwater.problem;

/** Everything that can be wrong with what a sender sent; each constant's comment is its entry in the reference. */
public enum FindingCode {
    /** The bytes are not of the format they were announced or taken to be; check the feed's format. */
    UNRECOGNISED_FORMAT,
    /** The unit is broken so that nothing after the location can be read; resend it whole. */
    UNREADABLE,
    /** Text is not valid in the announced character set; it was read as the closest one. */
    CHARACTER_SET,
    /** No mapping knows this kind of message, document or sheet; add a mapping or stop sending it. */
    NO_MAPPING,
    /** The unit is understood, but states nothing that could be recorded, such as an acknowledgement; nothing is to be done. */
    NOTHING_TO_RECORD,
    /** The unit asks for an answer that this door does not give; ask by FHIR instead. */
    REQUEST_NOT_ANSWERED,
    /** A field the record cannot do without is empty. */
    REQUIRED_ELEMENT_MISSING,
    /** A value does not have the form its data type asks for; it was left out. */
    INVALID_VALUE,
    /** A code stands in no concept map of the feed; see the rule's policy for what became of it. */
    UNMAPPED_CODE,
    /** A segment, loop, section or column stands where the standard does not allow it. */
    UNEXPECTED_STRUCTURE,
    /** A count or control number in a trailer disagrees with what was received. */
    CONTROL_TOTAL_MISMATCH,
    /** No identity key could be formed, so the part cannot be recorded without risk of duplicates. */
    NO_IDENTITY_KEY,
    /** A reference points at something that was not sent. */
    UNRESOLVED_REFERENCE,
    /** Data that no mapping read; it is kept with the original and counted in the residue report. */
    UNREAD_DATA,
    /** The FHIR store refused the resource. */
    STORE_REFUSED,
    /** A fault of ours; the original is kept and can be replayed once it is mended. */
    INTERNAL
}
