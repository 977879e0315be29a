package org.headwater.delivery;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/** Which trigger event tells of how a referral changed (v2.9 chapter 11). */
final class ReferralChange {

    private static final Set<String> MADE = Set.of("draft", "requested", "received", "ready", "active", "on-hold");
    private static final Set<String> CALLED_OFF = Set.of("cancelled", "revoked", "entered-in-error");

    private ReferralChange() {}

    /** How a referral stands: the state of its task, and the outcome in the organisation's words. */
    static String status(ServiceRequest referral, @Nullable Task task) {
        if (task == null) {
            return referral.hasStatus() ? referral.getStatus().toCode() : "unknown";
        }
        String status = task.hasStatus() ? task.getStatus().toCode() : "unknown";
        return task.hasBusinessStatus() ? status + " " + words(task.getBusinessStatus()) : status;
    }

    private static String words(CodeableConcept outcome) {
        return outcome.hasText()
                ? outcome.getText()
                : outcome.getCodingFirstRep().getCode();
    }

    /** @param before null when the destination never heard of the referral */
    static Optional<Trigger> trigger(@Nullable Told before, Told now) {
        if (before != null
                && before.status().equals(now.status())
                && before.digest().equals(now.digest())) {
            return Optional.empty();
        }
        String status = now.status();
        if (CALLED_OFF.contains(status.split(" ")[0])) {
            return Optional.of(new Trigger("I14", Occasion.REFERRAL_OUTCOME));
        }
        if (MADE.contains(status)) {
            return Optional.of(new Trigger(before == null ? "I12" : "I13", Occasion.REFERRAL));
        }
        return Optional.of(new Trigger("I13", Occasion.REFERRAL_OUTCOME));
    }
}
