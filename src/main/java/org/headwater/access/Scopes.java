package org.headwater.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All a caller may do: the scopes of its token, or those its role in the console stands for. */
record Scopes(List<Scope> held) {

    Scopes {
        held = List.copyOf(held);
    }

    /** What these words permit; words that mean nothing here permit nothing. */
    static Scopes of(Collection<String> words) {
        return new Scopes(
                words.stream().map(Scope::of).flatMap(Optional::stream).toList());
    }

    /** The words of a scope parameter, which spaces divide. */
    static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    boolean administers() {
        return covers(new Scope.Admin());
    }

    boolean readsMetrics() {
        return covers(new Scope.Metrics());
    }

    /** Whether something may be sent to this feed. */
    boolean sendsTo(String feed) {
        return covers(new Scope.Intake(feed));
    }

    /** Whether something may be sent to at least one feed. */
    boolean sends() {
        return held.stream().anyMatch(Scope.Intake.class::isInstance);
    }

    /** Whether FHIR is open to the caller at all; what exactly, {@link #permits} tells. */
    boolean clinical() {
        return held.stream().anyMatch(Scope.Clinical.class::isInstance);
    }

    /** Whether all these interactions are permitted on a resource type ({@code *}: on all), one scope or several giving them. */
    boolean permits(String type, Set<Interaction> asked) {
        Set<Interaction> given = EnumSet.noneOf(Interaction.class);
        for (Scope scope : held) {
            if (scope instanceof Scope.Clinical clinical && clinical.about(type)) {
                given.addAll(clinical.interactions());
            }
        }
        return given.containsAll(asked);
    }

    /** Whether a client that was granted these may have a token for that. */
    boolean covers(Scope asked) {
        return held.stream().anyMatch(scope -> scope.covers(asked));
    }
}
