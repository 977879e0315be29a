package org.headwater.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.springframework.stereotype.Service;

/** Maps samples to see what comes of them: nothing is kept, stored or counted. */
@Service
public class Trials {

    private final MessageReaders readers;
    private final Mappings mappings;

    Trials(MessageReaders readers, Mappings mappings) {
        this.readers = readers;
        this.mappings = mappings;
    }

    /**
     * What somebody sends to be tried.
     *
     * @param name a file's name; empty for text typed or pasted
     * @param bytes its content
     */
    public record Sample(String name, byte[] bytes) {

        /** Prints no content. */
        @Override
        public String toString() {
            return "Sample[" + name + "]";
        }
    }

    /**
     * One unit of a sample, mapped twice.
     *
     * @param unit as read
     * @param before what comes of it as things are
     * @param after what comes of it with the change that is tried
     */
    public record Trial(Unit unit, MappingResult before, MappingResult after) {}

    /**
     * Maps samples as things are and with a change.
     *
     * @param format the feed's format
     * @param before the feed as it is
     * @param after the feed with the change
     * @param most how many units are mapped
     * @return the trials; where a sample breaks off, those before
     */
    public List<Trial> of(Format format, SourceFeed before, SourceFeed after, List<Sample> samples, int most) {
        List<Trial> trials = new ArrayList<>();
        UnitReader reader = readers.of(format).orElse(null);
        if (reader == null) {
            return trials;
        }
        for (Sample sample : samples) {
            // A mapping marks what it reads, so that each has a tree of its own.
            List<Unit> first = units(reader, sample, most - trials.size());
            List<Unit> second = units(reader, sample, most - trials.size());
            for (int i = 0; i < first.size(); i++) {
                trials.add(new Trial(
                        second.get(i),
                        mappings.map(first.get(i), before, Detail.RESIDUE),
                        mappings.map(second.get(i), after, Detail.RESIDUE)));
            }
        }
        return trials;
    }

    private static List<Unit> units(UnitReader reader, Sample sample, int most) {
        List<Unit> units = new ArrayList<>();
        try {
            reader.read(new ByteArrayInputStream(sample.bytes()), sample.name(), unit -> {
                if (units.size() >= most) {
                    throw new Enough();
                }
                units.add(unit);
            });
        } catch (Enough e) {
            return units;
        } catch (IOException | RuntimeException e) {
            // A sample that ends in the middle has still shown what stands before.
            return units;
        }
        return units;
    }

    /** As many units as are wanted were read. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }
}
