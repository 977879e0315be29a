package org.headwater.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.headwater.message.Format;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeedsTests {

    private final List<Problem> problems = new ArrayList<>();

    private List<String> problemsOf(String declaration) {
        FeedDeclaration.read(
                new FeedId("mercy"),
                YamlFile.parse("feeds/mercy.yaml", declaration, problems::add).root(),
                problems::add);
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    void aDeclarationSaysAllThatAFeedNeeds() {
        Feed feed = FeedDeclaration.read(
                        new FeedId("mercy"),
                        YamlFile.parse("feeds/mercy.yaml", """
                                        format: hl7v2
                                        sector: hospital
                                        organization: Mercy
                                        zone: America/Chicago
                                        authority: urn:oid:1.2.3
                                        authorities: { MERCY: "urn:oid:1.2.4" }
                                        senders: [ { application: EPIC, facility: MERCY } ]
                                        mllpPort: 2600
                                        """, problems::add).root(),
                        problems::add)
                .orElseThrow();
        assertThat(problems).isEmpty();
        assertThat(feed.zone()).isEqualTo(ZoneId.of("America/Chicago"));
        assertThat(feed.senders()).containsExactly(new Sender("EPIC", "MERCY"));
        assertThat(feed.source().authorities()).containsEntry("MERCY", "urn:oid:1.2.4");
    }

    @Test
    void whatIsNotSaidHasDefaults() {
        Feed feed = FeedDeclaration.read(
                        new FeedId("mercy"),
                        YamlFile.parse("x", "{format: fhir, sector: hie, organization: X}", problems::add)
                                .root(),
                        problems::add)
                .orElseThrow();
        assertThat(feed.authority()).isEqualTo("urn:headwater:org:x");
        assertThat(feed.zone()).isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndWhatIsAllowed() {
        assertThat(problemsOf("""
                        format: hl7
                        sector: clinic
                        zone: Mars/Base
                        authority: not a uri
                        mllpPort: 99999
                        colour: blue
                        """))
                .containsExactlyInAnyOrder(
                        "feeds/mercy.yaml:6: unknown key \"colour\"; allowed here: authorities, authority, format, id,"
                                + " mapping, mllpAcknowledgement, mllpPeers, mllpPort, organization, sector, senders, zone",
                        "feeds/mercy.yaml:1: format: \"hl7\" is none of hl7v2, ccda, fhir, x12, cclf, hmis, hsds, table",
                        "feeds/mercy.yaml:2: sector: \"clinic\" is none of hospital, payer, hie, social, public-health",
                        "feeds/mercy.yaml:1: organization: missing; the sender's name, as people know it",
                        "feeds/mercy.yaml:3: zone: \"Mars/Base\" is no time zone; write one of the tz database, such as"
                                + " America/Chicago, or UTC",
                        "feeds/mercy.yaml:4: authority: \"not a uri\" is no absolute URI; write urn:oid:… or https://…",
                        "feeds/mercy.yaml:5: mllpPort: \"99999\" is no TCP port; write a number from 1 to 65535");
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFeedIsKeptAndKnownToTheNextGateway(String database) {
        Feed feed;
        try (TestIntake intake = new TestIntake(database)) {
            feed = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
        }
        try (TestIntake next = new TestIntake(database)) {
            assertThat(next.feeds.find(feed.id())).contains(feed);
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aSenderBelongsToOneFeedOnly(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            intake.feed("mercy", Format.HL7V2, new Sender("EPIC", "MERCY"));
            assertThatThrownBy(() -> intake.feed("grace", Format.HL7V2, new Sender("EPIC", "MERCY")))
                    .isInstanceOf(FeedConflict.class)
                    .hasMessage("senders: EPIC|MERCY belongs to feed \"mercy\"");
        }
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileIsAppliedAgainOnlyWhenItChanged(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Feed ofFile = intake.feed("mercy", Format.HL7V2);
            intake.feeds.declareFromFile(ofFile);
            Feed changed = intake.feed("mercy", Format.HL7V2, new Sender("EPIC", null));
            intake.feeds.declareFromFile(ofFile);
            assertThat(intake.feeds.find(ofFile.id())).contains(changed);
        }
    }

    @Test
    void feedFilesAreNamedForTheirFeeds(@TempDir Path folder) throws IOException {
        Path feeds = Files.createDirectory(folder.resolve("feeds"));
        Files.writeString(feeds.resolve("mercy.yaml"), "{format: fhir, sector: hie, organization: X}");
        Files.writeString(feeds.resolve("Not_A_Slug.yaml"), "{format: fhir, sector: hie, organization: X}");
        assertThat(FeedFiles.below(feeds, problems::add).feeds())
                .extracting(Feed::id)
                .containsExactly(new FeedId("mercy"));
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .startsWith("feeds/Not_A_Slug.yaml:0: the file's name is the feed's id"));
    }

    @Test
    void whatIsAgreedAboutMllpIsReadAndWrittenAlike() {
        Map<String, Object> declared = Map.of(
                "format", "hl7v2",
                "sector", "hospital",
                "organization", "Mercy",
                "senders", List.of(Map.of("application", "EPIC", "receivingFacility", "HIE")),
                "mllpPeers", Map.of("addresses", List.of("10.1.0.0/16"), "certificates", List.of("CN=lab.mercy.org")),
                "mllpAcknowledgement", "original");
        List<Problem> problems = new ArrayList<>();
        Feed feed = read(declared, problems).orElseThrow();

        assertThat(feed.mllp().acknowledgement()).isEqualTo(AcknowledgementMode.ORIGINAL);
        assertThat(read(FeedDeclaration.write(feed), problems)).contains(feed);
        assertThat(problems).isEmpty();
        read(
                Map.of(
                        "format", "hl7v2",
                        "sector", "hospital",
                        "organization", "Mercy",
                        "mllpPeers", Map.of("addresses", List.of("lab"), "certificates", List.of("lab")),
                        "mllpAcknowledgement", "never"),
                problems);
        assertThat(problems).hasSize(3);
    }

    private static Optional<Feed> read(Map<String, Object> declared, List<Problem> problems) {
        try {
            String json = new ObjectMapper().writeValueAsString(declared);
            return FeedDeclaration.read(
                    new FeedId("mercy"),
                    YamlFile.parse("mercy", json, problems::add).root(),
                    problems::add);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void addressesAndSubjectsAreComparedByTheirParts() throws Exception {
        assertThat(AddressRange.parse("10.1.0.0/15").orElseThrow().contains(InetAddress.getByName("10.0.255.1")))
                .isTrue();
        assertThat(AddressRange.parse("10.2.3.4").orElseThrow().contains(InetAddress.getByName("10.2.3.5")))
                .isFalse();
        assertThat(AddressRange.parse("2001:db8::/32").orElseThrow().contains(InetAddress.getByName("2001:db8:1::7")))
                .isTrue();
        assertThat(AddressRange.parse("10.1.0.0/33")).isEmpty();
        assertThat(CertificateName.parse("o=mercy, CN=Lab")
                        .orElseThrow()
                        .fits(new X500Principal("CN=lab,OU=x,O=Mercy")))
                .isTrue();
        assertThat(CertificateName.parse("CN=lab").orElseThrow().fits(new X500Principal("CN=labs")))
                .isFalse();
    }
}
