package org.headwater.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/** The systems that may ask the built-in issuer for tokens. */
@Service
public class Clients {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String SELECT =
            "select id, kind, feed, scopes, secret_hash, jwks, jwks_uri, created_at, created_by, revoked_at from hw_client";

    private final JdbcClient jdbc;
    private final PasswordEncoder passwords;
    private final Clock clock;
    private final AuditTrail audit;

    /** Asked with every request; another gateway's revocation is heard within seconds, this one's at once. */
    private final Cache<String, Boolean> active = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    Clients(JdbcClient jdbc, PasswordEncoder passwords, Clock clock, AuditTrail audit) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * A client somebody asks to register.
     *
     * @param id its client id; empty for a feed's id with {@code -sender} behind
     * @param feed the feed a feed's client sends to; else empty
     * @param scopes what an app's tokens may permit, divided by spaces; empty for a feed's client, whose scope follows
     *     from its feed
     * @param jwks the client's public keys as a JWK set, when it proves itself by {@code private_key_jwt}; else empty
     * @param jwksUri where the client publishes them instead; else empty
     */
    public record Application(String id, Client.Kind kind, String feed, String scopes, String jwks, String jwksUri) {

        /** The client of a feed, with a secret. */
        public static Application forFeed(String feed) {
            return new Application("", Client.Kind.FEED, feed, "", "", "");
        }

        /** An app with a secret. */
        public static Application forApp(String id, String scopes) {
            return new Application(id, Client.Kind.APP, "", scopes, "", "");
        }
    }

    /** What came of an application or a rotation. */
    public sealed interface Answer {
        /**
         * The client may ask for tokens.
         *
         * @param secret shown this once and kept nowhere in clear; null when the client proves itself by its key
         */
        record Registered(Client client, @Nullable String secret) implements Answer {
            /** Prints no secret. */
            @Override
            public String toString() {
                return "Registered[" + client.id() + "]";
            }
        }

        /** Nothing changed; why, in words for a person. */
        record Refused(String why) implements Answer {}
    }

    /** Every client, revoked ones included, by id. */
    public List<Client> all() {
        return jdbc.sql(SELECT + " order by id").query(Clients::client).list();
    }

    /** The clients that may send to a feed by its own scope. */
    public List<Client> of(String feed) {
        return jdbc.sql(SELECT + " where feed = ? order by id")
                .param(feed)
                .query(Clients::client)
                .list();
    }

