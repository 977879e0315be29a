package org.headwater.message;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts more records than memory holds: full chunks are sorted and written to files, which are merged as they are read.
 * Records of one key come in the order in which they were added.
 */
final class RecordSort {

    private static final int CHUNK_CHARS = 12 * 1024 * 1024;
    private static final int BUFFER = 32 * 1024;

    /** A record and what it is sorted by. */
    record Entry(String key, String text) {}

    private final Path folder;
    private final String name;
    private final List<Path> runs = new ArrayList<>();
    private List<Entry> chunk = new ArrayList<>();
    private long chars;

    /**
     * A sort that keeps its files in a folder, which its owner removes.
     *
     * @param name how its files begin
     */
    RecordSort(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    void add(String key, String text) throws IOException {
        chunk.add(new Entry(key, text));
        chars += key.length() + text.length() + 64L;
        if (chars > CHUNK_CHARS) {
            spill();
        }
    }

    private void spill() throws IOException {
        chunk.sort(Comparator.comparing(Entry::key));
        Path run = folder.resolve(name + "-" + runs.size());
        try (OutputStream file = Files.newOutputStream(run);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file, BUFFER))) {
            for (Entry entry : chunk) {
                write(out, entry.key());
                write(out, entry.text());
            }
        }
        runs.add(run);
        chunk = new ArrayList<>();
        chars = 0;
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Takes the records of one key. */
    @FunctionalInterface
    interface GroupTaker {
        void take(String key, List<String> texts) throws IOException;
    }

    /** Hands over all records, key by key in ascending order; once. */
    void groups(GroupTaker taker) throws IOException {
        spill();
        List<Run> open = new ArrayList<>();
        try {
            PriorityQueue<Run> queue = new PriorityQueue<>(
                    Comparator.comparing((Run run) -> run.head().key()).thenComparing(Run::number));
            for (int i = 0; i < runs.size(); i++) {
                Run run = new Run(i, runs.get(i));
                open.add(run);
                if (run.advance()) {
                    queue.add(run);
                }
            }
            merge(queue, taker);
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    private static void merge(PriorityQueue<Run> queue, GroupTaker taker) throws IOException {
        String key = null;
        List<String> texts = new ArrayList<>();
        for (Run run = queue.poll(); run != null; run = queue.poll()) {
            Entry entry = run.head();
            if (key != null && !key.equals(entry.key())) {
                taker.take(key, texts);
                texts = new ArrayList<>();
            }
            key = entry.key();
            texts.add(entry.text());
            if (run.advance()) {
                queue.add(run);
            }
        }
        if (key != null) {
            taker.take(key, texts);
        }
    }

    /** One sorted file, at the record it has got to. */
    private static final class Run {
        private final int number;
        private final InputStream file;
        private final DataInputStream in;
        private @Nullable Entry head;

        Run(int number, Path path) throws IOException {
            this.number = number;
            this.file = Files.newInputStream(path);
            this.in = new DataInputStream(new BufferedInputStream(file, BUFFER));
        }

        int number() {
            return number;
        }

        Entry head() {
            Entry entry = head;
            if (entry == null) {
                throw new IllegalStateException("the run has ended");
            }
            return entry;
        }

        boolean advance() throws IOException {
            try {
                head = new Entry(read(), read());
                return true;
            } catch (EOFException e) {
                head = null;
                return false;
            }
        }

        private String read() throws IOException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        void close() throws IOException {
            in.close();
            file.close();
        }
    }
}
