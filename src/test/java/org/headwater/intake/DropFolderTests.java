package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTests {

    private static final String TWO_VISITS = "Client ID,Visit\n1,2026-01-01\n2,2026-01-02\n";

    @TempDir
    Path data;

    private TestIntake intake;
    private DroppedFiles dropped;
    private CamelContext camel;

    @BeforeEach
    void open() throws Exception {
        intake = new TestIntake(Databases.freshH2());
        Feed feed = intake.feed("pantry", Format.TABLE);
        dropped = new DroppedFiles(data, intake.feeds, intake.receiptTable, intake.receipts, new ObjectMapper());
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("dropFolder", new DropFolder(intake.feeds, intake.receipts, dropped, intake.clock));
        camel.getPropertiesComponent().addOverrideProperty("headwater.data-dir", data.toString());
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(
                        camel, "classpath:camel-routes/drop-folder.camel.yaml"));
        camel.start();
        assertThat(folder(feed)).isDirectory();
    }

    @AfterEach
    void close() {
        camel.stop();
        intake.close();
    }

    private Path folder(Feed feed) {
        return data.resolve("inbox").resolve(feed.id().value());
    }

    private Path drop(String name, String content) throws IOException {
        Path file = data.resolve("inbox/pantry").resolve(name);
        Files.writeString(file, content);
        return file;
    }

    private void awaitTaken(int entries) {
        Awaitility.await().until(() -> intake.waiting().size() == entries);
    }

    private void putAwayOnce(Path file) {
        Awaitility.await().until(() -> {
            dropped.putAway();
            return Files.exists(file);
        });
    }

    @Test
    void aFileIsTakenOnceAndLiesInDoneWithItsFindingsWhenItIsStored() throws IOException {
        Path file = drop("visits.csv", TWO_VISITS);
        awaitTaken(2);
        dropped.putAway();
        assertThat(data.resolve("inbox/pantry/done/visits.csv")).doesNotExist();
        intake.finish(EntryState.STORED, intake.waiting());
        putAwayOnce(data.resolve("inbox/pantry/done/visits.csv"));
        assertThat(file).doesNotExist();
        JsonNode findings = new ObjectMapper()
                .readTree(data.resolve("inbox/pantry/done/visits.csv.findings.json")
                        .toFile());
        assertThat(findings.path("stored").asInt()).isEqualTo(2);
    }

    @Test
    void aFileOfWhichNothingCouldBeStoredLiesInFailed() throws IOException {
        drop("visits.csv", TWO_VISITS);
        awaitTaken(2);
        intake.finish(EntryState.QUARANTINED, intake.waiting());
        putAwayOnce(data.resolve("inbox/pantry/failed/visits.csv"));
        assertThat(data.resolve("inbox/pantry/failed/visits.csv.findings.json")).exists();
    }

    @Test
    void aFileSentAgainUnderTheSameNameDoesNotOverwriteTheFirst() throws IOException {
        drop("visits.csv", TWO_VISITS);
        awaitTaken(2);
        intake.finish(EntryState.STORED, intake.waiting());
        putAwayOnce(data.resolve("inbox/pantry/done/visits.csv"));
        drop("visits.csv", TWO_VISITS);
        Awaitility.await().until(() -> {
            dropped.putAway();
            return names("done").size() == 4;
        });
        assertThat(names("done")).filteredOn(name -> name.endsWith(".csv")).hasSize(2);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("inbox/pantry").resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aDamagedArchiveLiesInFailedAtOnce() throws IOException {
        byte[] archive = "PK\u0003\u0004broken".getBytes(StandardCharsets.ISO_8859_1);
        Path file = data.resolve("inbox/pantry/visits.gz");
        Files.write(file, new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, archive[0], archive[1], 3});
        Awaitility.await().until(() -> Files.exists(data.resolve("inbox/pantry/failed/visits.gz")));
        assertThat(Files.readString(data.resolve("inbox/pantry/failed/visits.gz.findings.json")))
                .contains("UNREADABLE");
    }

    @Test
    void filesStillBeingWrittenAndHiddenOnesAreLeftAlone() throws IOException {
        Path part = drop("visits.csv.part", TWO_VISITS);
        Path hidden = drop(".visits.csv", TWO_VISITS);
        DropFolder folder = new DropFolder(intake.feeds, intake.receipts, dropped, intake.clock);
        drop("whole.csv", "Client ID,Visit\n3,2026-01-01\n");
        awaitTaken(1);
        assertThat(part).exists();
        assertThat(hidden).exists();
        assertThat(folder).isNotNull();
    }

    @Test
    void foldersOfFeedsDeclaredLaterAppear() {
        Feed feed = intake.feed("shelter", Format.TABLE);
        dropped.on(new FeedsChanged(intake.feeds.all()));
        assertThat(folder(feed)).isDirectory();
    }

    @Test
    void aFileTakenBeforeACrashIsFoundToBeADuplicateAndPutAway() throws IOException {
        Receipt receipt = intake.post(intake.feeds.all().get(0), "visits.csv", TWO_VISITS);
        intake.finish(EntryState.STORED, intake.waiting());
        Path file = drop("visits.csv", TWO_VISITS);
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS)));
        putAwayOnce(data.resolve("inbox/pantry/done/visits.csv"));
        assertThat(receipt.entries()).isEqualTo(2);
    }
}
