package org.headwater.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * The files of one export, laid out on disk since a zip gives them in any order; removed when closed. The folder is open to
 * nobody but the gateway.
 */
final class HmisFiles implements AutoCloseable {

    private final Path folder;
    private final Map<String, Path> files = new HashMap<>();
    private final HmisReport report = new HmisReport();

    private HmisFiles(Path folder) {
        this.folder = folder;
    }

    static HmisFiles of(InputStream input, boolean zip, String fileName) throws IOException {
        HmisFiles files = new HmisFiles(Files.createTempDirectory("headwater-hmis"));
        try {
            if (zip) {
                List<Finding> refused = ZipMembers.walk(input, ZipMembers.Limits.USUAL, files::keep);
                refused.forEach(finding ->
                        files.report.fatal(finding.code(), finding.location().path(), finding.message()));
            } else {
                files.keepOne(fileName, input);
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** A file sent by itself is known by its columns, whatever it is called. */
    private void keepOne(String fileName, InputStream content) throws IOException {
        BufferedInputStream whole = new BufferedInputStream(content, 64 * 1024);
        whole.mark(32 * 1024);
        byte[] head = whole.readNBytes(16 * 1024);
        whole.reset();
        String text = SenderText.beginning(head);
        DelimitedRecords.Row header = DelimitedRecords.of(text, ',').next();
        List<String> columns = header == null
                ? List.of()
                : header.cells().stream().map(TableHeader::stripped).toList();
        String name = HmisLayout.standard().tables().values().stream()
                .filter(table -> !columns.isEmpty() && columns.contains(table.key()))
                .filter(table -> table.columns().stream()
                                .filter(column -> columns.contains(column.name()))
                                .count()
                        == columns.size())
                .map(table -> table.name() + ".csv")
                .findFirst()
                .orElse(fileName);
        keep(name, whole);
    }

    private void keep(String path, InputStream content) throws IOException {
        String name = path.substring(path.replace('\\', '/').lastIndexOf('/') + 1);
        String table = table(name);
        if (table == null) {
            report.about(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.INFORMATION,
                    name,
                    "This file is no part of the HMIS CSV format and was not read.");
            return;
        }
        if (!name.equals(table + ".csv")) {
            report.about(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    name,
                    "The format calls this file " + table + ".csv, in just these letters; it was read as that.");
        }
        if (files.containsKey(table)) {
            report.fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    table + ".csv",
                    "The zip holds this file twice. Send one export in a zip.");
            return;
        }
        Path file = folder.resolve(table + ".csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            content.transferTo(out);
        }
        files.put(table, file);
    }

    private static @org.jspecify.annotations.Nullable String table(String name) {
        return HmisLayout.standard().tables().keySet().stream()
                .filter(table -> name.equalsIgnoreCase(table + ".csv"))
                .findFirst()
                .orElse(null);
    }

    HmisReport report() {
        return report;
    }

    Path folder() {
        return folder;
    }

    boolean has(String table) {
        return files.containsKey(table);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    InputStream open(String table) throws IOException {
        Path file = files.get(table);
        return file == null
                ? InputStream.nullInputStream()
                : new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
