package org.headwater.intake;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.jspecify.annotations.Nullable;

/**
 * A configured stream from one sender.
 *
 * @param id its name in URLs and folders
 * @param format the wire format of everything it sends
 * @param sector the part of the community the sender belongs to
 * @param organization the sender's name, as people know it
 * @param zone the zone of timestamps that state none
 * @param authority the URI that qualifies identifiers for which the sender names no assigning authority
 * @param authorities URIs of assigning authorities the sender names by a local word
 * @param mapping the mapping to use whatever a message's type; null to choose by type
 * @param senders the v2 systems whose messages belong to this feed
 * @param mllpPort a TCP port of this feed's own for MLLP; null when it shares the common one
 * @param mllp what else is agreed with its sender about MLLP
 */
public record Feed(
        FeedId id,
        Format format,
        Sector sector,
        String organization,
        ZoneId zone,
        String authority,
        Map<String, String> authorities,
        @Nullable String mapping,
        List<Sender> senders,
        @Nullable Integer mllpPort,
        MllpTerms mllp) {

    public Feed {
        authorities = Map.copyOf(authorities);
        senders = List.copyOf(senders);
    }

    /** A feed for whose MLLP nothing special is agreed. */
    public Feed(
            FeedId id,
            Format format,
            Sector sector,
            String organization,
            ZoneId zone,
            String authority,
            Map<String, String> authorities,
            @Nullable String mapping,
            List<Sender> senders,
            @Nullable Integer mllpPort) {
        this(
                id,
                format,
                sector,
                organization,
                zone,
                authority,
                authorities,
                mapping,
                senders,
                mllpPort,
                MllpTerms.USUAL);
    }

    /** This feed, with what another declaration of it agreed about MLLP. */
    public Feed withMllpOf(Feed other) {
        return new Feed(
                id, format, sector, organization, zone, authority, authorities, mapping, senders, mllpPort, other.mllp);
    }

    /** The authority of a feed whose declaration names none: one for all feeds of an organisation. */
    public static String defaultAuthority(String organization) {
        return "urn:headwater:org:"
                + organization
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", "-")
                        .replaceAll("^-|-$", "");
    }

    /** What a mapping needs to know of this feed. */
    public SourceFeed source() {
        return new SourceFeed(id.value(), sector.code(), organization, zone, authority, authorities, mapping);
    }
}
