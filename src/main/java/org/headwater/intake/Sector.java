package org.headwater.intake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of the community a feed's sender belongs to. */
public enum Sector {
    HOSPITAL,
    PAYER,
    HIE,
    SOCIAL,
    PUBLIC_HEALTH;

    /** The word used in settings and URLs: {@code public-health}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The sector a word names; empty for any other word. */
    public static Optional<Sector> of(String code) {
        return Arrays.stream(values())
                .filter(sector -> sector.code().equalsIgnoreCase(code))
                .findFirst();
    }

    static String codes() {
        return Arrays.stream(values()).map(Sector::code).collect(Collectors.joining(", "));
    }
}
