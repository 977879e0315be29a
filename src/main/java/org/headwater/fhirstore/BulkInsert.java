package org.headwater.fhirstore;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
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

    /** PostgreSQL's text format for COPY (manual, "COPY", "File Formats"). */
    private static final class CopyText extends ByteArrayOutputStream {
        private static final byte[] NULL = {'\\', 'N'};

        CopyText() {
            super(64 * 1024);
        }

        void row(@Nullable Object[] values) {
            for (int i = 0; i < values.length; i++) {
                if (i > 0) {
                    write('\t');
                }
                value(values[i]);
            }
            write('\n');
        }

        private void value(@Nullable Object value) {
            if (value == null) {
                writeBytes(NULL);
            } else if (value instanceof String text) {
                escaped(text);
            } else if (value instanceof byte[] bytes) {
                hex(bytes);
            } else if (value instanceof Timestamp timestamp) {
                ascii(timestamp.toString()); // local time, as Hibernate's columns without zone hold it
            } else {
                ascii(value.toString());
            }
        }

        private void ascii(String text) {
            for (int i = 0; i < text.length(); i++) {
                write(text.charAt(i));
            }
        }

        private void escaped(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    writeBytes(escapedTail(text, i));
                    return;
                }
                escaped(c);
            }
        }

        /** Text from its first non-ASCII character on: rare enough to take the way through String. */
        private static byte[] escapedTail(String text, int from) {
            return text.substring(from)
                    .replace("\\", "\\\\")
                    .replace("\t", "\\t")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\0", "")
                    .getBytes(StandardCharsets.UTF_8);
        }

        private void escaped(char c) {
            switch (c) {
                case '\\' -> backslash('\\');
                case '\t' -> backslash('t');
                case '\n' -> backslash('n');
                case '\r' -> backslash('r');
                case '\0' -> {} // PostgreSQL's text cannot hold it
                default -> write(c);
            }
        }

        private void backslash(char c) {
            write('\\');
            write(c);
        }

        private void hex(byte[] bytes) {
            ascii("\\\\x");
            for (byte b : bytes) {
                write(Character.forDigit((b >> 4) & 0xF, 16));
                write(Character.forDigit(b & 0xF, 16));
            }
        }

        void writeTo(CopyIn copy) throws SQLException {
            copy.writeToCopy(buf, 0, count);
        }
    }
}
