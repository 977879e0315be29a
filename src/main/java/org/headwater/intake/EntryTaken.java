package org.headwater.intake;

/** An entry that was to be finished no longer waits: another gateway, or another attempt, finished it first. */
public final class EntryTaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    EntryTaken(long entry) {
        super("entry " + entry + " no longer waits");
    }
}
