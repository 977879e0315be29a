package org.headwater.mapping;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping needs to know of the feed a unit came in on.
 *
 * @param id the feed's id
 * @param sector {@code hospital, payer, hie, social} or {@code public-health}
 * @param organization the sender's name, for provenance and for references to it
 * @param zone the zone of timestamps that state none
 * @param authority the URI that qualifies identifiers for which the sender names no assigning authority
 * @param authorities URIs of the assigning authorities the sender names by a local word ({@code MERCY} in PID-3.4)
 * @param mapping the mapping to use whatever the unit's type; null to choose by type
 * @param overlay the feed's own changes to shared mappings, its zone and authorities among those above; null for none
 */
public record SourceFeed(
        String id,
        String sector,
        String organization,
        ZoneId zone,
        String authority,
        Map<String, String> authorities,
        @Nullable String mapping,
        @Nullable Overlay overlay) {

    public SourceFeed {
        authorities = Map.copyOf(authorities);
    }

    /** A feed that takes the shared mappings as they are. */
    public SourceFeed(
            String id,
            String sector,
            String organization,
            ZoneId zone,
            String authority,
            Map<String, String> authorities,
            @Nullable String mapping) {
        this(id, sector, organization, zone, authority, authorities, mapping, null);
    }

    /** This feed with an overlay upon it. */
    public SourceFeed with(Overlay changes) {
        return changes.over(this);
    }

    /** The feed assumed for files mapped without one, in UTC. */
    public static SourceFeed unnamed() {
        return new SourceFeed(
                "unnamed", "hospital", "Unnamed sender", ZoneId.of("UTC"), "urn:headwater:unnamed", Map.of(), null);
    }
}
