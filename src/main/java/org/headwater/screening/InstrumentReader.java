package org.headwater.screening;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** Reads instruments and needs, and tells whatever is wrong with them; what can be understood is kept. */
final class InstrumentReader {

    static final String LOINC = "http://loinc.org";
    static final String GRAVITY = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes";
    private static final Set<String> KEYS = Set.of(
            "instrument", "title", "short", "code", "also", "names", "recognises", "sections", "questions", "purpose");
    private static final Set<String> SECTION_KEYS = Set.of("code", "title", "questions");
    private static final Set<String> QUESTION_KEYS = Set.of(
            "code", "link", "text", "says", "element", "type", "several", "unit", "category", "answers", "computed");
    private static final Set<String> OPTION_KEYS =
            Set.of("code", "text", "says", "is", "score", "need", "positive", "alone");
    private static final Set<String> COMPUTED_KEYS = Set.of("sum", "any", "at-least", "need", "then", "else");
    private static final Set<String> NEED_KEYS = Set.of("text", "category", "icd10cm", "snomed");
    private static final Set<String> CODE_KEYS = Set.of("code", "display", "from");

    private final Consumer<Problem> problems;
    private final Map<String, Need> needs = new HashMap<>();

    InstrumentReader(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** Reads the needs of a file that has some. */
    void readNeeds(YamlFile file) {
        if (file.path().contains("/screening/") && file.root().get("needs").isPresent()) {
            file.root().get("needs").orElseThrow().entries().forEach((name, node) -> needs.put(name, need(name, node)));
        }
    }

    private Need need(String name, YamlNode node) {
        node.unknownKeys(NEED_KEYS).forEach(problems);
        List<Need.Dated> icd10cm = new ArrayList<>();
        node.items("icd10cm").forEach(one -> icd10cm.add(dated(one)));
        Coded snomed = node.get("snomed")
                .map(one -> coded("http://snomed.info/sct", one))
                .orElse(null);
        return new Need(name, needed(node, "text"), category(node, needed(node, "category")), icd10cm, snomed);
    }

    private Need.Dated dated(YamlNode node) {
        LocalDate from = LocalDate.MIN;
        try {
            from = node.text("from").map(LocalDate::parse).orElse(LocalDate.MIN);
        } catch (DateTimeParseException e) {
            problems.accept(node.problem("from: a date as 2025-10-01 is expected"));
        }
        return new Need.Dated(coded("http://hl7.org/fhir/sid/icd-10-cm", node), from);
    }

    private Coded coded(String system, YamlNode node) {
        node.unknownKeys(CODE_KEYS).forEach(problems);
        return new Coded(system, needed(node, "code"), needed(node, "display"));
    }

    private Coded category(YamlNode node, String code) {
        StringBuilder display = new StringBuilder();
        for (String word : code.split("-", -1)) {
            display.append(display.length() == 0 ? "" : " ")
                    .append(
                            word.equals("sdoh")
                                    ? "SDOH"
                                    : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        if (!code.matches("[a-z]+(-[a-z]+)*")) {
            problems.accept(
                    node.problem("category: a category of the Gravity Project is expected, as food-insecurity"));
        }
        return new Coded(GRAVITY, code, display.toString());
    }

    /** The instrument of a file; empty when it holds none. */
    Optional<Instrument> instrument(YamlFile file) {
        YamlNode root = file.root();
        String name = root.text("instrument").orElse(null);
        if (name == null) {
            return Optional.empty();
        }
        root.unknownKeys(KEYS).forEach(problems);
        String title = needed(root, "title");
        List<Instrument.Section> sections = new ArrayList<>();
        root.items("sections").forEach(node -> sections.add(section(node)));
        if (root.get("questions").isPresent()) {
            sections.add(new Instrument.Section("", "", questions(root, "")));
        }
        Instrument instrument = new Instrument(
                name,
                title,
                root.text("short").orElse(title),
                new Coded(LOINC, needed(root, "code"), title),
                root.texts("also"),
                root.texts("names"),
                root.texts("recognises"),
                sections);
        check(instrument, root);
        return Optional.of(instrument);
    }

    private void check(Instrument instrument, YamlNode root) {
        Set<String> links = new HashSet<>();
        for (Question question : instrument.questions()) {
            if (!links.add(question.link())) {
                problems.accept(root.problem("two questions have the link " + question.link()));
            }
            Question.Computed computed = question.computed();
            if (computed != null) {
                computed.of().stream()
                        .filter(code -> instrument.question(code).isEmpty())
                        .forEach(code -> problems.accept(
                                root.problem("computed: " + instrument.name() + " has no question " + code)));
            }
        }
        if (links.isEmpty()) {
            problems.accept(root.problem("an instrument asks at least one question"));
        }
    }

    private Instrument.Section section(YamlNode node) {
        node.unknownKeys(SECTION_KEYS).forEach(problems);
        String link = "/" + needed(node, "code");
        return new Instrument.Section(link, needed(node, "title"), questions(node, link));
    }

    private List<Question> questions(YamlNode node, String section) {
        List<Question> questions = new ArrayList<>();
        node.items("questions").forEach(one -> questions.add(question(one, section)));
        return questions;
    }

    private Question question(YamlNode node, String section) {
        node.unknownKeys(QUESTION_KEYS).forEach(problems);
        String code = node.text("code").orElse(null);
        String text = needed(node, "text");
        String link =
                section + "/" + node.text("link").or(() -> node.text("code")).orElse("");
        List<Option> options = new ArrayList<>();
        node.items("answers").forEach(option -> options.add(option(option)));
        Question.Type type = node.text("type")
                .map(written -> type(node, written))
                .orElse(options.isEmpty() ? Question.Type.STRING : Question.Type.CHOICE);
        return new Question(
                link,
                code == null ? null : new Coded(LOINC, code, text),
                text,
                node.texts("says"),
                needed(node, "element"),
                type,
                flag(node, "several"),
                node.text("unit").orElse(null),
                node.texts("category").stream().map(one -> category(node, one)).toList(),
                options,
                node.get("computed").map(this::computed).orElse(null));
    }

    private Question.Type type(YamlNode node, String written) {
        for (Question.Type type : Question.Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(written)) {
                return type;
            }
        }
        problems.accept(node.problem("type: one of choice, integer, decimal, quantity, string is expected"));
        return Question.Type.STRING;
    }

    private Option option(YamlNode node) {
        node.unknownKeys(OPTION_KEYS).forEach(problems);
        Option.Kind kind = switch (node.text("is").orElse("")) {
            case "" -> Option.Kind.ANSWER;
            case "declined" -> Option.Kind.DECLINED;
            case "unknown" -> Option.Kind.UNKNOWN;
            default -> {
                problems.accept(node.problem("is: declined or unknown is expected"));
                yield Option.Kind.ANSWER;
            }
        };
        Need need = needOf(node);
        if (need != null && kind != Option.Kind.ANSWER) {
            problems.accept(node.problem("need: an answer that was declined or is not known speaks for none"));
        }
        return new Option(
                new Coded(LOINC, needed(node, "code"), needed(node, "text")),
                node.texts("says"),
                kind,
                number(node, "score"),
                need,
                need != null || flag(node, "positive"),
                flag(node, "alone"));
    }

    private Question.Computed computed(YamlNode node) {
        node.unknownKeys(COMPUTED_KEYS).forEach(problems);
        boolean sum = node.get("sum").isPresent();
        if (sum == node.get("any").isPresent()) {
            problems.accept(node.problem("computed: sum, with at-least, or any, with then and else, is expected"));
        }
        return new Question.Computed(
                node.texts(sum ? "sum" : "any"),
                number(node, "at-least"),
                needOf(node),
                node.text("then").orElse(null),
                node.text("else").orElse(null));
    }

    private @Nullable Need needOf(YamlNode node) {
        String name = node.text("need").orElse(null);
        if (name != null && !needs.containsKey(name)) {
            problems.accept(node.problem("need: there is no need named " + name));
        }
        return name == null ? null : needs.get(name);
    }

    private @Nullable Integer number(YamlNode node, String key) {
        String text = node.text(key).orElse(null);
        if (text == null) {
            return null;
        }
        if (!text.matches("-?\\d{1,6}")) {
            problems.accept(node.problem(key + ": a whole number is expected"));
            return null;
        }
        return Integer.valueOf(text);
    }

    private String needed(YamlNode node, String key) {
        String text = node.text(key).orElse("");
        if (text.isBlank()) {
            problems.accept(node.problem(key + ": is missing"));
        }
        return text;
    }

    private static boolean flag(YamlNode node, String key) {
        return node.text(key).map("true"::equals).orElse(false);
    }
}
