package org.headwater.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headwater.demo.DemoCommunity.Member;
import org.headwater.intake.Feed;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.problem.Severity;
import org.headwater.testing.FhirValidation;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the demo community sends is what its members would want to be shown for: mapped whole, and valid. */
class DemoResourcesTests {

    private static final FhirValidation VALIDATION = FhirValidation.standard();
    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {
        throw new AssertionError(problem);
    });

    static List<Member> members() {
        return DemoCommunity.members();
    }

    @Test
    void profilesAreCheckedToo() {
        assumeTrue(VALIDATION.knowsProfiles(), FhirValidation::withoutProfiles);
    }

    @ParameterizedTest
    @MethodSource("members")
    void everyResourceIsValid(Member member) throws IOException {
        List<String> errors = new ArrayList<>();
        for (MappingResult result : mapped(member)) {
            for (MappedResource resource : result.resources()) {
                VALIDATION.errors(resource.resource()).forEach(issue -> errors.add(resource.reference() + " " + issue));
            }
        }
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("members")
    void everyUnitMapsWithoutAWarning(Member member) throws IOException {
        List<MappingResult> results = mapped(member);
        assertThat(results).isNotEmpty();
        assertThat(results).allSatisfy(result -> {
            assertThat(result.resources()).isNotEmpty();
            assertThat(result.findings())
                    .filteredOn(finding -> finding.severity() != Severity.INFORMATION)
                    .isEmpty();
        });
    }

    private static List<MappingResult> mapped(Member member) throws IOException {
        YamlNode declared = YamlFile.parse(member.id(), member.declaration(), problem -> {
                    throw new AssertionError(problem);
                })
                .root();
        Format format = Format.of(declared.text("format").orElseThrow()).orElseThrow();
        String organization = declared.text("organization").orElseThrow();
        SourceFeed feed = new SourceFeed(
                member.id(),
                declared.text("sector").orElseThrow(),
                organization,
                ZoneId.of(declared.text("zone").orElseThrow()),
                declared.text("authority").orElse(Feed.defaultAuthority(organization)),
                Map.of(),
                declared.text("mapping").orElse(null));
        List<MappingResult> results = new ArrayList<>();
        MessageReaders.standard()
                .of(format)
                .orElseThrow()
                .read(
                        new ByteArrayInputStream(DemoCommunity.content(member)),
                        member.file(),
                        unit -> results.add(MAPPINGS.map(unit, feed, Detail.PLAIN)));
        return results;
    }
}
