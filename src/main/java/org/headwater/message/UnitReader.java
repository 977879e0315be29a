package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Reads one wire format; streams, so that a file of any size takes the memory of its largest unit. */
public interface UnitReader {

    /** The format this reads. */
    Format format();

    /**
     * Whether a file looks like this format.
     *
     * @param head its first bytes, up to 8 KiB
     * @param fileName its name, or empty
     */
    boolean recognises(byte[] head, String fileName);

    /**
     * Hands over every unit of a file in order. Broken data never throws: it becomes a unit with findings, and reading goes
     * on behind it where the format allows.
     *
     * @param input the file; not closed here
     * @param fileName its name, or empty
     * @throws IOException when the stream itself fails
     */
    void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException;
}
