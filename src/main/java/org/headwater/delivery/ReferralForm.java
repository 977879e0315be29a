package org.headwater.delivery;

import java.util.Arrays;
import java.util.Optional;

/** The message in which a destination takes news of referrals. */
public enum ReferralForm {
    /** REF^I12 to I14. */
    REF("REF", "outbound/ref"),
    /** RRI^I12 to I14, for systems that wait for an answer to their own referral. */
    RRI("RRI", "outbound/rri"),
    /** ORU^R01, for systems that read nothing but results. */
    ORU("ORU", "outbound/referral-oru");

    private final String type;
    private final String composition;

    ReferralForm(String type, String composition) {
        this.type = type;
        this.composition = composition;
    }

    String type() {
        return type;
    }

    String composition() {
        return composition;
    }

    static Optional<ReferralForm> of(String code) {
        return Arrays.stream(values())
                .filter(one -> one.type.equalsIgnoreCase(code))
                .findFirst();
    }
}
