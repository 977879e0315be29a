package org.headwater.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What an acknowledgement says (v2.9 §2.9.2): original mode's AA, AE, AR and enhanced mode's CA, CE, CR alike.
 *
 * @param code MSA-1
 * @param controlId MSA-2; empty when it names none
 * @param words MSA-3, else what ERR says, else empty
 */
record Acknowledgement(String code, String controlId, String words) {

    /** Reads an acknowledgement; empty when it has no MSA. */
    static Optional<Acknowledgement> read(byte[] bytes) {
        List<String> segments = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        return segments.stream()
                .filter(segment -> segment.startsWith("MSA") && segment.length() > 4)
                .findFirst()
                .map(msa -> read(msa, segments));
    }

    private static Acknowledgement read(String msa, List<String> segments) {
        String separator = msa.substring(3, 4);
        String words = field(msa, separator, 3);
        return new Acknowledgement(
                field(msa, separator, 1),
                field(msa, separator, 2),
                words.isEmpty() ? error(segments, separator) : words);
    }

    /** ERR-8 is for people, ERR-3 the code, ERR-2 the place; ERR-1 was all of it before v2.5. */
    private static String error(List<String> segments, String separator) {
        return segments.stream()
                .filter(segment -> segment.startsWith("ERR" + separator))
                .findFirst()
                .map(err -> List.of(8, 7, 3, 1).stream()
                                .map(number -> field(err, separator, number))
                                .filter(text -> !text.isEmpty())
                                .findFirst()
                                .orElse("")
                        + (field(err, separator, 2).isEmpty() ? "" : " (" + field(err, separator, 2) + ")"))
                .orElse("");
    }

    private static String field(String segment, String separator, int number) {
        String[] fields = segment.split(java.util.regex.Pattern.quote(separator), -1);
        return number < fields.length ? fields[number].strip() : "";
    }

    /** Whether this answers a message; one that names none answers whatever was sent last. */
    boolean answers(String sent) {
        return controlId.isEmpty() || controlId.equals(sent);
    }

    Answer answer() {
        String said = words.isEmpty() ? "" : ": " + words;
        return switch (code) {
            case "AA", "CA" -> new Answer.Taken(code);
            case "AR", "CR" -> new Answer.Never(code, "The receiver refused it" + said);
            case "AE", "CE" -> new Answer.NotNow(code, "The receiver could not take it" + said);
            default -> new Answer.NotNow(null, "The acknowledgement's code (MSA-1) is none of the standard's");
        };
    }

    /** Prints no words of the receiver's, which may quote a person. */
    @Override
    public String toString() {
        return "Acknowledgement[" + code + "]";
    }
}
