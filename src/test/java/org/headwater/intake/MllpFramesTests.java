package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds of MLLP blocks however they are sent. */
class MllpFramesTests {

    /** Messages: their text may hold anything but the two marks and a block's beginning. */
    @Provide
    Arbitrary<String> message() {
        return Arbitraries.strings()
                .withChars("MSHPID|^~\\& \r\n\tabcé0123")
                .ofMinLength(1)
                .ofMaxLength(300)
                .map(text -> "MSH|^~\\&|" + text);
    }

    /** What may stand between blocks: line ends, blanks, a few words, empty blocks. */
    @Provide
    Arbitrary<String> between() {
        return Arbitraries.of("", "\r", "\n", "\r\n", "\0", "  ", "are you there?\n", "\u000B\u001C\r", "\u001C\r");
    }

    @Provide
    Arbitrary<Sent> sent() {
        Arbitrary<String> ends = Arbitraries.of("\u001C\r", "\u001C\r", "\u001C\n", "\u001C\u000B\u001C\r");
        return Combinators.combine(message(), between(), ends).as(Sent::new);
    }

    record Sent(String message, String before, String end) {
        String framed() {
            return before + "\u000B" + message + end;
        }
    }

    @Property(tries = 500)
    void everyMessageComesOutOnceInOrderWhateverIsBetweenAndHoweverItIsCut(
            @ForAll @Size(min = 1, max = 5) List<@From("sent") Sent> all, @ForAll @IntRange(min = 1, max = 50) int step)
            throws IOException {
        StringBuilder stream = new StringBuilder();
        all.forEach(sent -> stream.append(sent.framed()));

        assertThat(received(stream.toString(), step))
                .isEqualTo(all.stream().map(Sent::message).toList());
    }

    @Property(tries = 300)
    void whatIsSentIsReceived(@ForAll @Size(max = 3) List<@From("message") String> all) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MllpFrames frames = new MllpFrames(new ByteArrayInputStream(new byte[0]), out, 10_000);
        for (String message : all) {
            frames.send(message.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(received(out.toString(StandardCharsets.UTF_8), 7)).isEqualTo(all);
    }

    @Property(tries = 500)
    void anyBytesAreBlocksOrAnEndAndNeverMoreThanWereSent(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int step) {
        long received = 0;
        MllpFrames frames = new MllpFrames(new Steps(bytes, step), new ByteArrayOutputStream(), 50);
        try {
            for (MllpFrames.Block block = frames.next(); block != null; block = frames.next()) {
                received += block.bytes().length;
            }
        } catch (IOException e) {
            // cut off within a block
        }
        assertThat(received).isLessThanOrEqualTo(bytes.length);
    }

    private static List<String> received(String stream, int step) throws IOException {
        MllpFrames frames = new MllpFrames(
                new Steps(stream.getBytes(StandardCharsets.UTF_8), step), new ByteArrayOutputStream(), 10_000);
        List<String> received = new ArrayList<>();
        for (MllpFrames.Block block = frames.next(); block != null; block = frames.next()) {
            received.add(new String(block.bytes(), StandardCharsets.UTF_8));
        }
        return received;
    }

    /** Hands over a few bytes at a time. */
    private static final class Steps extends ByteArrayInputStream {
        private final int step;

        Steps(byte[] bytes, int step) {
            super(bytes);
            this.step = step;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, step));
        }
    }
}
