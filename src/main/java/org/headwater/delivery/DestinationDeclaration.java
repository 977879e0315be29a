package org.headwater.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.problem.Problem;
import org.headwater.yaml.Declaration;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * A destination as an administrator writes it, in YAML or JSON: the same keys in both.
 *
 * <p>Reading tells every problem at once, so that a declaration is put right in one go.
 */
public final class DestinationDeclaration {

    private static final Set<String> KEYS = Set.of(
            "id",
            "organization",
            "address",
            "sslBundle",
            "credentials",
            "version",
            "zone",
            "sender",
            "receiver",
            "processing",
            "events",
            "referrals",
            "sectors",
            "feeds",
            "ownFeeds",
            "people",
            "authority",
            "authorities",
            "notes",
            "zSegments",
            "charset",
            "ackTimeout",
            "connections",
            "freshness",
            "paused");
    /** Versions of the standard that messages can be written in. */
    public static final List<String> VERSIONS =
            List.of("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9");

    private static final Set<String> SCHEMES = Set.of("mllp", "mllps", "http", "https");
    private static final int MOST_CONNECTIONS = 16;
    private static final Pattern SECRET = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final DestinationId id;
    private final YamlNode node;
    private final Declaration declared;

    private DestinationDeclaration(DestinationId id, YamlNode node, Consumer<Problem> problems) {
        this.id = id;
        this.node = node;
        this.declared = new Declaration(node, problems);
    }

    /** The destination declared; empty when there are problems. */
    public static Optional<Destination> read(DestinationId id, YamlNode node, Consumer<Problem> problems) {
        return new DestinationDeclaration(id, node, problems).read();
    }

