package org.headwater.console;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/** What any resource says, in a few words: a person's name and birth date, a visit's kind, else a name or number. */
final class Gist {

    private static final List<String> NAMES = List.of("name", "title", "description", "code", "type");

    private Gist() {}

    static String of(Resource resource) {
        if (resource instanceof Patient patient) {
            return joined(
                    name(patient.getNameFirstRep()),
                    patient.hasGender() ? patient.getGender().toCode() : "",
                    patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "");
        }
        return PlainWords.of(resource)
                .map(words -> joined(words.date(), words.title(), words.detail()))
                .orElseGet(() -> NAMES.stream()
                        .flatMap(property -> words(resource, property).stream())
                        .findFirst()
                        .orElse(""));
    }

    private static Optional<String> words(Resource resource, String property) {
        Base[] values = resource.getProperty(property.hashCode(), property, false);
        return values == null
                ? Optional.empty()
                : Stream.of(values)
                        .map(Gist::words)
                        .filter(text -> !text.isEmpty())
                        .findFirst();
    }

    private static String words(Base value) {
        if (value instanceof HumanName name) {
            return name(name);
        }
        if (value instanceof Identifier identifier) {
            return String.valueOf(identifier.getValue());
        }
        if (value instanceof org.hl7.fhir.r4.model.CodeableConcept concept) {
            return concept.hasText()
                    ? concept.getText()
                    : concept.hasCoding() && concept.getCodingFirstRep().hasDisplay()
                            ? concept.getCodingFirstRep().getDisplay()
                            : String.valueOf(concept.getCodingFirstRep().getCode());
        }
        return value.isPrimitive() ? String.valueOf(value.primitiveValue()) : "";
    }

    private static String name(HumanName name) {
        return name.hasText() ? name.getText() : joined(name.getFamily(), name.getGivenAsSingleString());
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> part != null && !part.isBlank()).collect(Collectors.joining(", "));
    }
}
