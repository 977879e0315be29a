package org.headwater.message;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * The files within a zip, one after the other as the zip arrives. Nothing is written to disk. Members that would lead out of
 * a folder, and zips made to exhaust a machine, are refused with a finding; members read before that stay read.
 */
public final class ZipMembers {

    /**
     * What a zip may hold.
     *
     * @param members files at most
     * @param bytes unpacked bytes at most, all members together
     * @param ratio unpacked to packed at most, looked at once a member exceeds 16 MiB
     * @param depth zips within zips at most; 1 for none
     */
    public record Limits(int members, long bytes, int ratio, int depth) {
        /** 10,000 members, 32 GiB, 1 to 300, one zip within another. */
        public static final Limits USUAL = new Limits(10_000, 32L * 1024 * 1024 * 1024, 300, 2);
    }

    /** Takes one member. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes a member.
         *
         * @param name its path within the zip, checked to stay within a folder
         * @param content its bytes; valid until this returns; need not be read to its end
         * @throws IOException when the zip's stream fails, or a limit is met while reading (then {@link #walk} goes on to say so)
         */
        void take(String name, InputStream content) throws IOException;
    }

    private static final long LOOKED_AT = 16L * 1024 * 1024;

    private final Limits limits;
    private final Taker taker;
    private final List<Finding> findings = new ArrayList<>();
    private int members;
    private long unpacked;

    private ZipMembers(Limits limits, Taker taker) {
        this.limits = limits;
        this.taker = taker;
    }

    /** Whether a file begins as a zip does; a workbook does too, see {@link #isArchive}. */
    static boolean isZip(byte[] head) {
        return head.length >= 4
                && head[0] == 'P'
                && head[1] == 'K'
                && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
    }

    /**
     * Whether a file is a zip of files to be read one by one, not a workbook, which is a zip inside.
     *
     * @param head its first bytes, up to 8 KiB
     * @param fileName its name, or empty
     */
    public static boolean isArchive(byte[] head, String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return isZip(head)
                && !TableReader.isWorkbook(head)
                && !name.endsWith(".xlsx")
                && !name.endsWith(".xlsm")
                && !name.endsWith(".ods");
    }

    /**
     * Hands over every file in a zip, also those in zips within, in order. Folders, and what macOS and Windows add of their
     * own, are passed over.
     *
     * @param zip the zip; not closed here
     * @return what was refused; empty when all members were handed over
     * @throws IOException when the stream fails
     */
    public static List<Finding> walk(InputStream zip, Limits limits, Taker taker) throws IOException {
        ZipMembers walk = new ZipMembers(limits, taker);
        try {
            walk.walk(zip, "", 1);
        } catch (LimitMet e) {
            walk.findings.add(e.finding);
        } catch (ZipException | EOFException e) {
            walk.findings.add(fatal(
                    FindingCode.UNREADABLE,
                    "",
                    "The zip is damaged, cut off or encrypted; members behind member " + walk.members
                            + " were not read. Send it again, whole and without password."));
        } catch (IllegalArgumentException e) {
            // the JDK's answer to a name that is not in the character set the zip declares
            walk.findings.add(fatal(
                    FindingCode.CHARACTER_SET,
                    "",
                    "A member's name is not valid UTF-8; members behind member " + walk.members
                            + " were not read. Rename it, or zip the files with a current program."));
        }
        return List.copyOf(walk.findings);
    }

    private void walk(InputStream in, String within, int depth) throws IOException {
        Counted packed = new Counted(in);
        ZipInputStream zip = new ZipInputStream(packed);
        int first = members;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName().replace('\\', '/');
            if (entry.isDirectory() || isClutter(name)) {
                continue;
            }
            if (++members > limits.members) {
                throw new LimitMet(fatal(
                        FindingCode.UNREADABLE,
                        within,
                        "The zip has more than " + limits.members + " members. Send it in parts."));
            }
            if (leadsOut(name)) {
                findings.add(
                        fatal(
                                FindingCode.UNEXPECTED_STRUCTURE,
                                "member " + members,
                                "The member's path leads out of the zip's own folder; it was not read. Zip the files by plain names."));
                continue;
            }
            take(within + name, new Guarded(zip, packed, within + name), depth);
        }
        packed.transferTo(OutputStream.nullOutputStream());
        if (!packed.endsAsZip()) {
            throw new EOFException("no end of central directory");
        }
        if (members == first && findings.isEmpty()) {
            findings.add(
                    fatal(FindingCode.UNREADABLE, within, "The zip holds no files. Send it again with its files."));
        }
    }

    private void take(String name, InputStream content, int depth) throws IOException {
        BufferedInputStream member = new BufferedInputStream(content);
        member.mark(8192);
        byte[] head = member.readNBytes(8192);
        member.reset();
        if (!isArchive(head, name)) {
            taker.take(name, member);
        } else if (depth < limits.depth) {
            walk(member, name + "/", depth + 1);
        } else {
            findings.add(fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    name,
                    "A zip this deep within zips is not opened. Send its files in the outer zip."));
        }
    }

    private static boolean isClutter(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("__MACOSX/")
                || last.startsWith("._")
                || last.equals(".DS_Store")
                || last.equalsIgnoreCase("Thumbs.db")
                || last.equalsIgnoreCase("desktop.ini");
    }

    private static boolean leadsOut(String name) {
        return name.isEmpty()
                || name.startsWith("/")
                || name.indexOf(':') >= 0
                || name.indexOf('\0') >= 0
                || ("/" + name + "/").contains("/../");
    }

    private static Finding fatal(FindingCode code, String path, String message) {
        return Finding.of(code, Severity.FATAL, path, message);
    }

    /** Ends the walk; never leaves {@link #walk}. */
    private static final class LimitMet extends IOException {
        private static final long serialVersionUID = 1;
        private final transient Finding finding;

        LimitMet(Finding finding) {
            super(finding.message());
            this.finding = finding;
        }
    }

    /** Counts the packed bytes, and notices the record every whole zip ends with, which the JDK does not miss. */
    private static final class Counted extends FilterInputStream {
        private static final int END_OF_CENTRAL_DIRECTORY = 0x504B0506;
        private static final int LONGEST_END = 22 + 65_535;

        private long count;
        private int lastFour;
        private long end = -1;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                took((byte) read);
            }
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            for (int i = 0; i < read; i++) {
                took(target[offset + i]);
            }
            return read;
        }

        private void took(byte b) {
            count++;
            lastFour = lastFour << 8 | (b & 0xFF);
            if (lastFour == END_OF_CENTRAL_DIRECTORY) {
                end = count;
            }
        }

        boolean endsAsZip() {
            return end >= 0 && count - end <= LONGEST_END;
        }
    }

    /** A member's bytes, counted against the limits; closing it leaves the zip open. */
    private final class Guarded extends FilterInputStream {
        private final Counted packed;
        private final long packedBefore;
        private final String name;
        private long count;

        Guarded(ZipInputStream zip, Counted packed, String name) {
            super(zip);
            this.packed = packed;
            this.packedBefore = packed.count;
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                took(1);
            }
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            took(Math.max(0, read));
            return read;
        }

        private void took(int bytes) throws LimitMet {
            count += bytes;
            unpacked += bytes;
            // the first packed bytes were already buffered when counting began
            long packedBytes = packed.count - packedBefore + 1024;
            if (unpacked > limits.bytes || (count > LOOKED_AT && count / limits.ratio > packedBytes)) {
                throw new LimitMet(fatal(
                        FindingCode.UNREADABLE,
                        name,
                        "The member unpacks to far more than a file of its size should; reading ended there. Send the file by"
                                + " itself, not zipped."));
            }
        }

        @Override
        public void close() {}
    }
}
