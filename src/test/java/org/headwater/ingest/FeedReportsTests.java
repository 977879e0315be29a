package org.headwater.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.headwater.intake.Feed;
import org.headwater.intake.RawEntry;
import org.headwater.intake.TestIntake;
import org.headwater.mapping.Detail;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

class FeedReportsTests {

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});

    private TestIntake intake;
    private Feed feed;
    private Residue residue;
    private FeedOverlays overlays;
    private FeedReports reports;

    @BeforeEach
    void open() {
        intake = new TestIntake(TestIntake.databases().findFirst().orElseThrow());
        feed = intake.feed("mercy", Format.HL7V2);
        residue = new Residue(new ResidueTable(JdbcClient.create(intake.jdbc)), intake.clock);
        overlays = new FeedOverlays(intake.overlays, MAPPINGS, residue);
        reports = new FeedReports(intake.feeds, intake.overlays, overlays, residue);
    }

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void residueIsToldByPlaceAndCodeWithAnExampleAndNoOtherValue() {
        String message = new String(TestIntake.message("c1", "m1"), StandardCharsets.UTF_8) + "ZPD|secret\r";
        intake.inbox.accept(feed, message.getBytes(StandardCharsets.UTF_8));
        RawEntry raw = intake.waiting().get(0);
        UnitMapper mapper = new UnitMapper(intake.feeds, MessageReaders.standard(), MAPPINGS, overlays);
        residue.found(raw.entry(), mapper.map(raw, Detail.RESIDUE).result(), true);

        Map<?, ?> told = (Map<?, ?>) reports.residue("mercy").getBody();
        assertThat(String.valueOf(told))
                .contains("place=ZPD-1")
                .contains("location=ZPD-1")
                .contains("table=authorities, code=MERCY")
                .contains("units=1")
                .doesNotContain("secret")
                .doesNotContain("Testwater");
    }

    @Test
    void anOverlayIsSavedReadAndListed() {
        byte[] document = "overlay: mercy\nzone: America/Denver\n".getBytes(StandardCharsets.UTF_8);
        ResponseEntity<?> saved = reports.save("mercy", "their zone", document, () -> "ann");
        assertThat(saved.getStatusCode().value()).isEqualTo(201);
        assertThat(reports.overlay("mercy", null).getBody()).isEqualTo("overlay: mercy\nzone: America/Denver\n");
        assertThat(reports.overlay("mercy", 1).getStatusCode().value()).isEqualTo(200);
        assertThat(reports.overlay("mercy", 2).getStatusCode().value()).isEqualTo(404);
        assertThat(String.valueOf(List.of(reports.versions("mercy").getBody())))
                .contains("version=1")
                .contains("savedBy=ann")
                .contains("note=their zone");
    }

    @Test
    void problemsComeBackWithTheirLines() {
        ResponseEntity<?> refused =
                reports.save("mercy", "", "overlay: mercy\nzone: Chicago\n".getBytes(StandardCharsets.UTF_8), null);
        assertThat(refused.getStatusCode().value()).isEqualTo(400);
        assertThat(((ProblemDetail) java.util.Objects.requireNonNull(refused.getBody())).getDetail())
                .contains("mercy.overlay.yaml:2");
        assertThat(reports.overlay("mercy", null).getStatusCode().value()).isEqualTo(404);
    }

    @Test
    void aFeedNobodyDeclaredIsNotFound() {
        assertThat(reports.residue("nobody").getStatusCode().value()).isEqualTo(404);
        assertThat(reports.versions("nobody").getStatusCode().value()).isEqualTo(404);
        assertThat(reports.save("nobody", "", new byte[0], null).getStatusCode().value())
                .isEqualTo(404);
    }
}
