package org.headwater.fhirstore;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows gathered for one table and written in one go: by COPY on PostgreSQL, which costs the server about half of what
 * INSERT does, by a JDBC batch elsewhere.
 */
final class BulkInsert {

    private final String table;
    private final List<String> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    BulkInsert(String table, List<String> columns) {
        this.table = table;
        this.columns = List.copyOf(columns);
    }

    /** Values in the order of the columns: String, Long, Integer, Short, Double, BigDecimal, Boolean, Timestamp, byte[] or null. */
    void add(@Nullable Object... values) {
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes and forgets the rows. */
    void flush(Connection connection) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (connection.isWrapperFor(PGConnection.class)) {
            copy(connection.unwrap(PGConnection.class));
        } else {
            insert(connection);
        }
        rows.clear();
    }

    private void copy(PGConnection connection) throws SQLException {
        CopyText text = new CopyText();
        for (@Nullable Object[] row : rows) {
            text.row(row);
        }
        CopyIn copy =
                connection.getCopyAPI().copyIn("copy " + table + " (" + String.join(",", columns) + ") from stdin");
        try {
            text.writeTo(copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void insert(Connection connection) throws SQLException {
        String places = String.join(",", Collections.nCopies(columns.size(), "?"));
        String sql = "insert into " + table + " (" + String.join(",", columns) + ") values (" + places + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** PostgreSQL's text format for COPY (manual, "COPY", "File Formats"). Every byte of every row passes here. */
    private static final class CopyText {
        private static final int MAX_BYTES_PER_CHAR = 3;
        private static final HexFormat HEX = HexFormat.of();

        private byte[] buffer = new byte[64 * 1024];
        private int length;

        void row(@Nullable Object[] values) {
            for (int i = 0; i < values.length; i++) {
                if (i > 0) {
                    put('\t');
                }
                value(values[i]);
            }
            put('\n');
        }

        private void value(@Nullable Object value) {
            if (value == null) {
                ascii("\\N");
            } else if (value instanceof String text) {
                escaped(text);
            } else if (value instanceof byte[] bytes) {
                ascii("\\\\x");
                ascii(HEX.formatHex(bytes));
            } else if (value instanceof Timestamp timestamp) {
                ascii(timestamp.toString()); // local time, as Hibernate's columns without zone hold it
            } else {
                ascii(value.toString());
            }
        }

        @SuppressWarnings("deprecation") // the one way to copy ASCII without an encoder in between
        private void ascii(String text) {
            ensure(text.length());
            text.getBytes(0, text.length(), buffer, length);
            length += text.length();
        }

        private void put(char c) {
            ensure(1);
            buffer[length++] = (byte) c;
        }

        private void escaped(String text) {
            ensure(text.length() * MAX_BYTES_PER_CHAR);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    i += utf8(text, i);
                } else if (c == '\\' || c < ' ') {
                    special(c);
                } else {
                    buffer[length++] = (byte) c;
                }
            }
        }

        private void special(char c) {
            switch (c) {
                case '\\' -> backslash('\\');
                case '\t' -> backslash('t');
                case '\n' -> backslash('n');
                case '\r' -> backslash('r');
                case '\0' -> {} // PostgreSQL's text cannot hold it
                default -> buffer[length++] = (byte) c;
            }
        }

        private void backslash(char c) {
            buffer[length++] = '\\';
            buffer[length++] = (byte) c;
        }

        /** One character beyond ASCII; answers how many further chars it took. */
        private int utf8(String text, int at) {
            int end = Character.isHighSurrogate(text.charAt(at))
                            && at + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(at + 1))
                    ? at + 2
                    : at + 1;
            byte[] bytes = text.substring(at, end).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, buffer, length, bytes.length);
            length += bytes.length;
            return end - at - 1;
        }

        private void ensure(int more) {
            if (length + more > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
            }
        }

        void writeTo(CopyIn copy) throws SQLException {
            copy.writeToCopy(buffer, 0, length);
        }
    }
}
