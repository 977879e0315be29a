package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads HUD's HMIS CSV exports, FY2024 and FY2026, as zips. The whole export is checked before anything of it is handed over;
 * then come the export itself with what is wrong in it, its organizations, its projects, and its clients, each with all rows
 * that belong to it. Rows are put in order on disk, so that memory does not grow with the export.
 */
final class HmisReader implements UnitReader {

    @Override
    public Format format() {
        return Format.HMIS;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        if (isUnit(head)) {
            return true;
        }
        if (ZipMembers.isZip(head)) {
            return isExportZip(head);
        }
        String text = SenderText.beginning(head);
        int end = text.indexOf('\n');
        String header = end < 0 ? text : text.substring(0, end);
        return header.contains("ExportID") && (header.contains("DateUpdated") || header.contains("CSVVersion"));
    }

    private static boolean isUnit(byte[] head) {
        byte[] mark = HmisUnit.MARK.getBytes(StandardCharsets.US_ASCII);
        return head.length > mark.length && Arrays.equals(Arrays.copyOf(head, mark.length), mark);
    }

    /** The first member of a zip is named right at its beginning. */
    private static boolean isExportZip(byte[] head) {
        String names = new String(head, StandardCharsets.ISO_8859_1);
        return HmisLayout.standard().tables().keySet().stream().anyMatch(table -> {
            int at = names.indexOf(table + ".csv");
            return at >= 30 && (at == 30 || names.charAt(at - 1) == '/' || names.startsWith("PK\u0003\u0004", at - 30));
        });
    }

    @Override
    public void read(InputStream input, String fileName, Consumer<Unit> units) throws IOException {
        byte[] head = input.readNBytes(8192);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), input);
        if (isUnit(head)) {
            units.accept(HmisUnit.read(new String(whole.readAllBytes(), StandardCharsets.UTF_8), 1));
            return;
        }
        try (HmisFiles files = HmisFiles.of(whole, ZipMembers.isZip(head), fileName)) {
            new HmisExport(files).read(units);
        }
    }
}
