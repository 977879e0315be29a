package org.headwater.fhirstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers from HAPI's sequences, taken in blocks.
 *
 * <p>HAPI's entities use Hibernate's pooled optimizer with an increment of 50: whoever draws the value n owns n-49 to n. By
 * keeping to that, we and HAPI draw from the same sequences without ever meeting.
 */
final class Sequences {

    private static final int INCREMENT = 50;
    private static final int MIN_BLOCKS = 20;

    private final StoreDatabase database;
    private final Map<String, Deque<Range>> reserves = new HashMap<>();

    Sequences(StoreDatabase database) {
        this.database = database;
    }

    /** Numbers of one sequence; hands out as many as it was asked for. */
    static final class Numbers {
        private final Deque<Range> ranges = new ArrayDeque<>();

        long next() {
            Range range = ranges.remove();
            if (range.first < range.last) {
                ranges.addFirst(new Range(range.first + 1, range.last));
            }
            return range.first;
        }
    }

    private record Range(long first, long last) {
        long size() {
            return last - first + 1;
        }
    }

    /** Takes numbers; those left over when a transaction fails are simply never used. */
    synchronized Numbers take(Connection connection, String sequence, int count) throws SQLException {
        Deque<Range> reserve = reserves.computeIfAbsent(sequence, name -> new ArrayDeque<>());
        long available = reserve.stream().mapToLong(Range::size).sum();
        if (available < count) {
            draw(connection, sequence, Math.max(MIN_BLOCKS, (int) (count - available) / INCREMENT + 2), reserve);
        }
        Numbers numbers = new Numbers();
        long wanted = count;
        while (wanted > 0) {
            Range range = reserve.remove();
            if (range.size() > wanted) {
                reserve.addFirst(new Range(range.first + wanted, range.last));
                range = new Range(range.first, range.first + wanted - 1);
            }
            numbers.ranges.add(range);
            wanted -= range.size();
        }
        return numbers;
    }

    private void draw(Connection connection, String sequence, int blocks, Deque<Range> reserve) throws SQLException {
        String sql = switch (database) {
            case POSTGRESQL -> "select nextval('" + sequence + "') from generate_series(1, ?)";
            case H2 -> "select next value for " + sequence + " from system_range(1, ?)";
        };
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, blocks);
            try (ResultSet values = statement.executeQuery()) {
                while (values.next()) {
                    long last = values.getLong(1);
                    reserve.add(new Range(Math.max(1, last - INCREMENT + 1), last)); // some sequences start at 1
                }
            }
        }
    }
}
