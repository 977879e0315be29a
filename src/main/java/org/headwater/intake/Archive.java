package org.headwater.intake;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.headwater.message.Format;

/** Files that stand for others: zip archives and gzipped files. */
final class Archive {

    private static final int MOST_FILES = 100_000;

    private Archive() {}

    /**
     * Whether a file is an archive of files that are to be taken one by one. An XLSX workbook is a zip archive too, and in
     * some formats an archive of tables is the unit.
     *
     * @param head the file's beginning
     */
    static boolean isBundleOfFiles(Format format, byte[] head) {
        if (format == Format.HMIS || format == Format.HSDS || !isZip(head)) {
            return false;
        }
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(head))) {
            ZipEntry first = zip.getNextEntry();
            return first != null && !isOffice(first.getName());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isZip(byte[] head) {
        return head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    static boolean isGzip(byte[] head) {
        return head.length > 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B && head[2] == 8;
    }

    static String withoutGz(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static boolean isOffice(String firstEntry) {
        return firstEntry.equals("[Content_Types].xml")
                || firstEntry.startsWith("_rels/")
                || firstEntry.startsWith("docProps/")
                || firstEntry.startsWith("xl/")
                || firstEntry.equals("mimetype");
    }

    /** Hands over every file of an archive, folders and hidden files left out. */
    static void forEach(InputStream archive, FileReader files) throws IOException {
        ZipInputStream zip = new ZipInputStream(archive);
        int count = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            if (entry.isDirectory() || name.startsWith(".") || entry.getName().startsWith("__MACOSX/")) {
                continue;
            }
            if (++count > MOST_FILES) {
                throw new IOException("an archive of more than " + MOST_FILES + " files");
            }
            files.read(name, new Unclosed(zip));
        }
    }

    /** Takes one file of an archive. */
    interface FileReader {
        void read(String name, InputStream content) throws IOException;
    }

    /** A file's end is not the archive's. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // the archive goes on
        }
    }
}
