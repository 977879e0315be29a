package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A few thousand broken v2 messages, always the same ones; {@code bench/run fuzz} sends a million. */
class FuzzTests {

    private static final long INPUTS = Long.getLong("fuzz.inputs", 10_000);

    @Test
    void whateverASenderSendsIsReadOrRefusedAndNeverBreaksAnything() throws IOException {
        Fuzzing fuzzing = new Fuzzing();

        fuzzing.run(1, 1 + INPUTS);

        assertThat(fuzzing.faults()).isEmpty();
    }

    /** Each broke something once: kept in {@code src/test/resources/fuzz}, told by its name. */
    @TestFactory
    Stream<DynamicTest> whatOnceBrokeSomethingNoLongerDoes() throws IOException {
        Fuzzing fuzzing = new Fuzzing();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzz"))) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                        fuzzing.send(Files.readAllBytes(file));
                        assertThat(fuzzing.faults()).isEmpty();
                    }));
        }
    }
}
