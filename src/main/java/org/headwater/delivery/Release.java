package org.headwater.delivery;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Decides whether a message may go: the one place where one is withheld. For now by labels only: what its sender marks as
 * restricted or very restricted does not leave this way.
 */
@Component
class Release {

    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final Set<String> RESTRICTED = Set.of("R", "V");

    Release() {}

    /**
     * Why a destination may not be told; empty when it may.
     *
     * @param destination who would be told
     * @param subject the visit, referral, report or person the message is about
     * @param person whom it is about
     */
    Optional<String> withheld(Destination destination, Resource subject, Patient person) {
        if (restricted(subject) || restricted(person)) {
            return Optional.of("Labelled restricted by its sender, so it is not told to " + destination.organization());
        }
        return Optional.empty();
    }

    private static boolean restricted(Resource resource) {
        return resource.getMeta().getSecurity().stream()
                .anyMatch(label -> CONFIDENTIALITY.equals(label.getSystem())
                        && RESTRICTED.contains(String.valueOf(label.getCode())));
    }
}
