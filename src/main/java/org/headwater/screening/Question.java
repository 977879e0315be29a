package org.headwater.screening;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question of an instrument.
 *
 * @param link its id within the questionnaire
 * @param code in LOINC; null where it has none, and then its answer stands in the response alone
 * @param text as it is asked
 * @param says other words for it, as columns and files have them
 * @param element the dictionary element its answer is
 * @param type how it is answered
 * @param several whether more than one answer may be given
 * @param unit of a number, in UCUM; null for others
 * @param categories of the Gravity Project
 * @param options what may be answered; empty where it is free
 * @param computed how it follows from others; null where it is asked
 */
public record Question(
        String link,
        @Nullable Coded code,
        String text,
        List<String> says,
        String element,
        Type type,
        boolean several,
        @Nullable String unit,
        List<Coded> categories,
        List<Option> options,
        @Nullable Computed computed) {

    /** The dictionary element of answers to questions that no instrument of ours asks. */
    static final String UNLISTED = "screening.answer";

    /** How a question is answered. */
    public enum Type {
        CHOICE,
        INTEGER,
        DECIMAL,
        QUANTITY,
        STRING
    }

    /**
     * How an answer follows from others.
     *
     * @param of codes of the questions it follows from
     * @param atLeast the sum that speaks for a need; null where answers are not summed
     * @param need what such a sum speaks for; null for nothing coded
     * @param then code of the answer where one of the others speaks for a need; null for a sum
     * @param otherwise code of the answer where none does though all were answered; null for a sum
     */
    public record Computed(
            List<String> of,
            @Nullable Integer atLeast,
            @Nullable Need need,
            @Nullable String then,
            @Nullable String otherwise) {
        public Computed {
            of = List.copyOf(of);
        }
    }

    public Question {
        says = List.copyOf(says);
        categories = List.copyOf(categories);
        options = List.copyOf(options);
    }

    boolean hasCode(String wanted) {
        return code != null && code.code().equals(wanted);
    }

    /** The option of an answer code; empty when there is none. */
    public Optional<Option> option(String answerCode) {
        return options.stream()
                .filter(option -> option.code().code().equalsIgnoreCase(answerCode))
                .findFirst();
    }

    /** Every need an answer to this may speak for. */
    public List<Need> needs() {
        Stream<Need> answered = options.stream().flatMap(option -> Optional.ofNullable(option.need()).stream());
        Stream<Need> summed = computed == null ? Stream.empty() : Optional.ofNullable(computed.need()).stream();
        return Stream.concat(answered, summed).distinct().toList();
    }
}
