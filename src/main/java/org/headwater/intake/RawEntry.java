package org.headwater.intake;

/**
 * An inbox entry with its bytes.
 *
 * @param entry the entry
 * @param bytes as sent; for a unit of a file, the unit alone and whole
 * @param fileName the name of the file it came in; empty when it had none
 */
public record RawEntry(InboxEntry entry, byte[] bytes, String fileName) {

    /** Prints no content: an entry holds health information. */
    @Override
    public String toString() {
        return "RawEntry[" + entry.id() + "]";
    }
}
