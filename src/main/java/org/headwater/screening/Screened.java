package org.headwater.screening;

import java.util.List;

/**
 * A screening as read: what was answered, and which needs that speaks for.
 *
 * @param instrument what was asked with; one made up for the purpose where nobody declared it
 * @param declared whether the instrument is one of ours
 * @param answers in the instrument's order, behind them what it does not ask
 * @param needs what the answers speak for
 * @param odd what was not understood
 */
public record Screened(
        Instrument instrument, boolean declared, List<Answered> answers, List<Implied> needs, List<Odd> odd) {

    /** A question and its replies; more than one only where several may be given. */
    public record Answered(Question question, List<Reply> replies) {
        public Answered {
            replies = List.copyOf(replies);
        }

        /** What tells a reply's observation from the screening's others. */
        public String key(Reply reply) {
            Option option = reply.option();
            return question.several()
                    ? question.link() + "|"
                            + (option == null ? "" : option.code().code())
                    : question.link();
        }
    }

    /**
     * A need and the keys of the answers that speak for it.
     *
     * @param evidence as {@link Answered#key}
     */
    public record Implied(Need need, List<String> evidence) {
        public Implied {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * Something not understood.
     *
     * @param index of what was given; -1 for the screening as a whole
     * @param message what, and what to do about it; never quotes an answer
     */
    public record Odd(int index, String message) {}

    public Screened {
        answers = List.copyOf(answers);
        needs = List.copyOf(needs);
        odd = List.copyOf(odd);
    }
}
