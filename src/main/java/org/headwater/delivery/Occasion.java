package org.headwater.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a destination may ask to be told of. */
public enum Occasion {
    /** Somebody is admitted or registered, or that is planned or cancelled: ADT^A01, A04, A05, A11, A23, A38. */
    ADMISSION,
    /** Somebody is moved within a stay: ADT^A02. */
    TRANSFER,
    /** Somebody is discharged, or that is cancelled: ADT^A03, A13. */
    DISCHARGE,
    /** What is known of a visit or of a person changed: ADT^A08, A31. */
    REGISTRATION_UPDATE,
    /** A referral was made: REF^I12. */
    REFERRAL,
    /** A referral was answered, got on, ended or was cancelled: REF^I13, I14. */
    REFERRAL_OUTCOME,
    /** A report with its observations was made or changed: ORU^R01. */
    RESULT;

    /** The word used in declarations: {@code registration-update}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The occasion a word names; empty for any other word. */
    public static Optional<Occasion> of(String code) {
        return Arrays.stream(values())
                .filter(one -> one.code().equalsIgnoreCase(code))
                .findFirst();
    }

    static String codes() {
        return Arrays.stream(values()).map(Occasion::code).collect(Collectors.joining(", "));
    }
}
