package org.headwater.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.springframework.stereotype.Component;

/** Finds the units in what a feed sends. */
@Component
class Units {

    private final MessageReaders readers;

    Units(MessageReaders readers) {
        this.readers = readers;
    }

    /**
     * Hands over the units of a file in order.
     *
     * @return whether Headwater reads the feed's format at all
     * @throws IOException when the stream fails
     */
    boolean read(Feed feed, InputStream file, String name, Consumer<Unit> units) throws IOException {
        Optional<UnitReader> reader = readers.of(feed.format());
        if (reader.isEmpty()) {
            return false;
        }
        reader.get().read(file, name, units);
        return true;
    }
}
