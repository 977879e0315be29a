package org.headwater.cli;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedFiles;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.mapping.TraceStep;
import org.headwater.mapping.UnmappedCode;
import org.headwater.mapping.Unread;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Problem;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Maps files without server or database and prints one JSON object a line for each unit. */
@CommandLine.Command(
        name = "map",
        description = "Maps files (or -, standard input) and prints one JSON object a line for each message, claim,"
                + " document or row. Exit 0 when every unit mapped, 1 when some failed, 2 for a wrong call.",
        mixinStandardHelpOptions = true)
final class MapCommand implements Callable<Integer> {

    private static final int HEAD = 8192;

    @CommandLine.Option(
            names = "--feed",
            paramLabel = "ID",
            description =
                    "The feed whose zone, authorities, mapping and overlay apply; declared in files of the data directory.")
    private @Nullable String feed;

    @CommandLine.Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "hl7v2, ccda, fhir, x12, cclf, hmis, hsds or table; without it the format is detected.")
    private @Nullable String format;

    @CommandLine.Option(names = "--trace", description = "Tell for every value where it came from.")
    private boolean trace;

    @CommandLine.Option(
            names = "--residue",
            description = "Tell also what no rule read, and codes without a translation.")
    private boolean residue;

    @CommandLine.Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or - for standard input.")
    private List<String> files = List.of();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private boolean failed;

    @Override
    public Integer call() throws IOException {
        Format named = named();
        List<Problem> problems = new ArrayList<>();
        FhirContext fhir = FhirContext.forR4Cached();
        Mappings mappings = Mappings.packed(fhir, problems::add);
        problems.forEach(System.err::println);
        SourceFeed source = feed == null ? SourceFeed.unnamed() : declared(feed, mappings);
        OutputStream out = System.out;
        JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
                .configure(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM, false);
        json.setRootValueSeparator(null);
        UnitPrinter printer = new UnitPrinter(json, new BundleWriter(fhir), trace, residue);
        Detail detail = trace ? Detail.TRACE : residue ? Detail.RESIDUE : Detail.PLAIN;
        for (String file : files) {
            map(file, named, unit -> {
                MappingResult result = mappings.map(unit, source, detail);
                failed |= result.refused();
                printer.print(file, unit, result);
            });
        }
        json.close();
        out.flush();
        return failed ? 1 : 0;
    }

    private @Nullable Format named() {
        if (format == null) {
            return null;
        }
        return Format.of(format)
                .orElseThrow(
                        () -> wrong("--format: one of hl7v2, ccda, fhir, x12, cclf, hmis, hsds, table is expected"));
    }

    private SourceFeed declared(String id, Mappings mappings) {
        List<Problem> problems = new ArrayList<>();
        FeedFiles files = FeedFiles.below(DataDirectory.feeds(), problems::add);
        Feed declared = files.find(id).orElse(null);
        if (declared == null) {
            problems.forEach(System.err::println);
            throw wrong("--feed: no feed " + id + " is declared; declare it in "
                    + DataDirectory.feeds().resolve(id + ".yaml"));
        }
        SourceFeed source = DataDirectory.withOverlay(declared, files, mappings, problems::add);
        problems.forEach(System.err::println);
        if (!problems.isEmpty()) {
            throw wrong("--feed: the feeds' files have problems");
        }
        return source;
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private void map(String file, @Nullable Format named, java.util.function.Consumer<Unit> units) throws IOException {
        if (!file.equals("-") && !Files.isRegularFile(Path.of(file))) {
            throw wrong("there is no file " + file);
        }
        try (InputStream in = new BufferedInputStream(
                file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), 64 * 1024)) {
            String name = file.equals("-") ? "" : String.valueOf(Path.of(file).getFileName());
            UnitReader reader = reader(in, name, named);
            if (reader == null) {
                units.accept(unrecognised(named));
                return;
            }
            reader.read(in, name, units);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static @Nullable UnitReader reader(InputStream in, String name, @Nullable Format named) throws IOException {
        MessageReaders readers = MessageReaders.standard();
        if (named != null) {
            return readers.of(named).orElse(null);
        }
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return readers.detect(head, name).orElse(null);
    }

    private static Unit unrecognised(@Nullable Format named) {
        String message = named == null
                ? "This looks like none of the formats Headwater reads. Name it with --format, or check the file."
                : "Headwater does not read " + named.code() + " yet.";
        return new Unit(
                named == null ? Format.TABLE : named,
                "",
                1,
                "",
                null,
                null,
                new byte[0],
                null,
                List.of(Finding.of(FindingCode.UNRECOGNISED_FORMAT, Severity.FATAL, "", message)));
    }

    /** Prints one line a unit. */
    private static final class UnitPrinter {
        private final JsonGenerator json;
        private final BundleWriter bundles;
        private final boolean trace;
        private final boolean residue;

        UnitPrinter(JsonGenerator json, BundleWriter bundles, boolean trace, boolean residue) {
            this.json = json;
            this.bundles = bundles;
            this.trace = trace;
            this.residue = residue;
        }

        void print(String file, Unit unit, MappingResult result) {
            try {
                json.writeStartObject();
                json.writeStringField("source", file + "#" + unit.number());
                json.writeStringField("format", unit.format().code());
                String bundle = bundles.json(result);
                json.writeFieldName("bundle");
                if (bundle == null) {
                    json.writeNull();
                } else {
                    json.writeRawValue(bundle);
                }
                findings(result.findings());
                if (trace) {
                    trace(result.trace());
                }
                if (residue) {
                    residue(result.residue());
                    unmapped(result.unmapped());
                }
                json.writeEndObject();
                json.writeRaw('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void findings(List<Finding> findings) throws IOException {
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("severity", finding.severity().code());
                json.writeStringField("code", finding.code().name());
                json.writeStringField("location", finding.location().path());
                json.writeStringField("message", finding.message());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void residue(List<Unread> places) throws IOException {
            json.writeArrayFieldStart("residue");
            for (Unread unread : places) {
                json.writeStartObject();
                json.writeStringField("place", unread.place());
                json.writeStringField("location", unread.location());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void unmapped(List<UnmappedCode> codes) throws IOException {
            json.writeArrayFieldStart("unmapped");
            for (UnmappedCode code : codes) {
                json.writeStartObject();
                json.writeStringField("table", code.table());
                json.writeStringField("code", code.code());
                if (code.display() != null) {
                    json.writeStringField("display", code.display());
                }
                json.writeStringField("location", code.location());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void trace(List<TraceStep> steps) throws IOException {
            json.writeArrayFieldStart("trace");
            for (TraceStep step : steps) {
                json.writeStartObject();
                json.writeStringField("resource", step.resource());
                json.writeStringField("element", step.element());
                json.writeStringField("from", step.from());
                json.writeStringField("mapping", step.mapping());
                json.writeStringField("rule", step.rule());
                if (step.dictionaryElement() != null) {
                    json.writeStringField("dictionary", step.dictionaryElement());
                }
                if (step.translation() != null) {
                    json.writeStringField("translation", step.translation());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