    /** The client of an id, revoked or not. */
    public Optional<Client> find(String id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id)
                .query(Clients::client)
                .optional();
    }

    /** Registers a client. A revoked client's id is not given out again, so that the audit trail stays unambiguous. */
    public Answer register(Application application) {
        Optional<String> objection = objection(application);
        if (objection.isPresent()) {
            return new Answer.Refused(objection.get());
        }
        boolean feed = application.kind() == Client.Kind.FEED;
        boolean byKey = !application.jwks().isBlank() || !application.jwksUri().isBlank();
        String secret = byKey ? null : Secrets.clientSecret();
        String id = application.id().isBlank() ? application.feed() + "-sender" : application.id();
        try {
            jdbc.sql("""
                            insert into hw_client
                            (id, kind, feed, scopes, secret_hash, jwks, jwks_uri, created_at, created_by)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .param(id)
                    .param(application.kind().name())
                    .param(feed ? application.feed() : null)
                    .param(feed ? "intake/" + application.feed() : String.join(" ", Scopes.words(application.scopes())))
                    .param(secret == null ? null : passwords.encode(secret))
                    .param(blankToNull(application.jwks()))
                    .param(blankToNull(application.jwksUri()))
                    .param(clock.instant().atOffset(ZoneOffset.UTC))
                    .param(Caller.current().name())
                    .update();
        } catch (DuplicateKeyException taken) {
            return new Answer.Refused("A client with the id " + id + " exists already; choose another id.");
        }
        audit.note("client-registered", id);
        return new Answer.Registered(find(id).orElseThrow(), secret);
    }

    /** Gives a client a new secret; the old one stops working at once, tokens already given run out by themselves. */
    public Answer rotate(String id) {
        Optional<Client> client = find(id).filter(Client::active);
        if (client.isEmpty()) {
            return new Answer.Refused("There is no client " + id + " in use.");
        }
        String secret = Secrets.clientSecret();
        jdbc.sql("update hw_client set secret_hash = ? where id = ?")
                .params(passwords.encode(secret), id)
                .update();
        audit.note("client-secret-rotated", id);
        return new Answer.Registered(find(id).orElseThrow(), secret);
    }

    /** Ends a client; its tokens open nothing from now on. False when there was none in use. */
    public boolean revoke(String id) {
        int revoked = jdbc.sql("update hw_client set revoked_at = ? where id = ? and revoked_at is null")
                .params(clock.instant().atOffset(ZoneOffset.UTC), id)
                .update();
        active.invalidate(id);
        if (revoked == 1) {
            audit.note("client-revoked", id);
        }
        return revoked == 1;
    }

    /** Whether tokens given to this client still open anything. */
    boolean active(String id) {
        return Boolean.TRUE.equals(
                active.get(id, key -> find(key).filter(Client::active).isPresent()));
    }

    /** What a client proves itself with; empty when there is none in use by that id. */
    Optional<Credentials> credentials(String id) {
        return jdbc.sql(SELECT + " where id = ? and revoked_at is null")
                .param(id)
                .query((row, number) -> new Credentials(
                        client(row, number),
                        row.getString("secret_hash"),
                        row.getString("jwks"),
                        row.getString("jwks_uri")))
                .optional();
    }

    record Credentials(
            Client client,
            @Nullable String secretHash,
            @Nullable String jwks,
            @Nullable String jwksUri) {
        /** Prints no hash. */
        @Override
        public String toString() {
            return "Credentials[" + client.id() + "]";
        }
    }

    private static Optional<String> objection(Application application) {
        boolean feed = application.kind() == Client.Kind.FEED;
        if (feed && !ID.matcher(application.feed()).matches()) {
            return Optional.of("Name the feed this client sends to.");
        }
        if (!(feed && application.id().isBlank())
                && !ID.matcher(application.id()).matches()) {
            return Optional.of(
                    "A client id has letters, digits, dots, dashes or underscores, and at most 100 of them.");
        }
        return (feed ? Optional.<String>empty() : scopeObjection(application.scopes()))
                .or(() -> keyObjection(application));
    }

    private static Optional<String> scopeObjection(String scopes) {
        List<String> words = Scopes.words(scopes);
        if (words.isEmpty()) {
            return Optional.of("Say what the app may do, for example system/*.read.");
        }
        return words.stream()
                .filter(word -> Scope.of(word).isEmpty())
                .findFirst()
                .map(word -> "The scope " + word + " means nothing here. Known are system/*.read, system/Patient.rs and"
                        + " their like, intake/<feed>, metrics and admin.");
    }

    private static Optional<String> keyObjection(Application application) {
        if (!application.jwksUri().isBlank() && !application.jwksUri().startsWith("https://")) {
            return Optional.of("The address of a client's keys begins with https://.");
        }
        if (application.jwks().isBlank()) {
            return Optional.empty();
        }
        try {
            List<JWK> keys = JWKSet.parse(application.jwks()).getKeys();
            if (keys.isEmpty() || keys.stream().anyMatch(JWK::isPrivate)) {
                return Optional.of("The JWK set must hold public keys only, and at least one.");
            }
            return Optional.empty();
        } catch (ParseException broken) {
            return Optional.of("The keys are not a JWK set: {\"keys\": [ … ]}.");
        }
    }

    private static Client client(ResultSet row, int number) throws SQLException {
        List<String> proof = new ArrayList<>();
        if (row.getString("secret_hash") != null) {
            proof.add("secret");
        }
        if (row.getString("jwks") != null || row.getString("jwks_uri") != null) {
            proof.add("key");
        }
        return new Client(
                row.getString("id"),
                Client.Kind.valueOf(row.getString("kind")),
                row.getString("feed"),
                Scopes.words(row.getString("scopes")),
                proof,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                instant(row.getObject("revoked_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
