package org.headwater.delivery;

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

/** The table of destinations. */
@Component
class DestinationTable {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;

    DestinationTable(JdbcClient jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    List<Destination> all() {
        return jdbc.sql("select id, declaration from hw_destination order by id")
                .query((row, number) -> read(new DestinationId(row.getString("id")), row.getString("declaration")))
                .list();
    }

    /** Digest of all that a declaration says. */
    String digest(Destination destination) {
        return Digests.hex(written(destination).getBytes(StandardCharsets.UTF_8), 64);
    }

    /** Digest of the file the destination was last declared from; empty when it never came from a file. */
    Optional<String> fileDigest(DestinationId id) {
        return jdbc.sql("select file_digest from hw_destination where id = ? and file_digest is not null")
                .param(id.value())
                .query(String.class)
                .optional();
    }

    /** Keeps a destination; without a file's digest, the digest kept so far stays. */
    void save(Destination destination, @Nullable String fileDigest) {
        if (update(destination, fileDigest) > 0) {
            return;
        }
        try {
            jdbc.sql("insert into hw_destination (id, declaration, file_digest, changed_at) values (?, ?, ?, ?)")
                    .params(
                            destination.id().value(),
                            written(destination),
                            fileDigest,
                            clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            update(destination, fileDigest);
        }
    }

    private int update(Destination destination, @Nullable String fileDigest) {
        return jdbc.sql("update hw_destination set declaration = ?, file_digest = coalesce(?, file_digest),"
                        + " changed_at = ? where id = ?")
                .params(
                        written(destination),
                        fileDigest,
                        clock.instant().atOffset(ZoneOffset.UTC),
                        destination.id().value())
                .update();
    }

    /** Forgets a destination, what it was told and what was to be told. */
    boolean delete(DestinationId id) {
        jdbc.sql("delete from hw_delivery where destination = ?")
                .param(id.value())
                .update();
        jdbc.sql("delete from hw_delivery_told where destination = ?")
                .param(id.value())
                .update();
        return jdbc.sql("delete from hw_destination where id = ?")
                        .param(id.value())
                        .update()
                > 0;
    }

    private String written(Destination destination) {
        try {
            return json.writeValueAsString(DestinationDeclaration.write(destination));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Destination read(DestinationId id, String declaration) {
        StringBuilder problems = new StringBuilder();
        YamlFile file = YamlFile.parse("destination " + id, declaration, problems::append);
        return DestinationDeclaration.read(id, file.root(), problems::append)
                .orElseThrow(() -> new IllegalStateException("table hw_destination: " + problems));
    }
}
