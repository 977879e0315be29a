package org.headwater.e2e;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headwater.intake.MllpFrames;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.headwater.message.Hl7v2Acknowledgement;
import org.headwater.message.Hl7v2Header;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.testing.Shared;

/**
 * Sends broken v2 messages the whole way from framing to FHIR and notes whatever goes wrong: an exception, a fault of ours, a
 * message that takes too long, a result out of proportion.
 */
final class Fuzzing {

    private static final SourceFeed FEED = new SourceFeed(
            "fuzz", "hospital", "Testwater General", ZoneId.of("America/Chicago"), "urn:oid:2.999.1", Map.of(), null);

    /** A message maps in well under a millisecond; the longest of these, of 200,000 characters, in some hundred. */
    private static final long TOO_LONG_NANOS = 10_000_000_000L;

    private static final Pattern EVENT = Pattern.compile("types: \\[([^\\]]*)\\]");

    private final FhirContext fhir = FhirContext.forR4Cached();
    private final IParser json = fhir.newJsonParser();
    private final Mappings mappings = Mappings.packed(fhir, problem -> {
        throw new IllegalStateException(problem.toString());
    });
    private final UnitReader reader = MessageReaders.standard().of(Format.HL7V2).orElseThrow();
    private final Hl7v2Acknowledgement acknowledgements = new Hl7v2Acknowledgement(Clock.systemUTC());
    private final BrokenMessages messages;
    private final Map<String, String> faults = new TreeMap<>();
    private final Map<FindingCode, Integer> findings = new EnumMap<>(FindingCode.class);
    private final int seeds;
    private long inputs;
    private long units;
    private long refused;
    private long resources;
    private long bytes;
    private long slowest;
    private long slowestNumber;
    private long largest;
    private volatile long begun = System.nanoTime();
    private volatile long current = -1;

    Fuzzing() throws IOException {
        List<String> sound = seeds();
        this.seeds = sound.size();
        this.messages = new BrokenMessages(sound, events());
    }

