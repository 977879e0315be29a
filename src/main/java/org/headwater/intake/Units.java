package org.headwater.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the units in what a feed sends. */
@Component
class Units {

    private static final Logger log = LoggerFactory.getLogger(Units.class);

    private final MessageReaders readers;

    Units(MessageReaders readers) {
        this.readers = readers;
    }

    /** The units of a message; none when it cannot be read. Our own faults in reading do not stop it from being kept. */
    List<Unit> readSafely(Feed feed, byte[] message) {
        List<Unit> units = new ArrayList<>(1);
        try {
            read(feed, new ByteArrayInputStream(message), "", units::add);
        } catch (IOException | RuntimeException e) {
            log.warn("not read before keeping feed={} size={} cause={}", feed.id(), message.length, e.getClass().getSimpleName());
            return List.of();
        }
        return units;
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
