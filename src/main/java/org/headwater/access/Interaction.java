package org.headwater.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What may be done with resources of a type, as the letters of SMART scopes (v2) name it. */
enum Interaction {
    CREATE('c'),
    READ('r'),
    UPDATE('u'),
    DELETE('d'),
    SEARCH('s');

    private final char letter;

    Interaction(char letter) {
        this.letter = letter;
    }

    /**
     * The interactions a scope's last part names: {@code read}, {@code write}, {@code *} (SMART v1), or letters of {@code
     * cruds} in that order (v2); empty when it is neither.
     */
    static Optional<Set<Interaction>> named(String word) {
        return switch (word) {
            case "read" -> Optional.of(EnumSet.of(READ, SEARCH));
            case "write" -> Optional.of(EnumSet.of(CREATE, UPDATE, DELETE));
            case "*" -> Optional.of(EnumSet.allOf(Interaction.class));
            default -> lettered(word);
        };
    }

    private static Optional<Set<Interaction>> lettered(String word) {
        Set<Interaction> named = EnumSet.noneOf(Interaction.class);
        int at = 0;
        for (Interaction interaction : values()) {
            if (at < word.length() && word.charAt(at) == interaction.letter) {
                named.add(interaction);
                at++;
            }
        }
        return at == word.length() && at > 0 ? Optional.of(named) : Optional.empty();
    }
}
