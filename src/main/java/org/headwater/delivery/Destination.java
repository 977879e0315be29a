package org.headwater.delivery;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.mapping.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * A system that is told what happens elsewhere, in HL7 v2.
 *
 * @param id its name in URLs
 * @param organization whose system it is, as people know it; feeds of this organisation are its own
 * @param address {@code mllp://host:port}, {@code mllps://host:port}, or an HTTP(S) URL that messages are posted to
 * @param sslBundle name of a bundle below {@code spring.ssl.bundle} for TLS; null for what the platform trusts
 * @param credentials for HTTP; null for none
 * @param version of the standard messages are written in, {@code 2.3} to {@code 2.9}
 * @param zone in which it reads times of day
 * @param names MSH-3 to MSH-6
 * @param processing MSH-11: P production, T training, D debugging
 * @param occasions what it asks to be told of
 * @param referrals the message in which it takes news of referrals
 * @param sectors whose news it asks for; empty for all
 * @param feeds whose news it asks for; empty for all
 * @param ownFeeds feeds that come from its own organisation under another name; what they tell never goes back
 * @param everyone whether it is told of people it has no record number for
 * @param authority URI of the assigning authority of its own record numbers; empty when everyone is told of
 * @param authorities its own words for assigning authorities, and the URIs they stand for
 * @param notes whether remarks go along (NTE)
 * @param zSegments whether ZHW goes along
 * @param characterSet what messages are written in
 * @param acknowledgementTimeout how long an answer is waited for
 * @param connections how many messages, of different people, may be on their way at once
 * @param freshness older news than that is not told: a history that is loaded is no news
 * @param paused whether messages wait until somebody resumes it
 */
public record Destination(
        DestinationId id,
        String organization,
        URI address,
        @Nullable String sslBundle,
        @Nullable Credentials credentials,
        String version,
        ZoneId zone,
        Names names,
        String processing,
        Set<Occasion> occasions,
        ReferralForm referrals,
        Set<Sector> sectors,
        Set<FeedId> feeds,
        Set<FeedId> ownFeeds,
        boolean everyone,
        String authority,
        Map<String, String> authorities,
        boolean notes,
        boolean zSegments,
        CharacterSet characterSet,
        Duration acknowledgementTimeout,
        int connections,
        Duration freshness,
        boolean paused) {

    public Destination {
        occasions = Set.copyOf(occasions);
        sectors = Set.copyOf(sectors);
        feeds = Set.copyOf(feeds);
        ownFeeds = Set.copyOf(ownFeeds);
        authorities = Map.copyOf(authorities);
    }

    /**
     * What MSH-3 to MSH-6 say; components are divided by {@code ^}.
     *
     * @param sendingApplication MSH-3
     * @param sendingFacility MSH-4
     * @param receivingApplication MSH-5
     * @param receivingFacility MSH-6
     */
    public record Names(
            String sendingApplication, String sendingFacility, String receivingApplication, String receivingFacility) {}

    /** Whether it is to learn what a feed tells: it asks for it, and it does not come from there itself. */
    boolean listensTo(Feed feed) {
        return !owns(feed)
                && (sectors.isEmpty() || sectors.contains(feed.sector()))
                && (feeds.isEmpty() || feeds.contains(feed.id()));
    }

    private boolean owns(Feed feed) {
        return ownFeeds.contains(feed.id())
                || feed.organization().equalsIgnoreCase(organization)
                || (!authority.isEmpty() && feed.authority().equals(authority));
    }

    boolean asksFor(Occasion occasion) {
        return occasions.contains(occasion);
    }

    boolean http() {
        return address.getScheme().startsWith("http");
    }

    Dialect dialect() {
        return new Dialect(
                version,
                zone,
                authorities.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (first, second) -> first)));
    }

    Destination paused(boolean newPaused) {
        return new Destination(
                id,
                organization,
                address,
                sslBundle,
                credentials,
                version,
                zone,
                names,
                processing,
                occasions,
                referrals,
                sectors,
                feeds,
                ownFeeds,
                everyone,
                authority,
                authorities,
                notes,
                zSegments,
                characterSet,
                acknowledgementTimeout,
                connections,
                freshness,
                newPaused);
    }
}
