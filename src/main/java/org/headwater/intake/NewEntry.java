package org.headwater.intake;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.headwater.message.Format;
import org.headwater.message.Hl7v2Header;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * An entry about to be kept.
 *
 * @param standing what it is about, where it tells the state of something; else null
 */
record NewEntry(
        Feed feed,
        Digest digest,
        EntryState state,
        @Nullable UUID payload,
        int unit,
        String place,
        @Nullable String type,
        @Nullable String controlId,
        @Nullable Digest person,
        byte[] bytes,
        boolean wholePayload,
        List<Finding> findings,
        Unit.@Nullable Standing standing) {

    /** A v2 message sent by itself, with what a glance at it tells. */
    static NewEntry message(Feed feed, byte[] message) {
        Optional<Hl7v2Header> header = Hl7v2Header.first(message);
        return new NewEntry(
                feed,
                Digest.ofV2(message),
                EntryState.ACCEPTED,
                null,
                1,
                "",
                header.map(Hl7v2Header::type).orElse(null),
                header.map(Hl7v2Header::controlId).orElse(null),
                header.flatMap(Hl7v2Header::personKey)
                        .map(key -> Lanes.person(feed.id(), key))
                        .orElse(null),
                message,
                false,
                List.of(),
                null);
    }

    /**
     * A unit of a file. v2 messages name themselves (control id and time), so the same message in two files is the same
     * message; a row or claim that comes again in a later file says that things are so again.
     */
    static NewEntry unit(Feed feed, UUID payload, Digest payloadDigest, Unit unit) {
        Digest own = Digest.of(unit.bytes());
        return new NewEntry(
                feed,
                feed.format() == Format.HL7V2
                        ? Digest.ofV2(unit.bytes())
                        : Digest.of(payloadDigest, unit.number(), unit.bytes()),
                EntryState.ACCEPTED,
                payload,
                unit.number(),
                unit.place(),
                unit.type(),
                unit.controlId(),
                person(feed, unit),
                unit.bytes(),
                own.equals(payloadDigest),
                List.of(),
                unit.standing());
    }

    /** A file, or the rest of one, of which no unit could be read: kept in quarantine as a whole. */
    static NewEntry unreadable(Feed feed, UUID payload, Digest payloadDigest, Finding finding) {
        return new NewEntry(
                feed,
                Digest.of(payloadDigest, 0, new byte[0]),
                EntryState.QUARANTINED,
                payload,
                0,
                "",
                null,
                null,
                null,
                new byte[0],
                true,
                List.of(finding),
                null);
    }

    int lane() {
        return Lanes.of(feed.id(), person);
    }

    private static @Nullable Digest person(Feed feed, Unit unit) {
        return unit.personKey() == null ? null : Lanes.person(feed.id(), unit.personKey());
    }

    @Override
    public String toString() {
        return "NewEntry[" + feed.id() + " #" + unit + "]";
    }
}
