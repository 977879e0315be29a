package org.headwater.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.headwater.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of feeds. */
@Component
class FeedTable {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;

    FeedTable(JdbcClient jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    List<Feed> all() {
        return jdbc.sql("select id, declaration from hw_feed order by id")
                .query((row, number) -> read(new FeedId(row.getString("id")), row.getString("declaration")))
                .list();
    }

    /** Digest of all that a declaration says. */
    String digest(Feed feed) {
        return Digest.of(written(feed).getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Digest of the file the feed was last declared from; empty when it never came from a file. */
    Optional<String> fileDigest(FeedId id) {
        return jdbc.sql("select file_digest from hw_feed where id = ? and file_digest is not null")
                .param(id.value())
                .query(String.class)
                .optional();
    }

    /** Keeps a feed; without a file's digest, the digest kept so far stays. */
    void save(Feed feed, @Nullable String fileDigest) {
        if (update(feed, fileDigest) > 0) {
            return;
        }
        try {
            jdbc.sql("insert into hw_feed (id, declaration, file_digest, changed_at) values (?, ?, ?, ?)")
                    .params(
                            feed.id().value(),
                            written(feed),
                            fileDigest,
                            clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            update(feed, fileDigest);
        }
    }

    private int update(Feed feed, @Nullable String fileDigest) {
        return jdbc.sql("update hw_feed set declaration = ?, file_digest = coalesce(?, file_digest), changed_at = ?"
                        + " where id = ?")
                .params(
                        written(feed),
                        fileDigest,
                        clock.instant().atOffset(ZoneOffset.UTC),
                        feed.id().value())
                .update();
    }

    private String written(Feed feed) {
        try {
            return json.writeValueAsString(FeedDeclaration.write(feed));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Feed read(FeedId id, String declaration) {
        StringBuilder problems = new StringBuilder();
        YamlFile file = YamlFile.parse("feed " + id, declaration, problems::append);
        return FeedDeclaration.read(id, file.root(), problems::append)
                .orElseThrow(() -> new IllegalStateException("table hw_feed: " + problems));
    }
}
