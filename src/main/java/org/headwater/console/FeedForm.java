package org.headwater.console;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.intake.Sender;
import org.headwater.message.Format;
import org.headwater.yaml.Declaration;
import org.jspecify.annotations.Nullable;

/** A feed as somebody typed it. What the form does not show, such as local authorities, stays as it was. */
record FeedForm(
        String id,
        String organization,
        String format,
        String sector,
        String zone,
        String authority,
        String application,
        String facility,
        String mllpPort) {

    FeedForm {
        id = Typed.stripped(id);
        organization = Typed.stripped(organization);
        format = Typed.stripped(format);
        sector = Typed.stripped(sector);
        zone = Typed.stripped(zone);
        authority = Typed.stripped(authority);
        application = Typed.stripped(application);
        facility = Typed.stripped(facility);
        mllpPort = Typed.stripped(mllpPort);
    }

    /** The feed, or why there is none. */
    record Reading(@Nullable Feed feed, List<String> objections) {}

    static FeedForm empty() {
        return new FeedForm("", "", "hl7v2", "hospital", "America/Chicago", "", "", "", "");
    }

    static FeedForm of(Feed feed) {
        Optional<Sender> sender = feed.senders().stream().findFirst();
        return new FeedForm(
                feed.id().value(),
                feed.organization(),
                feed.format().code(),
                feed.sector().code(),
                feed.zone().getId(),
                feed.authority(),
                sender.map(Sender::application).orElse(""),
                sender.map(Sender::facility).orElse(""),
                feed.mllpPort() == null ? "" : feed.mllpPort().toString());
    }

    Reading read(Optional<Feed> before) {
        List<String> objections = new ArrayList<>();
        Optional<FeedId> feedId = FeedId.of(id);
        if (feedId.isEmpty()) {
            objections.add(
                    "The id has lower-case letters, digits and hyphens, starts with a letter or digit, and is at most"
                            + " 63 characters long.");
        }
        if (organization.isEmpty()) {
            objections.add("Name the sender as people know it.");
        }
        Optional<Format> known = Format.of(format);
        Optional<Sector> part = Sector.of(sector);
        if (known.isEmpty() || part.isEmpty()) {
            objections.add("Choose a format and a sector from the lists.");
        }
        ZoneId place = zoneId(objections);
        if (!authority.isEmpty() && !Declaration.isAbsoluteUri(authority)) {
            objections.add(
                    "The authority is an absolute URI such as urn:oid:2.16.840.1.113883.3.123 or https://mercy.example/mrn.");
        }
        Integer port = port(objections);
        if (!objections.isEmpty() || feedId.isEmpty() || known.isEmpty() || part.isEmpty() || place == null) {
            return new Reading(null, objections);
        }
        Feed read = new Feed(
                feedId.get(),
                known.get(),
                part.get(),
                organization,
                place,
                authority.isEmpty() ? Feed.defaultAuthority(organization) : authority,
                before.map(Feed::authorities).orElse(Map.of()),
                before.map(Feed::mapping).orElse(null),
                senders(before),
                port);
        return new Reading(before.map(read::withMllpOf).orElse(read), List.of());
    }

    private @Nullable ZoneId zoneId(List<String> objections) {
        try {
            return ZoneId.of(zone.isEmpty() ? "UTC" : zone);
        } catch (DateTimeException unknown) {
            objections.add("The time zone is one of the tz database, such as America/Chicago.");
            return null;
        }
    }

    private @Nullable Integer port(List<String> objections) {
        if (mllpPort.isEmpty()) {
            return null;
        }
        if (mllpPort.matches("\\d{1,5}") && Integer.parseInt(mllpPort) >= 1 && Integer.parseInt(mllpPort) <= 65_535) {
            return Integer.valueOf(mllpPort);
        }
        objections.add("The MLLP port is a number from 1 to 65535, or empty to share the common one.");
        return null;
    }

    private List<Sender> senders(Optional<Feed> before) {
        List<Sender> senders = new ArrayList<>();
        if (!application.isEmpty() || !facility.isEmpty()) {
            Sender first =
                    before.flatMap(feed -> feed.senders().stream().findFirst()).orElse(new Sender(null, null));
            senders.add(new Sender(
                    blankToNull(application),
                    blankToNull(facility),
                    first.receivingApplication(),
                    first.receivingFacility()));
        }
        before.map(Feed::senders).stream().flatMap(all -> all.stream().skip(1)).forEach(senders::add);
        return senders;
    }

    private static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
