package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.message.Format;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every case below {@code mappings/outbound}: a folder with {@code input.json} (a Bundle of what is stored), {@code
 * case.yaml} (what happened, and what is special about the destination) and {@code expected.hl7}, a line a segment. {@code
 * -Dcases.record=true} writes what comes out as expected, for the reviewer to read.
 */
class OutboundCaseTests {

    private static final Path ROOT = Path.of("mappings/outbound");

    @TestFactory
    Stream<DynamicTest> everyCaseIsComposedAsRecorded() throws IOException {
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return paths.filter(path -> path.endsWith("case.yaml")).map(Path::getParent).sorted().toList().stream()
                    .map(folder -> dynamicTest(folder.toString(), folder.toUri(), () -> run(folder)));
        }
    }

    private static void run(Path folder) throws IOException {
        String actual = composed(folder);
        Path expected = folder.resolve("expected.hl7");
        if (Boolean.getBoolean("cases.record")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String composed(Path folder) throws IOException {
        YamlNode story = YamlFile.parse("case.yaml", Files.readString(folder.resolve("case.yaml")), problem -> {
                    throw new AssertionError(problem);
                })
                .root();
        MemoryStore store = new MemoryStore();
        FhirContext.forR4Cached()
                .newJsonParser()
                .parseResource(Bundle.class, Files.readString(folder.resolve("input.json")))
                .getEntry()
                .forEach(entry -> store.put(entry.getResource()));
        Library library = new Library(store);
        Destination destination = Samples.lakeside(
                java.net.URI.create("mllp://localhost:1"),
                story.text("destination").orElse(""));
        Map<String, Object> parts = new LinkedHashMap<>();
        for (String part : List.of("encounter", "referral", "task", "report")) {
            story.text(part).ifPresent(reference -> parts.put(part, find(library, reference)));
        }
        Patient person = new Acquaintances(store)
                .of(story.text("person").orElseThrow(), destination, library)
                .orElseThrow()
                .patient();
        String[] type = story.text("type").orElseThrow().split("\\^");
        Writer.News news = new Writer.News(
                type[0],
                type[1],
                "0A1B2C3D4E5F60718293",
                "outbound/" + ROOT.relativize(folder).getName(0),
                person,
                parts,
                Instant.parse("2026-03-10T12:00:00Z"),
                story.text("occurred").orElse("2026-03-10T05:45:00-06:00"),
                new Feed(
                        new FeedId("case"),
                        Format.HL7V2,
                        Sector.HOSPITAL,
                        "Mercy Hospital",
                        ZoneId.of("America/Chicago"),
                        "urn:headwater:case",
                        Map.of(),
                        null,
                        List.of(),
                        null));
        return new Writer(Samples.COMPOSITIONS, Samples.CLOCK)
                .write(news, destination, library)
                .text()
                .replace('\r', '\n');
    }

    private static Resource find(Library library, String reference) {
        return library.find(reference).orElseThrow();
    }
}
