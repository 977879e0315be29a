package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.headwater.intake.TestIntake;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DestinationsTests {

    private static List<String> objections(String yaml) {
        List<Problem> problems = new ArrayList<>();
        assertThat(DestinationDeclaration.read(
                        new DestinationId("x"),
                        YamlFile.parse("x", yaml, problems::add).root(),
                        problems::add))
                .isEmpty();
        return problems.stream().map(Problem::message).toList();
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(objections("""
                address: ftp://emr
                events: [birth]
                version: "3.0"
                zone: Chicago
                charset: EBCDIC
                connections: 99
                ackTimeout: soon
                credentials: { secret: "Tr0ub4dor&3" }
                colour: blue
                """))
                .anyMatch(text -> text.startsWith("organization: missing"))
                .anyMatch(text -> text.startsWith("address: \"ftp://emr\""))
                .anyMatch(text -> text.startsWith("events: \"birth\""))
                .anyMatch(text -> text.startsWith("version:"))
                .anyMatch(text -> text.startsWith("zone:"))
                .anyMatch(text -> text.startsWith("charset:"))
                .anyMatch(text -> text.startsWith("connections:"))
                .anyMatch(text -> text.startsWith("ackTimeout:"))
                .anyMatch(text -> text.startsWith("authority:"))
                .anyMatch(text -> text.contains("never the secret itself"))
                .anyMatch(text -> text.contains("colour"));
    }

    @Test
    void aPasswordInTheAddressIsRefused() {
        assertThat(objections("""
                organization: X
                address: https://user:secret@emr.example/hl7
                events: [admission]
                people: all
                """))
                .singleElement()
                .asString()
                .contains("use credentials")
                .doesNotContain("user:secret");
    }

    @Test
    void whatIsWrittenIsReadAgainAsItWas() {
        Destination lakeside = Samples.lakeside(
                URI.create("https://emr.example/hl7"),
                "credentials: { user: hw, secret: lakeside }\nsectors: [social]\nownFeeds: [lakeside-lab]\n"
                        + "charset: ASCII\nversion: \"2.3\"\npaused: true\nconnections: 3");
        assertThat(DestinationDeclaration.read(
                        lakeside.id(), YamlNode.of("again", DestinationDeclaration.write(lakeside)), problem -> {
                            throw new AssertionError(problem);
                        }))
                .contains(lakeside);
    }

    @ParameterizedTest
    @MethodSource("org.headwater.intake.TestIntake#databases")
    void aFileAppliesWhenItChangesAndNotOverWhatWasChangedSince(String database) {
        try (TestIntake intake = new TestIntake(database)) {
            Destinations destinations = new Destinations(
                    new DestinationTable(JdbcClient.create(intake.dataSource), new ObjectMapper(), Clock.systemUTC()),
                    intake.transactions,
                    event -> {});
            Destination filed = Samples.lakeside(URI.create("mllp://one:1"), "");
            destinations.declareFromFile(filed);
            assertThat(destinations.pause(filed.id(), true)).isTrue();
            destinations.declareFromFile(filed);
            assertThat(destinations.find(filed.id())).contains(filed.paused(true));
            Destination changed = Samples.lakeside(URI.create("mllp://two:2"), "");
            destinations.declareFromFile(changed);
            assertThat(destinations.find(filed.id())).contains(changed);
            assertThat(destinations.delete(filed.id())).isTrue();
            assertThat(destinations.all()).isEmpty();
            assertThat(destinations.pause(filed.id(), true)).isFalse();
        }
    }

    @Test
    void lettersASetLacksLoseTheirAccentsAndOthersBecomeQuestionMarks() {
        assertThat(new String(CharacterSet.ASCII.bytes("Peña ☃"), StandardCharsets.US_ASCII))
                .isEqualTo("Pena ?");
        assertThat(new String(CharacterSet.LATIN_1.bytes("Peña ☃"), StandardCharsets.ISO_8859_1))
                .isEqualTo("Peña ?");
        assertThat(new String(CharacterSet.UTF_8.bytes("Peña ☃"), StandardCharsets.UTF_8))
                .isEqualTo("Peña ☃");
    }
}