    /** Every case of a v2 mapping, and the shared corpora where they are at hand. */
    private static List<String> seeds() throws IOException {
        List<Path> roots = new ArrayList<>(List.of(Path.of("mappings/hl7v2"), Path.of("src/test/resources/fuzz")));
        Shared.find("corpora/hl7v2").ifPresent(roots::add);
        List<String> seeds = new ArrayList<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".hl7"))
                            .sorted()
                            .toList()) {
                        if (Files.size(file) < 60_000) {
                            seeds.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                                    .replace("\r\n", "\r")
                                    .replace('\n', '\r'));
                        }
                    }
                }
            }
        }
        return seeds;
    }

    /** The types v2 mappings are for. */
    private static List<String> events() throws IOException {
        List<String> events = new ArrayList<>(List.of("ADT", "ORU^R99", "XYZ^Q1", "ADT_A01", "^^ORU_R01", "", "ACK"));
        try (Stream<Path> files = Files.walk(Path.of("mappings/hl7v2"))) {
            for (Path file : files.filter(path -> path.endsWith("mapping.yaml")).toList()) {
                Matcher types = EVENT.matcher(Files.readString(file));
                while (types.find()) {
                    for (String type : types.group(1).split(",")) {
                        events.add(type.strip().replace("*", "Z99"));
                    }
                }
            }
        }
        return events;
    }

    int seedCount() {
        return seeds;
    }

    /** Sends messages number {@code from} to before {@code to}. */
    void run(long from, long to) {
        for (long number = from; number < to; number++) {
            current = number;
            long start = System.nanoTime();
            begun = start;
            try {
                send(number);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                faults.putIfAbsent(where(e), "input " + number);
            }
            long took = System.nanoTime() - start;
            if (took > slowest) {
                slowest = took;
                slowestNumber = number;
            }
            if (took > TOO_LONG_NANOS) {
                faults.putIfAbsent("took " + took / 1_000_000 + " ms", "input " + number);
            }
            inputs++;
        }
        current = -1;
    }

    /** Sends one message as it is. */
    void send(byte[] message) {
        try {
            take(message, 1);
            take(message, 3);
        } catch (StackOverflowError | OutOfMemoryError e) {
            faults.putIfAbsent(where(e), "message");
        }
    }

    private void send(long number) {
        if (number % 4 == 0) {
            byte[] stream = messages.stream(number);
            bytes += stream.length;
            InputStream trickle = new Trickle(stream, 1 + (int) (number % 97));
            MllpFrames frames = new MllpFrames(trickle, OutputStream.nullOutputStream(), 150_000);
            try {
                for (MllpFrames.Block block = frames.next(); block != null; block = frames.next()) {
                    take(block.bytes(), number);
                }
            } catch (IOException e) {
                // the sender broke off, or does not speak MLLP: that is an answer, too
            }
        } else {
            byte[] message = messages.of(number);
            bytes += message.length;
            take(message, number);
        }
    }

    private void take(byte[] message, long number) {
        Optional<Hl7v2Header> header = Hl7v2Header.first(message);
        header.ifPresent(Hl7v2Header::personKey);
        reader.recognises(message, "");
        List<Unit> read = units(message);
        for (Unit unit : read) {
            units++;
            if (unit.root() == null && unit.findings().stream().noneMatch(Finding::fatal)) {
                throw new IllegalStateException("neither read nor refused");
            }
            if (number % 16 == 1 && unit.root() != null && units(unit.bytes()).size() != 1) {
                throw new IllegalStateException("a unit's own bytes are not one unit");
            }
            map(unit, number);
        }
        for (byte[] answer : acknowledgements.asAsked(
                message, header, Hl7v2Acknowledgement.Result.REJECTED, read.isEmpty() ? List.of() : first(read))) {
            if (header.isPresent() && Hl7v2Header.first(answer).isEmpty()) {
                throw new IllegalStateException("an acknowledgement that is no message");
            }
        }
    }

    private static List<Finding> first(List<Unit> read) {
        List<Finding> all = read.get(0).findings();
        return all.subList(0, Math.min(all.size(), 20));
    }

    private List<Unit> units(byte[] message) {
        List<Unit> read = new ArrayList<>();
        try {
            reader.read(new ByteArrayInputStream(message), "", read::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private void map(Unit unit, long number) {
        MappingResult result = mappings.map(unit, FEED, number % 8 == 2 ? Detail.TRACE : Detail.PLAIN);
        refused += result.refused() ? 1 : 0;
        resources += result.resources().size();
        for (Finding finding : result.findings()) {
            findings.merge(finding.code(), 1, Integer::sum);
            if (finding.code() == FindingCode.INTERNAL) {
                faults.putIfAbsent(finding.message(), "input " + number);
            }
        }
        long size = 0;
        if (number % 8 == 3) {
            for (MappedResource mapped : result.resources()) {
                size += json.encodeResourceToString(mapped.resource()).length();
            }
        }
        largest = Math.max(largest, size);
        if (size > 2_000_000 + 200L * unit.bytes().length) {
            faults.putIfAbsent("a result out of proportion", "input " + number);
        }
    }

    private static String where(Throwable e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith("org.headwater")
                    && !frame.getClassName().startsWith(Fuzzing.class.getName())) {
                return e.getClass().getSimpleName() + " at " + frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }

    /** How long the current message has been under way, in nanoseconds; 0 between two runs. */
    long underWay() {
        return current < 0 ? 0 : System.nanoTime() - begun;
    }

    long current() {
        return current;
    }

    byte[] message(long number) {
        return number % 4 == 0 ? messages.stream(number) : messages.of(number);
    }

    /** What went wrong, each with the first message it happened to. */
    Map<String, String> faults() {
        return faults;
    }

    void tell(Figures figures) {
        figures.add("inputs", inputs, "");
        figures.add("seeds", seeds, "");
        figures.add("megabytes", bytes / 1e6, "MB");
        figures.add("messages found in them", units, "");
        figures.add("of these refused", refused, "");
        figures.add("resources", resources, "");
        figures.add("slowest input (number " + slowestNumber + ")", slowest / 1e6, "ms");
        figures.add("largest result", largest / 1e6, "MB");
        findings.forEach((code, count) -> figures.add("findings " + code, count, ""));
        figures.add("faults", faults.size(), "");
    }

    /** Hands over a few bytes at a time. */
    private static final class Trickle extends ByteArrayInputStream {
        private final int step;

        Trickle(byte[] bytes, int step) {
            super(bytes);
            this.step = step;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, step));
        }
    }
}
