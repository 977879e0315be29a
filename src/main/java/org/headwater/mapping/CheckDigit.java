package org.headwater.mapping;

import java.util.regex.Pattern;

/** Check digits by Luhn's formula (ISO/IEC 7812-1, annex B). */
final class CheckDigit {

    /** What the card issuer prefix 80840, which an NPI leaves out, adds to the sum (45 CFR 162.406). */
    private static final int NPI_PREFIX = 24;

    private static final Pattern NPI = Pattern.compile("[12][0-9]{9}");
    private static final Pattern HYPHENATED = Pattern.compile("[0-9]+-[0-9]");

    private CheckDigit() {}

    /** Whether a text is a National Provider Identifier. */
    static boolean npi(String text) {
        return NPI.matcher(text).matches() && (sum(text) + NPI_PREFIX) % 10 == 0;
    }

    /** Whether a text has the form of CDC's race and ethnicity codes and of LOINC's: digits, a hyphen, their check digit. */
    static boolean hyphenated(String text) {
        return HYPHENATED.matcher(text).matches() && sum(text.replace("-", "")) % 10 == 0;
    }

    private static int sum(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum;
    }
}
