package org.headwater.intake;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.headwater.message.Format;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the units of a file inbox entries, in streaming chunks. A chunk and the checkpoint behind it commit together: a
 * crash costs reading the file again up to there, and nothing is entered twice or left out.
 */
@Component
class Splitting {

    private static final Logger log = LoggerFactory.getLogger(Splitting.class);
    private static final long CHUNK_BYTES = 4L * 1024 * 1024;

    private final Feeds feeds;
    private final Units units;
    private final PayloadTable payloads;
    private final ContentTable contents;
    private final EntryTable entries;
    private final TableRows tableRows;
    private final Standings standings;
    private final Backlog backlog;
    private final IntakeMetrics metrics;
    private final IntakeSettings settings;
    private final TransactionTemplate transactions;

    Splitting(
            Feeds feeds,
            Units units,
            PayloadTable payloads,
            ContentTable contents,
            EntryTable entries,
            TableRows tableRows,
            Standings standings,
            Backlog backlog,
            IntakeMetrics metrics,
            IntakeSettings settings,
            TransactionTemplate transactions) {
        this.feeds = feeds;
        this.units = units;
        this.payloads = payloads;
        this.contents = contents;
        this.entries = entries;
        this.tableRows = tableRows;
        this.standings = standings;
        this.backlog = backlog;
        this.metrics = metrics;
        this.settings = settings;
        this.transactions = transactions;
    }

    /** Splits a file, from its checkpoint to its end. */
    void split(Payload payload) {
        try (InputStream content = contents.reader(payload.id())) {
            split(payload, content);
        } catch (IOException e) {
            new Run(payload).refuse(FindingCode.UNREADABLE, "The file could not be read to its end; send it again.");
        }
    }

    /** Splits a file whose bytes are at hand. */
    void split(Payload payload, byte[] content) {
        split(payload, new ByteArrayInputStream(content));
    }

    private void split(Payload payload, InputStream content) {
        if (!payload.split()) {
            new Run(payload).run(content);
        }
    }

    private Feed feed(FeedId id) {
        return feeds.find(id).orElseThrow(() -> new IllegalStateException("feed " + id + " is not declared any more"));
    }

    /** One reading of one file. */
    private final class Run {
        private final Payload payload;
        private final Feed feed;
        private final TableRows.Reading rows;
        private final List<NewEntry> chunk = new ArrayList<>();
        private int read;
        private long chunkBytes;
        private @Nullable RuntimeException notKept;

        Run(Payload payload) {
            this.payload = payload;
            this.feed = feed(payload.feed());
            this.rows = tableRows.begin(feed.id(), payload.id());
        }

        void run(InputStream content) {
            Finding fault = null;
            try {
                if (!units.read(feed, new Watched(content), payload.name(), this::take)) {
                    fault = finding(
                            FindingCode.UNRECOGNISED_FORMAT,
                            "Headwater has no reader for the format "
                                    + feed.format().code() + " of this feed yet.");
                }
            } catch (IOException | RuntimeException e) {
                throwIfNotKept();
                log.warn(
                        "not read to its end payload={} feed={} units={} cause={}",
                        payload.id(),
                        feed.id(),
                        read,
                        e.getClass().getSimpleName());
                fault = finding(
                        FindingCode.UNREADABLE,
                        "The file could not be read beyond unit " + read + "; check it and send it again.");
            }
            throwIfNotKept();
            if (fault == null && read == 0) {
                fault = finding(
                        FindingCode.UNRECOGNISED_FORMAT,
                        "Nothing of the format " + feed.format().code() + " was found in the file; check that it is of"
                                + " the feed's format and not empty.");
            }
            end(fault);
        }

        private void take(Unit unit) {
            read++;
            if (read <= payload.units() || notKept != null) {
                return;
            }
            rows.see(unit);
            chunk.add(NewEntry.unit(feed, payload.id(), payload.digest(), unit));
            chunkBytes += unit.bytes().length;
            if (chunk.size() >= settings.splitBatch() || chunkBytes >= CHUNK_BYTES) {
                keepOrStop();
            }
        }

        /** A reader may take any exception for a fault of the data, so ours is also remembered. */
        private void keepOrStop() {
            try {
                backlog.awaitRoomForFile();
                keep(false, null);
            } catch (RuntimeException e) {
                notKept = e;
                throw e;
            }
        }

        private void throwIfNotKept() {
            if (notKept != null) {
                throw notKept;
            }
        }

        private void end(@Nullable Finding fault) {
            keep(true, fault);
        }

        void refuse(FindingCode code, String message) {
            keep(true, finding(code, message));
        }

        private void keep(boolean last, @Nullable Finding fault) {
            int fresh = keepOnce(last, fault);
            backlog.grew(fresh);
            metrics.accepted(feed.id(), fresh);
            metrics.duplicates(feed.id(), chunk.size() - fresh);
            chunk.clear();
            rows.kept();
            chunkBytes = 0;
        }

        /** Only a v2 message can have come before; that two gateways split one file is rare enough to be told by the key. */
        private int keepOnce(boolean last, @Nullable Finding fault) {
            try {
                return keepInOneTransaction(last, fault, feed.format() == Format.HL7V2);
            } catch (DuplicateKeyException e) {
                return keepInOneTransaction(last, fault, true);
            }
        }

        private int keepInOneTransaction(boolean last, @Nullable Finding fault, boolean someMayBeKnown) {
            Integer kept = transactions.execute(status -> {
                List<NewEntry> fresh = rows.fresh(standings.changed(someMayBeKnown ? entries.missing(chunk) : chunk));
                entries.insert(fresh);
                payloads.progressed(payload.id(), Math.max(read, payload.units()), chunk.size() - fresh.size());
                if (fault != null) {
                    entries.insert(
                            entries.missing(List.of(NewEntry.unreadable(feed, payload.id(), payload.digest(), fault))));
                }
                if (last) {
                    payloads.split(payload.id());
                }
                return fresh.size();
            });
            return kept == null ? 0 : kept;
        }

        private Finding finding(FindingCode code, String message) {
            return Finding.of(code, Severity.FATAL, "", message);
        }

        /** The file's content; that the database failed to give it is no fault of the file. */
        private final class Watched extends FilterInputStream {
            Watched(InputStream content) {
                super(content);
            }

            @Override
            public int read() throws IOException {
                try {
                    return super.read();
                } catch (DataAccessException e) {
                    notKept = e;
                    throw e;
                }
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return super.read(bytes, offset, length);
                } catch (DataAccessException e) {
                    notKept = e;
                    throw e;
                }
            }
        }
    }
}
