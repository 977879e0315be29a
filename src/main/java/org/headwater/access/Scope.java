package org.headwater.access;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One permission a token may carry. */
sealed interface Scope {

    /** Whether whoever holds this scope holds the other as well. */
    boolean covers(Scope other);

    /**
     * The scope a word of a token means; empty when it gives nothing here. {@code patient/…} scopes need a launch context
     * and {@code ?…} restrictions a filter that do not exist yet, so neither is understood: unknown never means allowed.
     */
    static Optional<Scope> of(String word) {
        return switch (word) {
            case "admin" -> Optional.of(new Admin());
            case "metrics" -> Optional.of(new Metrics());
            default -> Intake.parse(word).or(() -> Clinical.parse(word));
        };
    }

    /** Administration: feeds, clients, settings, operations that maintain the store. */
    record Admin() implements Scope {
        @Override
        public boolean covers(Scope other) {
            return other instanceof Admin || other instanceof Metrics;
        }
    }

    /** Reading the gateway's own metrics. */
    record Metrics() implements Scope {
        @Override
        public boolean covers(Scope other) {
            return other instanceof Metrics;
        }
    }

    /**
     * Sending to a feed and reading receipts of what was sent.
     *
     * @param feed the feed's id, or {@code *} for all
     */
    record Intake(String feed) implements Scope {
        private static final Pattern FORM = Pattern.compile("intake/(\\*|[A-Za-z0-9][A-Za-z0-9._-]*)");

        static Optional<Scope> parse(String word) {
            Matcher matcher = FORM.matcher(word);
            return matcher.matches() ? Optional.of(new Intake(matcher.group(1))) : Optional.empty();
        }

        boolean permits(String id) {
            return feed.equals("*") || feed.equals(id);
        }

        @Override
        public boolean covers(Scope other) {
            return other instanceof Intake intake && permits(intake.feed);
        }
    }

    /**
     * Reading or writing FHIR, as SMART App Launch 2.2 §3.0.2 writes it.
     *
     * @param type a resource type, or {@code *} for all
     */
    record Clinical(String type, Set<Interaction> interactions) implements Scope {
        private static final Pattern FORM = Pattern.compile("(?:system|user)/(\\*|[A-Z][A-Za-z]+)\\.(\\*|[a-z]+)");

        public Clinical {
            interactions = Set.copyOf(interactions);
        }

        static Optional<Scope> parse(String word) {
            Matcher matcher = FORM.matcher(word);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            return Interaction.named(matcher.group(2)).map(named -> new Clinical(matcher.group(1), named));
        }

        boolean about(String resourceType) {
            return type.equals("*") || type.equals(resourceType);
        }

        @Override
        public boolean covers(Scope other) {
            return other instanceof Clinical clinical
                    && about(clinical.type)
                    && interactions.containsAll(clinical.interactions);
        }
    }
}
