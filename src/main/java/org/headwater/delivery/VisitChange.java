package org.headwater.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which trigger event tells of how a visit changed (v2.9 chapter 3). Made of how it stood and how it stands, not of what its
 * sender's message was called: so a visit that came as FHIR or as a document is told like one that came as ADT.
 */
final class VisitChange {

    private static final Set<String> INPATIENT = Set.of("IMP", "ACUTE", "NONAC");

    private VisitChange() {}

    /** Where a visit is in its course. */
    private enum Phase {
        PLANNED,
        OPEN,
        OVER,
        CANCELLED,
        MISTAKEN,
        UNKNOWN;

        static Phase of(String status) {
            return switch (status) {
                case "planned" -> PLANNED;
                case "arrived", "triaged", "in-progress", "onleave" -> OPEN;
                case "finished" -> OVER;
                case "cancelled" -> CANCELLED;
                case "entered-in-error" -> MISTAKEN;
                default -> UNKNOWN;
            };
        }
    }

    /**
     * The triggers, in order. A destination that never heard of a stay hears of its beginning before it hears of its end,
     * however quickly we learned of both.
     *
     * @param before null when the destination never heard of the visit
     * @param visitClass code of the visit's class
     */
    static List<Trigger> triggers(@Nullable Told before, Told now, String visitClass) {
        Phase phase = Phase.of(now.status());
        Phase earlier = before == null ? Phase.UNKNOWN : Phase.of(before.status());
        if (phase == Phase.OVER && (before == null || earlier == Phase.PLANNED)) {
            return List.of(begin(visitClass), Trigger.discharge("A03"));
        }
        return (before == null ? first(phase, visitClass) : next(before, earlier, now, phase, visitClass))
                .stream().toList();
    }

    private static Optional<Trigger> next(Told before, Phase earlier, Told now, Phase phase, String visitClass) {
        if (earlier == phase) {
            return same(before, now, phase);
        }
        return switch (phase) {
            case PLANNED -> Optional.of(Trigger.admission(earlier == Phase.OPEN ? "A11" : "A05"));
            case OPEN -> Optional.of(earlier == Phase.OVER ? Trigger.discharge("A13") : begin(visitClass));
            case OVER -> Optional.of(Trigger.discharge("A03"));
            case CANCELLED -> gone(earlier);
            case MISTAKEN -> earlier == Phase.CANCELLED ? Optional.empty() : Optional.of(Trigger.admission("A23"));
            case UNKNOWN -> changed(before, now);
        };
    }

    private static Optional<Trigger> first(Phase phase, String visitClass) {
        return switch (phase) {
            case PLANNED -> Optional.of(Trigger.admission("A05"));
            case OPEN -> Optional.of(begin(visitClass));
            case OVER, CANCELLED, MISTAKEN, UNKNOWN -> Optional.empty();
        };
    }

    /** A patient is admitted as an inpatient and registered for anything else. */
    private static Trigger begin(String visitClass) {
        return Trigger.admission(INPATIENT.contains(visitClass) ? "A01" : "A04");
    }

    private static Optional<Trigger> gone(Phase earlier) {
        return switch (earlier) {
            case PLANNED -> Optional.of(Trigger.admission("A38"));
            case OPEN, UNKNOWN -> Optional.of(Trigger.admission("A11"));
            case OVER -> Optional.of(Trigger.admission("A23"));
            case CANCELLED, MISTAKEN -> Optional.empty();
        };
    }

    private static Optional<Trigger> same(Told before, Told now, Phase phase) {
        boolean moved = !now.place().isEmpty()
                && !before.place().isEmpty()
                && !now.place().equals(before.place());
        if (phase == Phase.OPEN && moved) {
            return Optional.of(new Trigger("A02", Occasion.TRANSFER));
        }
        return phase == Phase.CANCELLED || phase == Phase.MISTAKEN ? Optional.empty() : changed(before, now);
    }

    private static Optional<Trigger> changed(Told before, Told now) {
        return before.digest().equals(now.digest())
                ? Optional.empty()
                : Optional.of(new Trigger("A08", Occasion.REGISTRATION_UPDATE));
    }
}
