package org.headwater.message;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** The readers of all formats, and the choice among them for a file whose format nobody named. */
public final class MessageReaders {
    private final List<UnitReader> readers;

    /** All formats Headwater reads. */
    public static MessageReaders standard() {
        return new MessageReaders(List.of(
                new Hl7v2Reader(),
                new X12Reader(),
                new CcdaReader(),
                new FhirReader(),
                new HmisReader(),
                new TableReader()));
    }

    MessageReaders(List<UnitReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /**
     * Tells what is wrong with the files that say how segments group.
     *
     * @param files any of our YAML files; others than v2's and X12's structures are passed over
     */
    public static void check(List<YamlFile> files, Consumer<Problem> problems) {
        files.stream()
                .filter(file -> file.path().equals(Hl7v2Reader.STRUCTURES)
                        || file.path().equals(X12Reader.STRUCTURES))
                .forEach(file -> SegmentStructures.read(file, problems));
    }

    /** The reader of a format; empty when Headwater does not read it. */
    public Optional<UnitReader> of(Format format) {
        return readers.stream().filter(reader -> reader.format() == format).findFirst();
    }

    /** The reader whose format the file's beginning and name look like; empty when none does. */
    public Optional<UnitReader> detect(byte[] head, String fileName) {
        return readers.stream()
                .filter(reader -> reader.recognises(head, fileName))
                .findFirst();
    }
}
