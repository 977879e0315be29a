package org.headwater.intake;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.headwater.message.Format;
import org.headwater.problem.Problem;
import org.headwater.yaml.Declaration;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A feed as an administrator writes it, in YAML or JSON: the same keys in both.
 *
 * <p>Reading tells every problem at once, so that a declaration is put right in one go.
 */
final class FeedDeclaration {

    private static final Set<String> KEYS = Set.of(
            "id",
            "format",
            "sector",
            "organization",
            "zone",
            "authority",
            "authorities",
            "mapping",
            "senders",
            "mllpPort",
            "mllpPeers",
            "mllpAcknowledgement");

    private final FeedId id;
    private final YamlNode node;
    private final Declaration declared;

    private FeedDeclaration(FeedId id, YamlNode node, Consumer<Problem> problems) {
        this.id = id;
        this.node = node;
        this.declared = new Declaration(node, problems);
    }

    /** The feed declared; empty when there are problems. */
    static Optional<Feed> read(FeedId id, YamlNode node, Consumer<Problem> problems) {
        return new FeedDeclaration(id, node, problems).read();
    }

    /** A feed in the keys {@link #read} takes. */
    static Map<String, Object> write(Feed feed) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("id", feed.id().value());
        keys.put("format", feed.format().code());
        keys.put("sector", feed.sector().code());
        keys.put("organization", feed.organization());
        keys.put("zone", feed.zone().getId());
        keys.put("authority", feed.authority());
        if (!feed.authorities().isEmpty()) {
            keys.put("authorities", feed.authorities());
        }
        if (feed.mapping() != null) {
            keys.put("mapping", feed.mapping());
        }
        if (!feed.senders().isEmpty()) {
            keys.put(
                    "senders",
                    feed.senders().stream().map(FeedDeclaration::write).toList());
        }
        if (feed.mllpPort() != null) {
            keys.put("mllpPort", feed.mllpPort());
        }
        write(feed.mllp(), keys);
        return keys;
    }

    private static void write(MllpTerms terms, Map<String, Object> keys) {
        if (!terms.peers().any()) {
            Map<String, Object> peers = new LinkedHashMap<>();
            if (!terms.peers().addresses().isEmpty()) {
                peers.put("addresses", terms.peers().addressTexts());
            }
            if (!terms.peers().certificates().isEmpty()) {
                peers.put("certificates", terms.peers().certificateTexts());
            }
            keys.put("mllpPeers", peers);
        }
        if (terms.acknowledgement() != null) {
            keys.put("mllpAcknowledgement", terms.acknowledgement().code());
        }
    }

    private static Map<String, String> write(Sender sender) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (sender.application() != null) {
            keys.put("application", sender.application());
        }
        if (sender.facility() != null) {
            keys.put("facility", sender.facility());
        }
        if (sender.receivingApplication() != null) {
            keys.put("receivingApplication", sender.receivingApplication());
        }
        if (sender.receivingFacility() != null) {
            keys.put("receivingFacility", sender.receivingFacility());
        }
        return keys;
    }

    private Optional<Feed> read() {
        if (!node.isMap()) {
            declared.wrong(node, "a feed is an object with format, sector and organization");
            return Optional.empty();
        }
        declared.only(KEYS, node);
        declared.sameId(id.value());
        Format format = format();
        Sector sector = sector();
        String organization = organization();
        ZoneId zone = declared.zone();
        String authority = authority();
        Map<String, String> authorities = declared.uris("authorities");
        List<Sender> senders = senders();
        Integer mllpPort = mllpPort();
        MllpTerms mllp = mllp();
        String mapping = node.text("mapping").orElse(null);
        if (!declared.sound() || format == null || sector == null || organization == null) {
            return Optional.empty();
        }
        return Optional.of(new Feed(
                id, format, sector, organization, zone, authority, authorities, mapping, senders, mllpPort, mllp));
    }

    private @Nullable Format format() {
        return chosen(
                "format",
                Format::of,
                Arrays.stream(Format.values()).map(Format::code).collect(Collectors.joining(", ")));
    }

    private @Nullable Sector sector() {
        return chosen("sector", Sector::of, Sector.codes());
    }

    private <T> @Nullable T chosen(String key, java.util.function.Function<String, Optional<T>> of, String allowed) {
        Optional<String> text = node.text(key);
        if (text.isEmpty()) {
            declared.wrong(node, key + ": missing; one of " + allowed);
            return null;
        }
        Optional<T> value = of.apply(text.get());
        if (value.isEmpty()) {
            declared.wrong(key, key + ": \"" + text.get() + "\" is none of " + allowed);
        }
        return value.orElse(null);
    }

    private @Nullable String organization() {
        Optional<String> name = node.text("organization").map(String::strip).filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            declared.wrong("organization", "organization: missing; the sender's name, as people know it");
        }
        return name.orElse(null);
    }

    private String authority() {
        String authority = node.text("authority")
                .orElseGet(() -> Feed.defaultAuthority(node.text("organization").orElse("")));
        if (!Declaration.isAbsoluteUri(authority)) {
            declared.wrong(
                    "authority", "authority: \"" + authority + "\" is no absolute URI; write urn:oid:… or https://…");
        }
        return authority;
    }

    private List<Sender> senders() {
        List<Sender> senders = new ArrayList<>();
        for (YamlNode item : node.items("senders")) {
            declared.only(Set.of("application", "facility", "receivingApplication", "receivingFacility"), item);
            Sender sender = new Sender(
                    item.text("application").orElse(null),
                    item.text("facility").orElse(null),
                    item.text("receivingApplication").orElse(null),
                    item.text("receivingFacility").orElse(null));
            if (sender.equals(new Sender(null, null))) {
                declared.wrong(
                        item,
                        "senders: each names an application (MSH-3), a facility (MSH-4), a receivingApplication (MSH-5) or"
                                + " a receivingFacility (MSH-6), one or several of them");
            }
            senders.add(sender);
        }
        return senders;
    }

    private @Nullable Integer mllpPort() {
        Optional<String> text = node.text("mllpPort");
        if (text.isEmpty()) {
            return null;
        }
        try {
            int port = Integer.parseInt(text.get());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, with numbers out of range
        }
        declared.wrong("mllpPort", "mllpPort: \"" + text.get() + "\" is no TCP port; write a number from 1 to 65535");
        return null;
    }

    private MllpTerms mllp() {
        Peers peers = node.get("mllpPeers").map(this::peers).orElse(Peers.ANY);
        String text = node.text("mllpAcknowledgement").orElse("");
        Optional<AcknowledgementMode> mode = AcknowledgementMode.parse(text);
        if (!text.isEmpty() && mode.isEmpty()) {
            declared.wrong(
                    "mllpAcknowledgement",
                    "mllpAcknowledgement: \"" + text + "\" is neither as-asked (by MSH-15 and MSH-16) nor original");
        }
        return new MllpTerms(peers, mode.orElse(null));
    }

    private Peers peers(YamlNode written) {
        declared.only(Set.of("addresses", "certificates"), written);
        return Peers.read(
                written.texts("addresses"),
                written.texts("certificates"),
                problem -> declared.wrong(written, "mllpPeers: " + problem));
    }
}
