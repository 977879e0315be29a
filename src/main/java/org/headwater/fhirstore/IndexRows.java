package org.headwater.fhirstore;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The index rows of one resource, table by table, without the numbers and times they are written with. */
final class IndexRows {

    private final Map<IndexTable, List<@Nullable Object[]>> rows = new EnumMap<>(IndexTable.class);

    void add(IndexTable table, @Nullable Object... values) {
        rows.computeIfAbsent(table, any -> new ArrayList<>()).add(values);
    }

    List<@Nullable Object[]> of(IndexTable table) {
        return rows.getOrDefault(table, List.of());
    }

    boolean any(IndexTable table) {
        return rows.containsKey(table);
    }

    /** A digest of each table's rows, whatever their order, in the order of {@link IndexTable}. */
    List<Long> digests() {
        List<Long> digests = new ArrayList<>(IndexTable.values().length);
        for (IndexTable table : IndexTable.values()) {
            long sum = 0;
            for (@Nullable Object[] row : of(table)) {
                sum += digest(row);
            }
            digests.add(sum);
        }
        return List.copyOf(digests);
    }

    private static long digest(@Nullable Object[] row) {
        long hash = 1;
        for (Object value : row) {
            hash = mixed(hash * 31 + digest(value));
        }
        return hash;
    }

    private static long digest(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Timestamp time) {
            return time.getTime();
        }
        if (value instanceof String text) {
            long hash = text.length();
            for (int i = 0; i < text.length(); i++) {
                hash = hash * 0x100000001b3L + text.charAt(i);
            }
            return mixed(hash);
        }
        return Objects.hashCode(value);
    }

    /** The finisher of SplitMix64: every bit of the input moves half of the output's. */
    private static long mixed(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
