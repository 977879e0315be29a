package org.headwater.intake;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query for inbox entries asks, as SQL and its parameters. */
final class Conditions {

    private final StringBuilder sql = new StringBuilder(" where 1 = 1");
    private final List<Object> parameters = new ArrayList<>();

    Conditions(EntryFilter filter) {
        and("e.feed = ?", filter.feed() == null ? null : filter.feed().value());
        and("e.state = ?", filter.state() == null ? null : filter.state().code());
        and(
                "e.findings like ?",
                filter.code() == null ? null : "%\"code\":\"" + filter.code().name() + "\"%");
        and("e.received_at >= ?", time(filter.receivedFrom()));
        and("e.received_at < ?", time(filter.receivedBefore()));
        and("e.payload = ?", filter.payload());
    }

    /** Adds a condition, unless there is nothing to ask for. */
    Conditions and(String condition, @Nullable Object parameter) {
        if (parameter != null) {
            sql.append(" and ").append(condition);
            parameters.add(parameter);
        }
        return this;
    }

    String sql() {
        return sql.toString();
    }

    /** The parameters, and one more. */
    Object[] with(Object last) {
        List<Object> all = new ArrayList<>(parameters);
        all.add(last);
        return all.toArray();
    }

    private static @Nullable Object time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
