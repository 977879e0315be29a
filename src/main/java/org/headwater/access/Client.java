package org.headwater.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A system that may ask for tokens.
 *
 * @param id its client id
 * @param kind what it is there for
 * @param feed the feed it sends to; null for apps
 * @param scopes what its tokens may permit, in the words of SMART
 * @param proof how it proves who it is: {@code secret}, {@code key} or both
 * @param since when it was registered
 * @param by who registered it
 * @param revoked since when it gets no tokens and its tokens open nothing; null while it is in use
 */
public record Client(
        String id,
        Kind kind,
        @Nullable String feed,
        List<String> scopes,
        List<String> proof,
        Instant since,
        String by,
        @Nullable Instant revoked) {

    public Client {
        scopes = List.copyOf(scopes);
        proof = List.copyOf(proof);
    }

    /** What a client is there for. */
    public enum Kind {
        /** Sends to one feed. */
        FEED,
        /** Reads, and where its scopes say so writes, FHIR. */
        APP;

        /** The word used on the wire. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it may be given tokens. */
    public boolean active() {
        return revoked == null;
    }
}
