package org.headwater.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Files put aside, durably and whole, until somebody has said what is to become of them. What a file is taken in for is the
 * business of whoever put it aside.
 */
@Service
public class KeptFiles {

    private final ContentTable contents;
    private final IntakeSettings settings;

    KeptFiles(ContentTable contents, IntakeSettings settings) {
        this.contents = contents;
        this.settings = settings;
    }

    /**
     * Keeps a file; it is durable on return.
     *
     * @param content read to its end, not closed
     * @return how many bytes it has
     * @throws IOException when the stream fails or is longer than payloads may be; nothing of the file is kept then
     */
    public long keep(UUID id, InputStream content) throws IOException {
        try (OutputStream out = contents.writer(id)) {
            return new Limited(content, settings.maxPayload().toBytes()).transferTo(out);
        } catch (IOException | RuntimeException e) {
            contents.delete(id);
            throw e;
        }
    }

    /** Reads a file from its beginning; it is empty when there is none of this id. */
    public InputStream open(UUID id) throws IOException {
        return new FilterInputStream(contents.reader(id)) {};
    }

    /** Forgets a file. */
    public void forget(UUID id) {
        contents.delete(id);
    }
}
