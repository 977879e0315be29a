package org.headwater.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headwater.intake.Feed;
import org.headwater.intake.OverlayVersion;
import org.headwater.intake.Overlays;
import org.headwater.intake.RawEntry;
import org.headwater.intake.TestIntake;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.problem.FindingCode;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class FeedOverlaysTests {

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});

    /** A gateway's feeds and overlays on a database of their own. */
    private static final class Bench implements AutoCloseable {
        final TestIntake intake;
        final Residue residue;
        final FeedOverlays overlays;
        final UnitMapper mapper;
        final Feed mercy;
        final Feed lakeside;

        Bench(String database) {
            intake = new TestIntake(database);
            residue = new Residue(new ResidueTable(JdbcClient.create(intake.jdbc)), intake.clock);
            overlays = new FeedOverlays(intake.overlays, MAPPINGS, residue);
            mapper = new UnitMapper(intake.feeds, MessageReaders.standard(), MAPPINGS, overlays);
            mercy = intake.feed("mercy", Format.HL7V2);
            lakeside = intake.feed("lakeside", Format.HL7V2);
        }

        RawEntry entry(Feed feed) {
            String message = new String(TestIntake.message(feed.id().value(), "m1"), StandardCharsets.UTF_8);
            intake.inbox.accept(
                    feed,
                    (message.replace("Testwater^Ann", "Testwater^Ann|||Q") + "ZPD|blue\r")
                            .getBytes(StandardCharsets.UTF_8));
            return intake.waiting().stream()
                    .filter(raw -> raw.entry().feed().equals(feed.id()))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            intake.close();
        }
    }

    private static String sex(String code) {
        return "overlay: mercy\ncodes: { v2-administrative-sex: { Q: " + code + " } }\n";
    }

    private static @Nullable String gender(MappingResult result) {
        return result.resources().stream()
                .map(MappedResource::resource)
                .filter(Patient.class::isInstance)
                .findFirst()
                .map(patient -> ((Patient) patient).getGenderElement().getValueAsString())
                .orElse(null);
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aNewVersionIsInForceAtOnceAndForItsFeedAlone(String database) {
        try (Bench bench = new Bench(database)) {
            RawEntry mercy = bench.entry(bench.mercy);
            RawEntry lakeside = bench.entry(bench.lakeside);
            assertThat(gender(bench.mapper.map(mercy, Detail.PLAIN).result())).isNull();
            assertThat(bench.overlays.save(bench.mercy, sex("other"), "Q is other here", "ann"))
                    .isEmpty();
            MappingResult mapped = bench.mapper.map(mercy, Detail.PLAIN).result();
            assertThat(gender(mapped)).isEqualTo("other");
            assertThat(mapped.mapping()).endsWith("+overlay@1");
            MappingResult other = bench.mapper.map(lakeside, Detail.PLAIN).result();
            assertThat(gender(other)).isNull();
            assertThat(other.mapping()).doesNotContain("overlay");
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void whatAnOlderVersionMadeCanBeToldAgainAndIsReplayedByTheNewest(String database) {
        try (Bench bench = new Bench(database)) {
            bench.overlays.save(bench.mercy, sex("other"), "", "ann");
            bench.overlays.save(bench.mercy, sex("unknown"), "asked them", "ben");
            RawEntry raw = bench.entry(bench.mercy);
            assertThat(gender(bench.mapper.map(raw, Detail.PLAIN).result())).isEqualTo("unknown");
            assertThat(gender(bench.mapper
                            .mapAsStored(stored(raw, "hl7v2/adt@1+overlay@1"), Detail.TRACE)
                            .result()))
                    .isEqualTo("other");
            assertThat(gender(bench.mapper
                            .mapAsStored(stored(raw, "hl7v2/adt@1"), Detail.TRACE)
                            .result()))
                    .isNull();
            assertThat(bench.intake.overlays.versions(bench.mercy.id()))
                    .extracting(OverlayVersion::version, OverlayVersion::savedBy, OverlayVersion::note)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(2, "ben", "asked them"),
                            org.assertj.core.groups.Tuple.tuple(1, "ann", ""));
        }
    }

    private static RawEntry stored(RawEntry raw, String mapping) {
        return new RawEntry(TestIntake.mapped(raw.entry(), mapping), raw.bytes(), raw.fileName());
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void oneWithProblemsIsNotSaved(String database) {
        try (Bench bench = new Bench(database)) {
            assertThat(bench.overlays.save(bench.mercy, sex("other") + "colour: blue\n", "", "ann"))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line()).isEqualTo(3));
            assertThat(bench.intake.overlays.newest(bench.mercy.id())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void oneThatIsNoLongerRightStopsItsOwnFeedOnlyAndNothingIsStoredByIt(String database) {
        try (Bench bench = new Bench(database)) {
            bench.intake.overlays.save(bench.mercy.id(), "overlay: mercy\nchange: { gone: {} }\n", "", "ann");
            MappingResult mapped =
                    bench.mapper.map(bench.entry(bench.mercy), Detail.PLAIN).result();
            assertThat(mapped.resources()).isEmpty();
            assertThat(mapped.findings())
                    .anySatisfy(finding -> assertThat(finding.code()).isEqualTo(FindingCode.NO_MAPPING))
                    .anySatisfy(finding -> assertThat(finding.message()).contains("mercy.overlay.yaml:2"));
            assertThat(bench.mapper
                            .map(bench.entry(bench.lakeside), Detail.PLAIN)
                            .result()
                            .resources())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void anotherGatewayOnTheDatabaseLearnsOfIt(String database) {
        try (Bench bench = new Bench(database)) {
            Overlays other = bench.intake.otherOverlays();
            bench.overlays.save(bench.mercy, sex("other"), "", "ann");
            assertThat(other.newest(bench.mercy.id())).isEmpty();
            bench.intake.refresh(other);
            assertThat(other.newest(bench.mercy.id())).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFilesOverlayIsTakenWhenTheFileChangedAndStaysOutOfTheWayOtherwise(String database) {
        try (Bench bench = new Bench(database)) {
            bench.intake.overlayFile("mercy", sex("other"));
            bench.overlays.save(bench.mercy, sex("unknown"), "", "ann");
            bench.intake.overlayFile("mercy", sex("other"));
            assertThat(bench.intake
                            .overlays
                            .newest(bench.mercy.id())
                            .orElseThrow()
                            .version())
                    .isEqualTo(2);
            bench.intake.overlayFile("mercy", sex("male"));
            OverlayVersion newest =
                    bench.intake.overlays.newest(bench.mercy.id()).orElseThrow();
            assertThat(newest.version()).isEqualTo(3);
            assertThat(List.of(newest.savedBy())).containsExactly("file mercy.overlay.yaml");
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void whatIsLeftOverIsCountedUntilAVersionReadsIt(String database) {
        try (Bench bench = new Bench(database)) {
            RawEntry raw = bench.entry(bench.mercy);
            for (int i = 0; i < 3; i++) {
                bench.residue.found(
                        raw.entry(), bench.mapper.map(raw, Detail.RESIDUE).result(), true);
            }
            Residue.Report report = bench.residue.of(bench.mercy.id());
            assertThat(report.units()).isEqualTo(3);
            assertThat(report.unmapped())
                    .filteredOn(code -> code.table().equals("v2-administrative-sex"))
                    .singleElement()
                    .satisfies(code -> {
                        assertThat(code.code()).isEqualTo("Q");
                        assertThat(code.units()).isEqualTo(3);
                        assertThat(code.location()).isEqualTo("PID-8");
                        assertThat(code.example()).isEqualTo(raw.entry().id());
                    });
            assertThat(report.unmapped())
                    .filteredOn(code -> code.table().equals("authorities"))
                    .extracting(Residue.LocalCode::code)
                    .containsExactly("MERCY");
            assertThat(report.unread())
                    .filteredOn(place -> place.place().equals("ZPD-1"))
                    .singleElement()
                    .satisfies(place -> assertThat(place.units()).isEqualTo(3));

            bench.overlays.save(bench.mercy, sex("other"), "", "ann");
            bench.mapper.map(raw, Detail.PLAIN);
            Residue.Report after = bench.residue.of(bench.mercy.id());
            assertThat(after.units()).isZero();
            assertThat(after.unread()).isEmpty();
            assertThat(after.unmapped()).extracting(Residue.LocalCode::table).containsExactly("authorities");
        }
    }
}
