package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.headwater.testing.Shared;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Every v2 file of the shared corpora over a real connection: kept, or refused with a reason its sender can act on. */
class MllpCorpusTests {

    private static final String CORPUS = "corpora/hl7v2";
    private static final Pattern OUTCOME = Pattern.compile("(?:MSA.|<MSA.1>)(A[AER])");
    private static final Pattern REASON = Pattern.compile("(?:\rERR.*?|<ERR.3>.*?)(\\d{3})");

    @Test
    void everyFileIsKeptOrRefusedWithAReason() throws IOException {
        Optional<Path> corpus = Shared.find(CORPUS);
        assumeTrue(corpus.isPresent(), Shared.missing(CORPUS));
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        try (TestIntake intake = new TestIntake(Databases.freshH2())) {
            intake.feed("any", Format.HL7V2);
            MllpDoor door = MllpDoorTests.open(
                    intake,
                    new DefaultSslBundleRegistry(),
                    "default-feed=any",
                    "acknowledgement=original",
                    "max-message=64MB");
            try (MllpClient client = new MllpClient(door.port())) {
                for (Path file : files(corpus.get())) {
                    String answer = client.send(Files.readAllBytes(file));
                    Matcher outcome = OUTCOME.matcher(answer);
                    assertThat(outcome.find()).as(file.toString()).isTrue();
                    outcomes.merge(outcome.group(1), 1, Integer::sum);
                    if (!outcome.group(1).equals("AA")) {
                        Matcher reason = REASON.matcher(answer);
                        assertThat(reason.find()).as(file.toString()).isTrue();
                        refused.add(corpus.get().relativize(file) + " " + reason.group(1));
                    }
                }
                assertThat(client.send(TestIntake.message("last", "m1")))
                        .as("the connection is sound after all of them")
                        .contains("|AA|last");
            } finally {
                door.stop();
            }
        }
        System.out.println(outcomes);
        refused.forEach(System.out::println);
        assertThat(refused).hasSizeLessThan(15);
    }

    private static List<Path> files(Path corpus) throws IOException {
        try (Stream<Path> paths = Files.walk(corpus)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> path.toString().matches(".*\\.(hl7|txt|xml)"))
                    .filter(path -> !new String(read(path), StandardCharsets.ISO_8859_1).isBlank())
                    .sorted()
                    .toList();
        }
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