    /** A destination in the keys {@link #read} takes. */
    public static Map<String, Object> write(Destination destination) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("id", destination.id().value());
        keys.put("organization", destination.organization());
        keys.put("address", destination.address().toString());
        if (destination.sslBundle() != null) {
            keys.put("sslBundle", destination.sslBundle());
        }
        Credentials credentials = destination.credentials();
        if (credentials != null) {
            Map<String, String> shown = new LinkedHashMap<>();
            if (credentials.user() != null) {
                shown.put("user", credentials.user());
            }
            shown.put("secret", credentials.secret());
            keys.put("credentials", shown);
        }
        keys.put("version", destination.version());
        keys.put("zone", destination.zone().getId());
        keys.put(
                "sender",
                names(
                        destination.names().sendingApplication(),
                        destination.names().sendingFacility()));
        keys.put(
                "receiver",
                names(
                        destination.names().receivingApplication(),
                        destination.names().receivingFacility()));
        keys.put("processing", destination.processing());
        keys.put(
                "events",
                destination.occasions().stream().sorted().map(Occasion::code).toList());
        keys.put("referrals", destination.referrals().name());
        keys.put(
                "sectors",
                destination.sectors().stream().sorted().map(Sector::code).toList());
        keys.put(
                "feeds",
                destination.feeds().stream().sorted().map(FeedId::value).toList());
        keys.put(
                "ownFeeds",
                destination.ownFeeds().stream().sorted().map(FeedId::value).toList());
        keys.put("people", destination.everyone() ? "all" : "known");
        if (!destination.authority().isEmpty()) {
            keys.put("authority", destination.authority());
        }
        if (!destination.authorities().isEmpty()) {
            keys.put("authorities", destination.authorities());
        }
        keys.put("notes", destination.notes());
        keys.put("zSegments", destination.zSegments());
        keys.put("charset", destination.characterSet().code());
        keys.put("ackTimeout", destination.acknowledgementTimeout().toString());
        keys.put("connections", destination.connections());
        keys.put("freshness", destination.freshness().toString());
        keys.put("paused", destination.paused());
        return keys;
    }

    private static Map<String, String> names(String application, String facility) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("application", application);
        keys.put("facility", facility);
        return keys;
    }

    private Optional<Destination> read() {
        if (!node.isMap()) {
            declared.wrong(node, "a destination is an object with organization, address, events and authority");
            return Optional.empty();
        }
        declared.only(KEYS, node);
        declared.sameId(id.value());
        String organization = required("organization", "whose system it is, as people know it");
        URI address = address();
        String version = oneOf("version", "2.5.1", VERSIONS);
        ZoneId zone = declared.zone();
        boolean everyone = oneOf("people", "known", List.of("known", "all")).equals("all");
        String authority = authority(everyone);
        Set<Occasion> occasions = several("events", Occasion::of, Occasion.codes());
        if (occasions.isEmpty()) {
            declared.wrong("events", "events: at least one of " + Occasion.codes());
        }
        Destination.Names names = new Destination.Names(
                name("sender", "application", "HEADWATER"),
                name("sender", "facility", ""),
                name("receiver", "application", ""),
                name("receiver", "facility", ""));
        Optional<CharacterSet> charset = CharacterSet.of(node.text("charset").orElse("UNICODE UTF-8"));
        if (charset.isEmpty()) {
            declared.wrong("charset", "charset: one of " + CharacterSet.codes());
        }
        Optional<ReferralForm> referrals =
                ReferralForm.of(node.text("referrals").orElse("REF"));
        if (referrals.isEmpty()) {
            declared.wrong("referrals", "referrals: one of REF, RRI, ORU");
        }
        Destination destination = new Destination(
                id,
                organization,
                address,
                node.text("sslBundle").orElse(null),
                credentials(),
                version,
                zone,
                names,
                oneOf("processing", "P", List.of("P", "T", "D")),
                occasions,
                referrals.orElse(ReferralForm.REF),
                several("sectors", Sector::of, "hospital, payer, hie, social, public-health"),
                several("feeds", FeedId::of, "the ids of feeds"),
                several("ownFeeds", FeedId::of, "the ids of feeds"),
                everyone,
                authority,
                declared.uris("authorities"),
                yes("notes", true),
                yes("zSegments", false),
                charset.orElse(CharacterSet.UTF_8),
                duration("ackTimeout", Duration.ofSeconds(30), Duration.ofMinutes(10)),
                connections(),
                duration("freshness", Duration.ofDays(30), Duration.ofDays(36_525)),
                yes("paused", false));
        return declared.sound() ? Optional.of(destination) : Optional.empty();
    }

    private String required(String key, String what) {
        String text = node.text(key).map(String::strip).orElse("");
        if (text.isEmpty()) {
            declared.wrong(key, key + ": missing; " + what);
        }
        return text;
    }

    private URI address() {
        String text = required("address", "mllp://host:port, mllps://host:port, or an http(s) URL");
        URI none = URI.create("mllp://nowhere:1");
        if (text.isEmpty()) {
            return none;
        }
        try {
            URI address = new URI(text);
            String scheme = address.getScheme();
            boolean known = scheme != null && SCHEMES.contains(scheme) && address.getHost() != null;
            boolean mllp = known && scheme != null && scheme.startsWith("mllp");
            if (!known || (mllp && address.getPort() < 1)) {
                declared.wrong(
                        "address",
                        "address: \"" + text + "\" is none of mllp://host:port, mllps://host:port, http(s)://…");
                return none;
            }
            if (address.getUserInfo() != null) {
                declared.wrong(
                        "address", "address: holds a user or password; use credentials, with the name of a secret");
            }
            return address;
        } catch (URISyntaxException e) {
            declared.wrong("address", "address: \"" + text + "\" is no URL");
            return none;
        }
    }

    private @Nullable Credentials credentials() {
        YamlNode written = node.get("credentials").orElse(null);
        if (written == null) {
            return null;
        }
        declared.only(Set.of("user", "secret"), written);
        String secret = written.text("secret").orElse("");
        if (!SECRET.matcher(secret).matches()) {
            declared.wrong(
                    written,
                    "credentials: secret is the name below headwater.delivery.secrets under which the token or password is"
                            + " set, never the secret itself");
        }
        return new Credentials(written.text("user").orElse(null), secret);
    }

    private String oneOf(String key, String otherwise, List<String> allowed) {
        String text = node.text(key).orElse(otherwise);
        if (!allowed.contains(text)) {
            declared.wrong(key, key + ": \"" + text + "\" is none of " + String.join(", ", allowed));
            return otherwise;
        }
        return text;
    }

    private String authority(boolean everyone) {
        String authority = node.text("authority").orElse("");
        if (authority.isEmpty() && everyone) {
            return "";
        }
        if (!Declaration.isAbsoluteUri(authority)) {
            declared.wrong(
                    "authority",
                    "authority: the URI of the receiver's own record numbers (urn:oid:… or https://…), by which people it"
                            + " knows are told; only people: all can do without");
        }
        return authority;
    }

    private <T> Set<T> several(String key, Function<String, Optional<T>> of, String allowed) {
        Set<T> values = new LinkedHashSet<>();
        for (YamlNode item : node.items(key)) {
            Optional<T> value = item.text().flatMap(of);
            if (value.isEmpty()) {
                declared.wrong(item, key + ": \"" + item.text().orElse("") + "\" is none of " + allowed);
            }
            value.ifPresent(values::add);
        }
        return values;
    }

    private String name(String who, String what, String otherwise) {
        YamlNode written = node.get(who).orElse(null);
        if (written == null) {
            return otherwise;
        }
        if (what.equals("application")) {
            declared.only(Set.of("application", "facility"), written);
        }
        return written.text(what).orElse(otherwise);
    }

    private boolean yes(String key, boolean otherwise) {
        String text = node.text(key).orElse(Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            declared.wrong(key, key + ": true or false");
        }
        return text.equals("true");
    }

    private Duration duration(String key, Duration otherwise, Duration most) {
        String text = node.text(key).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // told below, with durations out of range
        }
        declared.wrong(key, key + ": \"" + text + "\" is no duration such as 30s, 10m or 30d, at most " + most);
        return otherwise;
    }

    private int connections() {
        String text = node.text("connections").orElse("1");
        if (text.matches("\\d{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST_CONNECTIONS) {
            return Integer.parseInt(text);
        }
        declared.wrong("connections", "connections: a number from 1 to " + MOST_CONNECTIONS);
        return 1;
    }
}
