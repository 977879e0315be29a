package org.headwater.screening;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Understands what was answered to one question. */
final class AnswerReader {

    private static final Pattern ANSWER_CODE = Pattern.compile("\\bLA\\d{1,6}-\\d\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\$?\\s*(-?\\d[\\d,]*(?:\\.\\d+)?)\\s*[A-Za-z%]*");
    private static final Pattern SEVERAL = Pattern.compile("\\s*[;|\\n]\\s*");

    private AnswerReader() {}

    /** The replies of what was given; empty where nothing was answered and nothing said of why. */
    static List<Reply> replies(Question question, Given given) {
        Reply coded = option(question, given.answerCode())
                .map(option -> of(option, given))
                .orElse(null);
        if (coded != null) {
            return List.of(coded);
        }
        String code = given.answerCode();
        if (question.element().equals(Question.UNLISTED)
                && code != null
                && ANSWER_CODE.matcher(code.strip()).matches()) {
            return List.of(of(unlisted(code.strip(), given.answer()), given));
        }
        String text = given.answer() == null || given.answer().isBlank() ? given.answerCode() : given.answer();
        if (text == null || text.isBlank()) {
            return List.of();
        }
        Reply whole = reply(question, text, given);
        if (whole != null) {
            return List.of(whole);
        }
        List<Reply> parts = question.several() ? parts(question, text, given) : List.of();
        return parts.isEmpty() ? List.of(new Reply(null, null, text.strip(), null, false, given.index())) : parts;
    }

    /** Several answers in one cell; empty where one of them is not understood. */
    private static List<Reply> parts(Question question, String text, Given given) {
        for (Pattern divider : List.of(SEVERAL, Pattern.compile("\\s*,\\s*"))) {
            String[] parts = divider.split(text.strip());
            List<Reply> replies = new ArrayList<>();
            Arrays.stream(parts)
                    .filter(part -> !part.isBlank())
                    .map(part -> reply(question, part, given))
                    .filter(java.util.Objects::nonNull)
                    .forEach(replies::add);
            if (parts.length > 1 && replies.size() == parts.length) {
                return replies;
            }
        }
        return List.of();
    }

    private static @Nullable Reply reply(Question question, String text, Given given) {
        String folded = Words.folded(text);
        Option option = option(question, folded, text).orElse(null);
        if (option != null) {
            return of(option, given);
        }
        String absent = absent(folded);
        if (absent != null) {
            // The answer list's own words for it come first.
            Option.Kind kind = absent.equals("asked-declined") ? Option.Kind.DECLINED : Option.Kind.UNKNOWN;
            Option own = absent.startsWith("asked")
                    ? question.options().stream()
                            .filter(one -> one.kind() == kind)
                            .findFirst()
                            .orElse(null)
                    : null;
            return own == null ? new Reply(null, null, text.strip(), absent, false, given.index()) : of(own, given);
        }
        return switch (question.type()) {
            case INTEGER, DECIMAL, QUANTITY ->
                number(text)
                        .map(number -> new Reply(null, number, null, null, false, given.index()))
                        .orElse(null);
            case STRING -> new Reply(null, null, text.strip(), null, false, given.index());
            case CHOICE -> null;
        };
    }

    private static Option unlisted(String code, @Nullable String text) {
        Coded coded = new Coded(InstrumentReader.LOINC, code, text == null ? "" : text);
        return new Option(coded, List.of(), Option.Kind.ANSWER, null, null, false, false);
    }

    private static Reply of(Option option, Given given) {
        return new Reply(option, null, null, null, option.positive(), given.index());
    }

    private static @Nullable String absent(String folded) {
        if (Words.declined(folded)) {
            return "asked-declined";
        }
        if (Words.unknown(folded)) {
            return "asked-unknown";
        }
        return Words.notAsked(folded) ? "not-asked" : null;
    }

    private static Optional<Option> option(Question question, @Nullable String code) {
        return code == null ? Optional.empty() : question.option(code.strip());
    }

    private static Optional<Option> option(Question question, String folded, String text) {
        Optional<Option> named = question.options().stream()
                .filter(option -> Words.folded(option.code().display()).equals(folded)
                        || option.says().stream()
                                .anyMatch(word -> Words.folded(word).equals(folded)))
                .findFirst();
        if (named.isPresent()) {
            return named;
        }
        Matcher code = ANSWER_CODE.matcher(text);
        if (code.find()) {
            return question.option(code.group().toUpperCase(Locale.ROOT));
        }
        return folded.length() < 2 ? byScore(question, folded) : cut(question, folded);
    }

    /** Forms that score their answers are often written down by their scores. */
    private static Optional<Option> byScore(Question question, String folded) {
        return question.options().stream()
                .filter(option ->
                        option.score() != null && String.valueOf(option.score()).equals(folded))
                .findFirst();
    }

    /** Long answers are cut off by many programs, and explained in brackets by instruments: what is left must name one. */
    private static Optional<Option> cut(Question question, String folded) {
        if (folded.length() < 8) {
            return Optional.empty();
        }
        List<Option> alike = question.options().stream()
                .filter(option -> {
                    String whole = Words.folded(option.code().display());
                    return whole.startsWith(folded) || (whole.length() >= 8 && folded.startsWith(whole));
                })
                .toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    static Optional<BigDecimal> number(String text) {
        Matcher number = NUMBER.matcher(text.strip());
        return number.matches() ? Optional.of(new BigDecimal(number.group(1).replace(",", ""))) : Optional.empty();
    }
}
