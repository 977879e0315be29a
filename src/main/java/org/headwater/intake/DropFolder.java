package org.headwater.intake;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipException;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The door for files moved into {@code inbox/<feed>/}. A file is kept, moved aside, and when all of it is stored or
 * quarantined it lies in {@code done/} or {@code failed/} with its findings beside it. A crash in between is harmless: the
 * file is taken again and found to be a duplicate.
 */
@Component("dropFolder")
class DropFolder implements GenericFileFilter<File> {

    private static final Logger log = LoggerFactory.getLogger(DropFolder.class);

    /** A file that did not change for so long is complete. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** After a failure of ours a file is left alone for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".partial", ".filepart", ".crdownload");

    private final Feeds feeds;
    private final Receipts receipts;
    private final DroppedFiles files;
    private final Clock clock;
    private final Map<Path, Look> looks = new ConcurrentHashMap<>();

    DropFolder(Feeds feeds, Receipts receipts, DroppedFiles files, Clock clock) {
        this.feeds = feeds;
        this.receipts = receipts;
        this.files = files;
        this.clock = clock;
    }

    /** Whether to go into a folder, or to take a file now. */
    @Override
    public boolean accept(GenericFile<File> found) {
        Path path = found.getFile().toPath();
        String name = path.getFileName().toString();
        if (found.isDirectory()) {
            return FeedId.of(name).flatMap(feeds::find).isPresent();
        }
        return !name.startsWith(".")
                && UNFINISHED.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)
                && isQuiet(path, found.getFileLength(), Instant.ofEpochMilli(found.getLastModified()));
    }

    private boolean isQuiet(Path path, long size, Instant modified) {
        Instant now = clock.instant();
        Look look = looks.merge(
                path,
                new Look(size, modified, now),
                (before, fresh) -> before.size == size && before.modified.equals(modified) ? before : fresh);
        return !look.since.plus(QUIET).isAfter(now);
    }

    /** Takes a file; the name of its folder names the feed. */
    void take(File file) {
        Path path = file.toPath();
        Optional<Feed> feed = FeedId.of(
                        Objects.requireNonNull(file.getParentFile()).getName())
                .flatMap(feeds::find);
        if (feed.isEmpty() || !Files.exists(path)) {
            return;
        }
        try {
            take(feed.get(), path);
            looks.remove(path);
        } catch (InboxFull | DataAccessException | TransactionException | IOException e) {
            log.warn(
                    "file left in its drop folder feed={} cause={}; trying again",
                    feed.get().id(),
                    e.getClass().getSimpleName());
            looks.computeIfPresent(
                    path, (same, look) -> look.pausedUntil(clock.instant().plus(PAUSE)));
        }
    }

    private void take(Feed feed, Path path) throws IOException {
        Reception reception = receipts.open(feed, Door.DROP, path.getFileName().toString());
        try (InputStream content = Files.newInputStream(path)) {
            reception.file(path.getFileName().toString(), content);
        } catch (ZipException | EOFException | Limited.TooLarge e) {
            files.refuse(feed, path, e);
            return;
        }
        files.moveAside(reception.receipt(), path);
    }

    /** How a file looked, and since when. */
    private record Look(long size, Instant modified, Instant since) {
        Look pausedUntil(Instant time) {
            return new Look(size, modified, time);
        }
    }
}
