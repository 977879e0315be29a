package org.headwater.screening;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may speak for.
 *
 * @param name how instruments call it ({@code food-insecurity})
 * @param text in plain words
 * @param category of the Gravity Project
 * @param icd10cm codes of ICD-10-CM, the newest first
 * @param snomed the SNOMED CT finding; null where there is none as wide
 */
public record Need(
        String name,
        String text,
        Coded category,
        List<Dated> icd10cm,
        @Nullable Coded snomed) {

    /** A code and the first day it is valid; the earliest day there is where it always was. */
    public record Dated(Coded code, LocalDate from) {}

    public Need {
        icd10cm = List.copyOf(icd10cm);
    }

    /** The codes it is written down with on a day. */
    public List<Coded> codes(LocalDate day) {
        List<Coded> codes = new ArrayList<>(2);
        icd10cm.stream()
                .filter(dated -> !day.isBefore(dated.from()))
                .findFirst()
                .ifPresent(dated -> codes.add(dated.code()));
        if (snomed != null) {
            codes.add(snomed);
        }
        return codes;
    }
}
