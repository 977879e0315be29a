package org.headwater.spreadsheet;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.headwater.intake.KeptFiles;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Looks through files in the background, one after the other, and remembers what the last ones looked like. */
@Component
class Surveys implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Surveys.class);
    private static final int REMEMBERED = 40;

    private final KeptFiles files;
    private final MessageReaders readers;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "survey"));
    private final Map<UUID, Look> looks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Look> eldest) {
            return size() > REMEMBERED;
        }
    };

    Surveys(KeptFiles files, MessageReaders readers) {
        this.files = files;
        this.readers = readers;
    }

    /** A look through a file: how far it is, and what was seen when it is done. */
    static final class Look {
        private volatile int rows;
        private volatile @Nullable TableSurvey seen;
        private volatile boolean failed;

        int rows() {
            return rows;
        }

        /** Null while the file is being read, and when it could not be. */
        @Nullable TableSurvey seen() {
            return seen;
        }

        boolean failed() {
            return failed;
        }
    }

    /** The look through a file, begun now if it was not before. */
    Look of(Spreadsheet spreadsheet) {
        synchronized (looks) {
            Look known = looks.get(spreadsheet.id());
            if (known != null) {
                return known;
            }
            Look look = new Look();
            looks.put(spreadsheet.id(), look);
            thread.execute(() -> look(spreadsheet, look));
            return look;
        }
    }

    private void look(Spreadsheet spreadsheet, Look look) {
        try (InputStream content = files.open(spreadsheet.id())) {
            look.seen = TableSurvey.of(
                    readers.of(Format.TABLE).orElseThrow(), content, spreadsheet.name(), rows -> look.rows = rows);
        } catch (IOException | RuntimeException e) {
            log.warn(
                    "spreadsheet not looked through id={} feed={} cause={}",
                    spreadsheet.id(),
                    spreadsheet.feed(),
                    e.getClass().getSimpleName());
            look.failed = true;
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
