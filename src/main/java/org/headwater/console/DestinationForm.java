package org.headwater.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.delivery.Credentials;
import org.headwater.delivery.Destination;
import org.headwater.delivery.DestinationDeclaration;
import org.headwater.delivery.DestinationId;
import org.headwater.delivery.Occasion;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** A destination as somebody typed it. What the form does not show, such as its words for authorities, stays as it was. */
record DestinationForm(
        String id,
        String organization,
        String address,
        String version,
        String zone,
        String sendingApplication,
        String sendingFacility,
        String receivingApplication,
        String receivingFacility,
        List<String> events,
        List<String> sectors,
        String ownFeeds,
        String referrals,
        String people,
        String authority,
        String freshness,
        String sslBundle,
        String user,
        String secret) {

    @SuppressWarnings("NullAway") // an absent form field binds as null
    DestinationForm {
        id = Typed.stripped(id);
        organization = Typed.stripped(organization);
        address = Typed.stripped(address);
        version = Typed.stripped(version);
        zone = Typed.stripped(zone);
        sendingApplication = Typed.stripped(sendingApplication);
        sendingFacility = Typed.stripped(sendingFacility);
        receivingApplication = Typed.stripped(receivingApplication);
        receivingFacility = Typed.stripped(receivingFacility);
        events = events == null ? List.of() : List.copyOf(events);
        sectors = sectors == null ? List.of() : List.copyOf(sectors);
        ownFeeds = Typed.stripped(ownFeeds);
        referrals = Typed.stripped(referrals);
        people = Typed.stripped(people);
        authority = Typed.stripped(authority);
        freshness = Typed.stripped(freshness);
        sslBundle = Typed.stripped(sslBundle);
        user = Typed.stripped(user);
        secret = Typed.stripped(secret);
    }

    /** The destination, or why there is none. */
    record Reading(@Nullable Destination destination, List<String> objections) {}

    static DestinationForm empty() {
        return new DestinationForm(
                "",
                "",
                "",
                "2.5.1",
                "America/Chicago",
                "HEADWATER",
                "",
                "",
                "",
                List.of(Occasion.ADMISSION.code(), Occasion.DISCHARGE.code(), Occasion.REFERRAL_OUTCOME.code()),
                List.of(),
                "",
                "REF",
                "known",
                "",
                "30d",
                "",
                "",
                "");
    }

    static DestinationForm of(Destination destination) {
        Optional<Credentials> credentials = Optional.ofNullable(destination.credentials());
        return new DestinationForm(
                destination.id().value(),
                destination.organization(),
                destination.address().toString(),
                destination.version(),
                destination.zone().getId(),
                destination.names().sendingApplication(),
                destination.names().sendingFacility(),
                destination.names().receivingApplication(),
                destination.names().receivingFacility(),
                destination.occasions().stream().map(Occasion::code).toList(),
                destination.sectors().stream().map(Sector::code).toList(),
                String.join(
                        " ",
                        destination.ownFeeds().stream()
                                .map(FeedId::value)
                                .sorted()
                                .toList()),
                destination.referrals().name(),
                destination.everyone() ? "all" : "known",
                destination.authority(),
                destination.freshness().toString(),
                destination.sslBundle() == null ? "" : destination.sslBundle(),
                credentials.map(Credentials::user).orElse(""),
                credentials.map(Credentials::secret).orElse(""));
    }

    /** @param before what was declared under this id so far */
    Reading read(Optional<Destination> before) {
        Optional<DestinationId> name = DestinationId.of(id);
        if (name.isEmpty()) {
            return new Reading(null, List.of("The id has " + DestinationId.RULE + "."));
        }
        Map<String, Object> keys =
                new LinkedHashMap<>(before.map(DestinationDeclaration::write).orElse(Map.of()));
        keys.put("organization", organization);
        keys.put("address", address);
        keys.put("version", version);
        keys.put("zone", zone);
        keys.put("sender", Map.of("application", sendingApplication, "facility", sendingFacility));
        keys.put("receiver", Map.of("application", receivingApplication, "facility", receivingFacility));
        keys.put("events", events);
        keys.put("sectors", sectors);
        keys.put("ownFeeds", ownFeeds.isEmpty() ? List.of() : List.of(ownFeeds.split("[\\s,]+")));
        keys.put("referrals", referrals);
        keys.put("people", people);
        setOrRemove(keys, "authority", authority);
        keys.put("freshness", freshness);
        setOrRemove(keys, "sslBundle", sslBundle);
        keys.remove("credentials");
        if (!user.isEmpty() || !secret.isEmpty()) {
            keys.put("credentials", user.isEmpty() ? Map.of("secret", secret) : Map.of("user", user, "secret", secret));
        }
        List<Problem> problems = new ArrayList<>();
        Destination destination = DestinationDeclaration.read(
                        name.get(), YamlNode.of("destination " + id, keys), problems::add)
                .orElse(null);
        return new Reading(destination, problems.stream().map(Problem::message).toList());
    }

    private static void setOrRemove(Map<String, Object> keys, String key, String text) {
        if (text.isEmpty()) {
            keys.remove(key);
        } else {
            keys.put(key, text);
        }
    }
}
