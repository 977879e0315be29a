package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A few thousand broken v2 messages, always the same ones; {@code bench/run fuzz} sends a million. */
class FuzzTests {

    private static final long INPUTS = Long.getLong("fuzz.inputs", 10_000);

    @Test
    void whateverASenderSendsIsReadOrRefusedAndNeverBreaksAnything() throws IOException {
        Fuzzing fuzzing = new Fuzzing();

        fuzzing.run(1, 1 + INPUTS);

        assertThat(fuzzing.faults()).isEmpty();
    }
}
