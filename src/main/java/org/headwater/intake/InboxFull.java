package org.headwater.intake;

import java.time.Duration;

/** More waits to be stored than the gateway may keep waiting; the sender is to try again later. */
public final class InboxFull extends RuntimeException {

    private static final long serialVersionUID = 1;

    InboxFull(Duration patience) {
        super("the inbox had no room for " + patience.toSeconds() + " s");
    }
}
