package org.headwater.mapping;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.headwater.message.Node;
import org.headwater.screening.Coded;
import org.headwater.screening.Instrument;
import org.headwater.screening.Need;
import org.headwater.screening.Option;
import org.headwater.screening.Question;
import org.headwater.screening.Reply;
import org.headwater.screening.Screened;
import org.jspecify.annotations.Nullable;

/**
 * A screening as a tree that mappings read: {@code item} (as questionnaires have them, one within the other), {@code
 * observation} (an answer each) and {@code need}, besides what the screening as a whole is. What the instrument may be
 * answered but was not, and the needs it may speak for but does not, stand there with {@code withdrawn}: a corrected
 * screening takes them back.
 */
final class ScreeningTree {

    /**
     * What a sender stated of a screening besides its answers.
     *
     * @param answered references of observations sent of its answers, by question's code, and by question's and answer's
     * @param needs references of conditions sent, by category
     */
    record Sent(Map<String, String> answered, Map<String, String> needs) {
        static final Sent NOTHING = new Sent(Map.of(), Map.of());
    }

    private final Screened screened;
    private final ScreeningNode root;
    private final IntFunction<@Nullable Node> places;
    private final Sent sent;
    private final Map<String, String> sentByKey = new HashMap<>();

    private ScreeningTree(Screened screened, ScreeningNode root, IntFunction<@Nullable Node> places, Sent sent) {
        this.screened = screened;
        this.root = root;
        this.places = places;
        this.sent = sent;
    }

    /**
     * Adds a screening to a root, which may say already who was screened and when.
     *
     * @param inError whether it was entered in error, so that nothing follows from it
     * @param places where what was given stood, by its index
     */
    static void add(
            Screened screened,
            ScreeningNode root,
            LocalDate day,
            boolean inError,
            IntFunction<@Nullable Node> places,
            Sent sent) {
        ScreeningTree tree = new ScreeningTree(screened, root, places, sent);
        Instrument instrument = screened.instrument();
        root.add("instrument", instrument.name());
        root.add("title", instrument.title());
        root.add("panel", instrument.code().code());
        root.add("questionnaire", screened.declared() ? instrument.url() : null);
        tree.items(instrument);
        Set<String> made = new HashSet<>();
        if (!inError) {
            screened.answers().forEach(answered -> tree.observations(answered, made));
        }
        tree.withdrawnObservations(made);
        Set<Need> implied = new HashSet<>();
        for (Screened.Implied one : inError ? List.<Screened.Implied>of() : screened.needs()) {
            implied.add(one.need());
            tree.need(one, day);
        }
        instrument.needs().stream().filter(need -> !implied.contains(need)).forEach(need -> {
            ScreeningNode node = tree.need(need, day);
            node.add("withdrawn", "true");
        });
    }

    // ---- the response

    private void items(Instrument instrument) {
        Set<String> placed = new HashSet<>();
        for (Instrument.Section section : instrument.sections()) {
            ScreeningNode around = section.link().isEmpty() ? root : null;
            for (Question question : section.questions()) {
                for (Screened.Answered answered : screened.answers()) {
                    if (answered.question().link().equals(question.link())) {
                        if (around == null) {
                            around = root.part("item", null);
                            around.add("link", section.link());
                            around.add("text", section.title());
                        }
                        item(around, answered);
                        placed.add(question.link());
                    }
                }
            }
        }
        screened.answers().stream()
                .filter(answered -> !placed.contains(answered.question().link()))
                .forEach(answered -> item(root, answered));
    }

    private void item(ScreeningNode around, Screened.Answered answered) {
        Question question = answered.question();
        ScreeningNode item = around.part("item", place(answered.replies().get(0)));
        item.add("link", question.link());
        item.add("text", question.text());
        for (Reply reply : answered.replies()) {
            ScreeningNode answer = item.part("answer", place(reply));
            value(answer, question, reply);
        }
    }

    private @Nullable Node place(Reply reply) {
        return reply.index() < 0 ? null : places.apply(reply.index());
    }

    private static void value(ScreeningNode node, Question question, Reply reply) {
        Option option = reply.option();
        BigDecimal number = reply.number();
        if (option != null) {
            coded(node, "option", option.code());
        } else if (number != null) {
            boolean whole = question.type() == Question.Type.INTEGER
                    && number.stripTrailingZeros().scale() <= 0;
            node.add(
                    whole ? "integer" : question.type() == Question.Type.QUANTITY ? "quantity" : "decimal",
                    number.toPlainString());
            node.add("unit", question.unit());
        } else if (reply.absent() != null) {
            node.add("absent", reply.absent());
            node.add("words", reply.text());
        } else {
            node.add(question.type() == Question.Type.CHOICE ? "words" : "string", reply.text());
        }
    }

    private static ScreeningNode coded(ScreeningNode around, String name, Coded coded) {
        ScreeningNode node = around.part(name, null);
        node.add("system", coded.system());
        node.add("code", coded.code());
        node.add("display", coded.display());
        return node;
    }

    // ---- observations

    private void observations(Screened.Answered answered, Set<String> made) {
        Question question = answered.question();
        Coded code = question.code();
        if (code == null) {
            return;
        }
        for (Reply reply : answered.replies()) {
            String key = answered.key(reply);
            if (!made.add(key)) {
                continue;
            }
            ScreeningNode node = root.part("observation", place(reply));
            node.add("key", key);
            Option option = reply.option();
            String stated = sentObservation(code, option);
            node.add("sent", stated);
            if (stated != null) {
                sentByKey.put(key, stated);
            }
            about(node, question, code);
            if (reply.positive()) {
                node.add("positive", "true");
            }
            value(node, question, reply);
        }
    }

    private @Nullable String sentObservation(Coded code, @Nullable Option option) {
        String both = option == null
                ? null
                : sent.answered().get(code.code() + "|" + option.code().code());
        return both == null ? sent.answered().get(code.code()) : both;
    }

    private static void about(ScreeningNode node, Question question, Coded code) {
        coded(node, "question", code);
        question.categories().forEach(category -> coded(node, "category", category));
    }

    private void withdrawnObservations(Set<String> made) {
        for (Question question : screened.instrument().questions()) {
            Coded code = question.code();
            if (code == null) {
                continue;
            }
            if (!question.several()) {
                withdrawn(question, code, question.link(), made);
                continue;
            }
            withdrawn(question, code, question.link() + "|", made);
            for (Option option : question.options()) {
                withdrawn(question, code, question.link() + "|" + option.code().code(), made);
            }
        }
    }

    private void withdrawn(Question question, Coded code, String key, Set<String> made) {
        if (!made.contains(key)) {
            ScreeningNode node = root.part("observation", null);
            node.add("key", key);
            node.add("withdrawn", "true");
            about(node, question, code);
            node.add("absent", "error");
        }
    }

    // ---- needs

    private void need(Screened.Implied implied, LocalDate day) {
        ScreeningNode node = need(implied.need(), day);
        node.add("sent", sent.needs().get(implied.need().category().code()));
        for (String key : implied.evidence()) {
            ScreeningNode evidence = node.part("evidence", null);
            evidence.add("key", key);
            evidence.add("sent", sentByKey.get(key));
        }
    }

    private ScreeningNode need(Need need, LocalDate day) {
        ScreeningNode node = root.part("need", null);
        node.add("name", need.name());
        node.add("text", need.text());
        coded(node, "category", need.category());
        List<Coded> codes = need.codes(day);
        codes.forEach(code -> coded(node, "code", code));
        return node;
    }
}
