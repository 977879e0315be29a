package org.headwater.mapping;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The condition by which FHIR names a resource without its id (R4 §3.1.0.5.3): {@code Patient?identifier=system|value}. */
final class Conditional {

    private static final String IDENTIFIER = "identifier=";

    private Conditional() {}

    /** The identifier a condition asks for, as keys write it; empty when it asks for anything else or names no system. */
    static Optional<String> identifier(String condition) {
        return Arrays.stream(condition.substring(condition.indexOf('?') + 1).split("&", -1))
                .filter(parameter -> parameter.startsWith(IDENTIFIER))
                .map(parameter -> decoded(parameter.substring(IDENTIFIER.length())))
                .map(token -> token.split("\\|", 2))
                .filter(token -> token.length == 2 && !token[0].isEmpty() && !token[1].isEmpty())
                .map(token -> Key.identifierText(token[0], token[1]))
                .findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
