package org.headwater.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.headwater.mapping.Compositions;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** What tests of this module share. */
final class Samples {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);
    static final List<Problem> PROBLEMS = new ArrayList<>();
    static final Compositions COMPOSITIONS =
            Compositions.compile(YamlFile.below(Path.of("mappings"), PROBLEMS::add), PROBLEMS::add);

    private Samples() {}

    /** A destination of an id, declared in YAML. */
    static Destination destination(String id, String yaml) {
        List<Problem> problems = new ArrayList<>();
        return DestinationDeclaration.read(
                        new DestinationId(id),
                        YamlFile.parse(id, yaml, problems::add).root(),
                        problems::add)
                .orElseThrow(() -> new AssertionError(problems));
    }

    /** The EMR of Lakeside, which knows people by its own numbers. */
    static Destination lakeside(URI address, String more) {
        return destination("lakeside-emr", """
                organization: Lakeside Medical Group
                address: "%s"
                receiver: { application: EPIC, facility: LAKESIDE }
                sender: { application: HEADWATER, facility: HIE }
                events: [admission, transfer, discharge, registration-update, referral, referral-outcome, result]
                authority: urn:oid:2.16.840.1.113883.19.5.2
                authorities: { LAKESIDE: "urn:oid:2.16.840.1.113883.19.5.2", MERCY: "urn:oid:2.16.840.1.113883.19.5.1" }
                zone: America/Chicago
                %s
                """.formatted(address, more));
    }
}
