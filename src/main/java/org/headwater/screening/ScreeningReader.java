package org.headwater.screening;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands one screening: whose questions were answered, what the answers are, what follows from them.
 *
 * <p>An answer that was declined, or that nobody knows or asked for, is kept as such. It never counts as an answer: a sum
 * that lacks a part is not made, and a risk is denied only where all of its questions were answered.
 */
public final class ScreeningReader {

    private final Instrument instrument;
    private final boolean declared;
    private final Map<String, Question> asked = new LinkedHashMap<>();
    private final Map<String, List<Reply>> replies = new LinkedHashMap<>();
    private final List<Screened.Odd> odd = new ArrayList<>();

    private ScreeningReader(Instrument instrument, boolean declared) {
        this.instrument = instrument;
        this.declared = declared;
        instrument.questions().forEach(question -> asked.put(question.link(), question));
    }

    /** Reads what was answered to an instrument. */
    public static Screened read(Instrument instrument, List<Given> given) {
        return new ScreeningReader(instrument, true).read(given);
    }

    /**
     * Reads answers to questions no instrument of ours asks: they are kept, and speak for nothing.
     *
     * @param panel its LOINC code; empty where it is not told
     */
    public static Screened readUndeclared(String panel, String title, List<Given> given) {
        Instrument made = new Instrument(
                panel.isEmpty() ? "unlisted" : panel,
                title.isEmpty() ? "Screening" : title,
                title.isEmpty() ? "Screening" : title,
                new Coded(InstrumentReader.LOINC, panel, title),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return new ScreeningReader(made, false).read(given);
    }

    private Screened read(List<Given> given) {
        given.forEach(this::take);
        for (Question question : List.copyOf(asked.values())) {
            if (question.computed() != null) {
                compute(question, question.computed());
            }
        }
        List<Screened.Answered> answers = new ArrayList<>();
        asked.forEach((link, question) -> {
            List<Reply> own = replies.getOrDefault(link, List.of());
            if (!own.isEmpty()) {
                answers.add(new Screened.Answered(question, own));
            }
        });
        return new Screened(instrument, declared, answers, needs(answers), odd);
    }

    // ---- questions

    private void take(Given given) {
        Question question = question(given);
        if (question == null) {
            return;
        }
        List<Reply> understood = AnswerReader.replies(question, given);
        for (Reply reply : understood) {
            boolean unlike = question.type() == Question.Type.CHOICE
                    && reply.option() == null
                    && reply.absent() == null
                    && !question.options().isEmpty();
            boolean noNumber = question.type() != Question.Type.CHOICE
                    && question.type() != Question.Type.STRING
                    && reply.number() == null
                    && reply.absent() == null;
            if (unlike || noNumber) {
                odd.add(new Screened.Odd(
                        given.index(),
                        "This is none of the answers of question " + told(question) + " in " + instrument.brief()
                                + ". It was kept as written and says nothing of a need. "
                                + (noNumber ? "Write a number." : "Write one of: " + choices(question) + ".")));
            }
            add(question, reply);
        }
    }

    private static String told(Question question) {
        return question.code() == null ? question.link() : question.code().code();
    }

    private static String choices(Question question) {
        return String.join(
                "; ",
                question.options().stream()
                        .map(option -> option.code().display())
                        .map(text -> text.length() > 60 ? text.substring(0, 60) + "…" : text)
                        .toList());
    }

    private void add(Question question, Reply reply) {
        List<Reply> known = replies.computeIfAbsent(question.link(), link -> new ArrayList<>());
        boolean again = known.stream()
                .anyMatch(one -> Objects.equals(one.option(), reply.option())
                        && Objects.equals(one.number(), reply.number())
                        && Objects.equals(one.text(), reply.text())
                        && Objects.equals(one.absent(), reply.absent()));
        if (again) {
            return;
        }
        if (!question.several() && !known.isEmpty()) {
            odd.add(new Screened.Odd(
                    reply.index(),
                    "Question " + told(question) + " has two different answers in one screening; the last one counts."
                            + " Send one, or give the screenings different dates or numbers."));
            known.clear();
        }
        Option option = reply.option();
        boolean contradicts = known.stream().anyMatch(one -> alone(one.option()) != alone(option));
        if (contradicts) {
            odd.add(new Screened.Odd(
                    reply.index(),
                    "Question " + told(question) + " is answered with none and with something at once. Both were kept;"
                            + " ask the person again."));
        }
        known.add(reply);
    }

    private static boolean alone(@Nullable Option option) {
        return option != null && option.alone();
    }

    private @Nullable Question question(Given given) {
        Optional<Question> known = asked.values().stream()
                .filter(one -> given.link() != null && one.link().equals(given.link()))
                .findFirst()
                .or(() -> asked.values().stream()
                        .filter(one -> given.code() != null && one.hasCode(given.code()))
                        .findFirst())
                .or(() -> asked.values().stream()
                        .filter(one -> given.element() != null && one.element().equals(given.element()))
                        .findFirst())
                .or(() -> given.question() == null ? Optional.empty() : called(given.question()));
        if (known.isPresent()) {
            return known.get();
        }
        return unlisted(given);
    }

    private Optional<Question> called(String text) {
        String folded = Words.folded(text);
        return asked.values().stream()
                .filter(one -> Words.folded(one.text()).equals(folded)
                        || one.says().stream()
                                .anyMatch(word -> Words.folded(word).equals(folded)))
                .findFirst()
                .or(() -> {
                    List<Question> alike = asked.values().stream()
                            .filter(one -> folded.length() >= 20
                                    && (Words.folded(one.text()).startsWith(folded)
                                            || folded.startsWith(Words.folded(one.text()))))
                            .toList();
                    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
                });
    }

    /** A question the instrument does not ask: kept, but nothing is known of what its answers mean. */
    private @Nullable Question unlisted(Given given) {
        String code = given.code();
        boolean loinc = code != null && code.matches("\\d{1,5}-\\d");
        String text = given.question() == null || given.question().isBlank() ? code : given.question();
        if (text == null) {
            return null;
        }
        String link = given.link() != null ? given.link() : "/" + (loinc ? code : Words.folded(text));
        odd.add(new Screened.Odd(
                given.index(),
                (loinc ? "Question " + code : "A question here")
                        + (declared ? " is none of " + instrument.brief() : " is of no instrument known here")
                        + ". Its answer was kept" + (loinc ? "" : ", in the questionnaire's response alone,")
                        + " and says nothing of a need. Declare the instrument, or send the question's LOINC code."));
        Question question = new Question(
                link,
                loinc ? new Coded(InstrumentReader.LOINC, Objects.requireNonNull(code), text) : null,
                text,
                List.of(),
                Question.UNLISTED,
                Question.Type.STRING,
                true,
                null,
                List.of(),
                List.of(),
                null);
        asked.put(link, question);
        return question;
    }

    // ---- what follows

    private void compute(Question question, Question.Computed computed) {
        if (computed.then() == null) {
            sum(question, computed);
        } else {
            any(question, computed);
        }
    }

    private void sum(Question question, Question.Computed computed) {
        List<Integer> scores = scores(computed);
        boolean whole = scores.size() == computed.of().size();
        int sum = scores.stream().mapToInt(Integer::intValue).sum();
        List<Reply> own = replies.getOrDefault(question.link(), List.of());
        Reply told = own.isEmpty() ? null : own.get(0);
        BigDecimal number = told == null ? null : told.number();
        if (number != null) {
            if (whole && number.compareTo(BigDecimal.valueOf(sum)) != 0) {
                odd.add(
                        new Screened.Odd(
                                Objects.requireNonNull(told).index(),
                                "The score of question " + told(question)
                                        + " is not the sum of the answers it is made of. The score was kept as sent; check both."));
            }
            boolean positive = computed.atLeast() != null && number.intValue() >= computed.atLeast();
            replies.put(
                    question.link(),
                    new ArrayList<>(List.of(new Reply(
                            null,
                            number,
                            null,
                            null,
                            positive,
                            Objects.requireNonNull(told).index()))));
        } else if (whole && told == null) {
            boolean positive = computed.atLeast() != null && sum >= computed.atLeast();
            replies.put(
                    question.link(),
                    new ArrayList<>(List.of(new Reply(null, BigDecimal.valueOf(sum), null, null, positive, -1))));
        }
    }

    private List<Integer> scores(Question.Computed computed) {
        List<Integer> scores = new ArrayList<>();
        for (String code : computed.of()) {
            for (Reply reply : to(code)) {
                Option option = reply.option();
                if (option != null && option.score() != null) {
                    scores.add(option.score());
                }
            }
        }
        return scores;
    }

    private void any(Question question, Question.Computed computed) {
        if (replies.containsKey(question.link())) {
            return;
        }
        boolean risk = computed.of().stream().anyMatch(code -> to(code).stream().anyMatch(Reply::positive));
        boolean all = computed.of().stream()
                .allMatch(code -> to(code).stream()
                        .anyMatch(reply ->
                                reply.option() != null && reply.option().kind() == Option.Kind.ANSWER));
        String code = risk ? computed.then() : all ? computed.otherwise() : null;
        Option option = code == null ? null : question.option(code).orElse(null);
        if (option != null) {
            replies.put(
                    question.link(),
                    new ArrayList<>(List.of(new Reply(option, null, null, null, option.positive(), -1))));
        }
    }

    private List<Reply> to(String loinc) {
        return asked.values().stream()
                .filter(question -> question.hasCode(loinc))
                .findFirst()
                .map(question -> replies.getOrDefault(question.link(), List.of()))
                .orElse(List.of());
    }

    private List<Screened.Implied> needs(List<Screened.Answered> answers) {
        Map<Need, Set<String>> evidence = new LinkedHashMap<>();
        for (Screened.Answered answered : answers) {
            Question.Computed computed = answered.question().computed();
            for (Reply reply : answered.replies()) {
                Option option = reply.option();
                Need need =
                        option != null ? option.need() : reply.positive() && computed != null ? computed.need() : null;
                if (need != null) {
                    evidence.computeIfAbsent(need, any -> new LinkedHashSet<>()).add(answered.key(reply));
                }
            }
        }
        asked.values().forEach(question -> alreadyEnough(question, answers, evidence));
        List<Screened.Implied> needs = new ArrayList<>();
        evidence.forEach((need, keys) -> needs.add(new Screened.Implied(need, List.copyOf(keys))));
        return needs;
    }

    /** Answers that reach a sum's limit speak for its need though others were declined. */
    private void alreadyEnough(Question question, List<Screened.Answered> answers, Map<Need, Set<String>> evidence) {
        Question.Computed computed = question.computed();
        if (computed == null || computed.need() == null || computed.atLeast() == null) {
            return;
        }
        boolean total =
                replies.getOrDefault(question.link(), List.of()).stream().anyMatch(one -> one.number() != null);
        int sum = scores(computed).stream().mapToInt(Integer::intValue).sum();
        if (!total && sum >= computed.atLeast()) {
            Set<String> keys = evidence.computeIfAbsent(computed.need(), any -> new LinkedHashSet<>());
            answers.stream()
                    .filter(one -> computed.of().stream()
                            .anyMatch(code -> one.question().hasCode(code)))
                    .forEach(one -> one.replies().forEach(reply -> keys.add(one.key(reply))));
        }
    }
}
