package org.headwater.delivery;

import org.hl7.fhir.r4.model.Encounter;

/**
 * How something stood when a destination heard of it last.
 *
 * @param status of the visit, referral or report
 * @param place where a patient lay; empty for others
 * @param digest of all the message said
 */
record Told(String status, String place, String digest) {

    /** How a visit stands. */
    static Told of(Encounter visit, String digest) {
        String status = visit.hasStatus() ? visit.getStatus().toCode() : "unknown";
        String place = visit.getLocation().stream()
                .filter(location ->
                        !location.hasStatus() || location.getStatus() == Encounter.EncounterLocationStatus.ACTIVE)
                .map(location -> String.valueOf(location.getLocation().getReference()))
                .findFirst()
                .orElse("");
        return new Told(status, place, digest);
    }
}
