package org.headwater.delivery;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What each destination was told last, so that what is no news is not told. */
@Component
class ToldTable {

    private static final int LONGEST_STATUS = 200;

    private final JdbcTemplate jdbc;

    ToldTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Told> find(DestinationId destination, String subject) {
        return jdbc
                .query(
                        "select status, place, digest from hw_delivery_told where destination = ? and subject = ?",
                        (row, number) -> new Told(row.getString(1), row.getString(2), row.getString(3)),
                        destination.value(),
                        subject)
                .stream()
                .findFirst();
    }

    /** Remembers inside the caller's transaction. */
    void save(DestinationId destination, String subject, Told told) {
        String status = told.status().substring(0, Math.min(told.status().length(), LONGEST_STATUS));
        int updated = jdbc.update(
                "update hw_delivery_told set status = ?, place = ?, digest = ? where destination = ? and subject = ?",
                status,
                told.place(),
                told.digest(),
                destination.value(),
                subject);
        if (updated == 0) {
            jdbc.update(
                    "insert into hw_delivery_told (destination, subject, status, place, digest) values (?, ?, ?, ?, ?)",
                    destination.value(),
                    subject,
                    status,
                    told.place(),
                    told.digest());
        }
    }
}
