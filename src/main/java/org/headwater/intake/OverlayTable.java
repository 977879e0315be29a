package org.headwater.intake;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of overlays' versions. */
@Component
class OverlayTable {

    private static final String COLUMNS = "feed, version, document, note, saved_by, saved_at";
    private static final int LONGEST_NOTE = 500;
    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final Clock clock;

    OverlayTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The newest version of every feed that has one. */
    List<OverlayVersion> newest() {
        return jdbc.sql("select " + COLUMNS + " from hw_overlay o where version ="
                        + " (select max(version) from hw_overlay n where n.feed = o.feed)")
                .query(OverlayTable::read)
                .list();
    }

    /** A feed's versions, newest first. */
    List<OverlayVersion> of(FeedId feed) {
        return jdbc.sql("select " + COLUMNS + " from hw_overlay where feed = ? order by version desc")
                .param(feed.value())
                .query(OverlayTable::read)
                .list();
    }

    Optional<OverlayVersion> find(FeedId feed, int version) {
        return jdbc.sql("select " + COLUMNS + " from hw_overlay where feed = ? and version = ?")
                .params(feed.value(), version)
                .query(OverlayTable::read)
                .optional();
    }

    /** Digest of a file's text. */
    static String digest(String document) {
        return Digest.of(document.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Digest of the file the feed's overlay was last taken from; empty when it never came from a file. */
    Optional<String> fileDigest(FeedId feed) {
        return jdbc.sql("select file_digest from hw_overlay where feed = ? and file_digest is not null"
                        + " order by version desc limit 1")
                .param(feed.value())
                .query(String.class)
                .optional();
    }

    /** Keeps a new version; two people who save at once get a version each. */
    OverlayVersion add(FeedId feed, String document, String note, String savedBy, @Nullable String fileDigest) {
        for (int attempt = 1; ; attempt++) {
            OverlayVersion next = new OverlayVersion(
                    feed,
                    of(feed).stream().mapToInt(OverlayVersion::version).max().orElse(0) + 1,
                    document,
                    note.substring(0, Math.min(note.length(), LONGEST_NOTE)),
                    savedBy,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            try {
                insert(next, fileDigest);
                return next;
            } catch (DuplicateKeyException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void insert(OverlayVersion version, @Nullable String fileDigest) {
        jdbc.sql("insert into hw_overlay (" + COLUMNS + ", file_digest) values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        version.feed().value(),
                        version.version(),
                        version.document(),
                        version.note(),
                        version.savedBy(),
                        version.savedAt().atOffset(ZoneOffset.UTC),
                        fileDigest)
                .update();
    }

    private static OverlayVersion read(ResultSet row, int number) throws SQLException {
        return new OverlayVersion(
                new FeedId(row.getString("feed")),
                row.getInt("version"),
                row.getString("document"),
                row.getString("note"),
                row.getString("saved_by"),
                row.getObject("saved_at", OffsetDateTime.class).toInstant());
    }
}
