package org.headwater.dictionary;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What column headings say apart from how they are written. */
final class Headings {

    /** Words people put before a heading to say that it is about the person, in English and Spanish. */
    private static final List<String> PERSON_WORDS = List.of(
            "client",
            "patient",
            "participant",
            "member",
            "consumer",
            "guest",
            "applicant",
            "person",
            "child",
            "student",
            "resident",
            "tenant",
            "recipient",
            "rider",
            "cliente",
            "paciente",
            "participante",
            "solicitante");

    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{N}./-])#?(1?[1-9]|[12]0)(?![\\p{N}./+-])");

    private static final Pattern LOINC = Pattern.compile("(?<![\\w-])\\d{4,5}-\\d(?![\\w-])");

    private static final Pattern NUMBERED =
            Pattern.compile("(?i)(?:q|question|item)?\\s*\\d{1,2}[a-z]?\\s*[.):-]\\s*(\\D.*)");

    private Headings() {}

    /**
     * The letters and digits of a heading, so that "Date of Birth", "date_of_birth", "DateOfBirth" and "DATE-OF-BIRTH" are
     * one; accents go, and "Phone #" is "Phone number".
     */
    static String folded(String heading) {
        String spelt =
                heading.replace("#", " number ").replace("%", " percent ").replace("&", " and ");
        return Normalizer.normalize(spelt, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** The heading without what explains it in brackets: "DOB" of "DOB (mm/dd/yyyy)"; empty when nothing is in brackets. */
    static Optional<String> withoutExplanation(String heading) {
        String bare = heading.replaceAll("\\([^)]*\\)|\\[[^\\]]*\\]", " ");
        return bare.equals(heading) || folded(bare).isEmpty() ? Optional.empty() : Optional.of(bare);
    }

    /**
     * The heading without the number that tells columns of one kind apart: "Service date" of "Service 2 date", "Need" of
     * "Need #2" and of "Need2"; empty when there is none from 1 to 20.
     */
    static Optional<String> withoutNumber(String heading) {
        Matcher number = NUMBER.matcher(heading);
        if (!number.find()) {
            return Optional.empty();
        }
        String bare = heading.substring(0, number.start()) + " " + heading.substring(number.end());
        return folded(bare).isEmpty() ? Optional.empty() : Optional.of(bare);
    }

    /** The number of {@link #withoutNumber}; 0 when there is none. */
    static int number(String heading) {
        Matcher number = NUMBER.matcher(heading);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }

    /** The LOINC code a heading names beside words: "88122-7" of "88122-7 Worried about food"; empty without. */
    static Optional<String> loinc(String heading) {
        Matcher code = LOINC.matcher(heading);
        return code.find() ? Optional.of(code.group()) : Optional.empty();
    }

    /** The heading without the number a question has in its form: "Housing" of "3. Housing" and "Q3: Housing"; empty without. */
    static Optional<String> withoutItemNumber(String heading) {
        Matcher numbered = NUMBERED.matcher(heading.strip());
        return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
    }

    /** The heading without a word that says it is about the person: "Zip" of "Client Zip" and of "Client's Zip"; empty without. */
    static Optional<String> withoutPerson(String heading) {
        String folded = folded(heading);
        return PERSON_WORDS.stream()
                .filter(word -> folded.startsWith(word) && folded.length() > word.length() + 1)
                .map(word -> folded.substring(word.length()))
                .map(rest -> heading.matches("(?i)\\W*\\w+['’]s\\b.*") ? rest.substring(1) : rest)
                .findFirst();
    }

    /** Changes of one letter (inserted, left out, other, or swapped with its neighbour) that lead from one text to another. */
    static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int other = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(other, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[to.length()];
    }
}
