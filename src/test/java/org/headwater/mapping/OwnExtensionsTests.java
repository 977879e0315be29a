package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headwater.testing.FhirValidation;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

/** Extensions of our own are defined where others can read what they mean. */
class OwnExtensionsTests {

    private static final Pattern OWN = Pattern.compile("extension\\((urn:headwater:[^)]+)\\)");

    @Test
    void everyExtensionOfOurOwnThatMappingsWriteIsDefined() throws IOException {
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("mappings"))) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().contains("cases"))
                    .forEach(file -> {
                        Matcher matcher = OWN.matcher(text(file));
                        while (matcher.find()) {
                            written.add(matcher.group(1));
                        }
                    });
        }
        Set<String> defined = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("fhir-profiles/extensions"))) {
            files.map(file -> FhirContext.forR4Cached()
                            .newJsonParser()
                            .parseResource(StructureDefinition.class, text(file)))
                    .forEach(definition -> defined.add(definition.getUrl()));
        }
        assertThat(defined).containsAll(written);
    }

    @Test
    void theirDefinitionsAreHeldToTheirType() {
        assertThat(FhirValidation.standard().errors(given(new Quantity(2)))).isEmpty();
        assertThat(FhirValidation.standard().errors(given(new StringType("two"))))
                .isNotEmpty();
    }

    private static Procedure given(org.hl7.fhir.r4.model.Type value) {
        Procedure procedure = new Procedure();
        procedure.setStatus(Procedure.ProcedureStatus.COMPLETED);
        procedure.getSubject().setReference("Patient/1");
        procedure.getCode().setText("food box");
        procedure.addExtension(new Extension("urn:headwater:service-quantity", value));
        return procedure;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
