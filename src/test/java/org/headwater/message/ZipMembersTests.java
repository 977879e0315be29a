package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headwater.problem.Finding;
import org.junit.jupiter.api.Test;

class ZipMembersTests {

    private final List<String> taken = new ArrayList<>();

    @Test
    void everyFileIsHandedOverWithItsPath() throws IOException {
        assertThat(walk(zip(
                        "a.csv", "x", "folder/", "", "folder/b.csv", "y", "__MACOSX/._a.csv", "z", "Thumbs.db", "z")))
                .isEmpty();
        assertThat(taken).containsExactly("a.csv=x", "folder/b.csv=y");
    }

    @Test
    void aZipWithinAZipIsOpenedOnce() throws IOException {
        byte[] inner = zip("b.csv", "y");
        byte[] middle = zip("inner.zip", new String(inner, StandardCharsets.ISO_8859_1));
        List<Finding> findings = walk(zip(
                "a.csv",
                "x",
                "middle.zip",
                new String(middle, StandardCharsets.ISO_8859_1),
                "inner.zip",
                new String(inner, StandardCharsets.ISO_8859_1)));
        assertThat(taken).containsExactly("a.csv=x", "inner.zip/b.csv=y");
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.location().path()).isEqualTo("middle.zip/inner.zip"));
    }

    @Test
    void pathsThatLeadOutAreRefused() throws IOException {
        List<Finding> findings = walk(
                zip("../../etc/x", "x", "/abs", "x", "C:\\x", "x", "a/../../b", "x", "..\\x", "x", "ok..csv", "y"));
        assertThat(findings).hasSize(5).allMatch(Finding::fatal);
        assertThat(taken).containsExactly("ok..csv=y");
    }

    @Test
    void whatUnpacksWithoutEndIsRefusedAndWhatCameBeforeStays() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, "a.csv", "x");
            zip.putNextEntry(new ZipEntry("bomb.csv"));
            byte[] blank = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                zip.write(blank);
            }
            zip.closeEntry();
            add(zip, "b.csv", "y");
        }
        List<Finding> findings = walk(bytes.toByteArray());
        assertThat(taken).containsExactly("a.csv=x");
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.location().path()).isEqualTo("bomb.csv");
        });
    }

    @Test
    void limitsOfNumberAndSizeHold() throws IOException {
        byte[] zip = zip("a", "12345", "b", "12345", "c", "12345");
        assertThat(ZipMembers.walk(in(zip), new ZipMembers.Limits(2, 1000, 300, 2), this::take))
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("more than 2");
        assertThat(taken).hasSize(2);
        taken.clear();
        assertThat(ZipMembers.walk(in(zip), new ZipMembers.Limits(9, 7, 300, 2), this::take))
                .hasSize(1);
        assertThat(taken).hasSize(1);
    }

    @Test
    void aDamagedZipKeepsItsWholeMembers() throws IOException {
        byte[] zip = zip("a.csv", "x", "b.csv", "y".repeat(5000));
        assertThat(walk(Arrays.copyOf(zip, 60))).singleElement().matches(Finding::fatal);
        assertThat(taken).containsExactly("a.csv=x");
        assertThat(walk(zip())).singleElement().matches(Finding::fatal);
        assertThat(walk(new byte[] {'P', 'K', 3, 4, 0})).singleElement().matches(Finding::fatal);
    }

    @Test
    void aMemberNeedNotBeReadToItsEnd() throws IOException {
        byte[] zip = zip("a.csv", "x".repeat(100_000), "b.csv", "y");
        List<String> names = new ArrayList<>();
        ZipMembers.walk(in(zip), ZipMembers.Limits.USUAL, (name, content) -> {
            names.add(name);
            content.close();
        });
        assertThat(names).containsExactly("a.csv", "b.csv");
    }

    @Test
    void aWorkbookIsNoArchive() throws IOException {
        assertThat(ZipMembers.isArchive(zip("a.csv", "x"), "a.zip")).isTrue();
        assertThat(ZipMembers.isArchive(zip("[Content_Types].xml", "x"), "")).isFalse();
        assertThat(ZipMembers.isArchive(zip("a.csv", "x"), "visits.XLSX")).isFalse();
        assertThat(ZipMembers.isArchive("a,b".getBytes(StandardCharsets.UTF_8), "a.zip"))
                .isFalse();
    }

    private List<Finding> walk(byte[] zip) throws IOException {
        taken.clear();
        return ZipMembers.walk(in(zip), ZipMembers.Limits.USUAL, this::take);
    }

    private void take(String name, java.io.InputStream content) throws IOException {
        taken.add(name + "=" + new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static ByteArrayInputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                add(zip, namesAndContents[i], namesAndContents[i + 1]);
            }
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        zip.closeEntry();
    }
}
