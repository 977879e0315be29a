package org.headwater.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.headwater.mapping.UnmappedCode;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.headwater.yaml.YamlText;
import org.jspecify.annotations.Nullable;

/**
 * What somebody typed on the onboarding page: the overlay, and the small forms that write into it.
 *
 * @param document the overlay, YAML
 * @param note why it is saved
 * @param act which button was pressed
 * @param entries ids of inbox entries taken as samples
 * @param words the sender's words on the page, and what they are to stand for
 * @param rule the form for a rule
 * @param name the form for a name that stands for a URI
 */
record OnboardingForm(
        String document, String note, String act, List<Long> entries, List<Word> words, RuleForm rule, NameForm name) {

    /** One of the sender's words in a row of its own. */
    record Word(String table, String code, String target) {}

    /** A rule to be added to a named block. */
    record RuleForm(String block, String element, String from, String to, String translate) {
        static final RuleForm EMPTY = new RuleForm("", "", "", "", "");

        RuleForm from(String place) {
            return new RuleForm(block, element, place, to, translate);
        }
    }

    /** A name and its URI. */
    record NameForm(String table, String word, String uri) {
        static final NameForm EMPTY = new NameForm(UnmappedCode.AUTHORITIES, "", "");
    }

    /** A document changed by a form, or why not. */
    record Edited(OnboardingForm form, @Nullable String objection) {}

    static OnboardingForm of(String document) {
        return new OnboardingForm(document, "", "", List.of(), List.of(), RuleForm.EMPTY, NameForm.EMPTY);
    }

    static OnboardingForm read(HttpServletRequest request) {
        return new OnboardingForm(
                text(request, "document").replace("\r\n", "\n"),
                text(request, "note").strip(),
                text(request, "act"),
                Stream.of(values(request, "entries"))
                        .filter(id -> id.matches("\\d{1,18}"))
                        .map(Long::valueOf)
                        .toList(),
                words(request),
                new RuleForm(
                        text(request, "ruleBlock").strip(),
                        text(request, "ruleElement").strip(),
                        text(request, "ruleFrom").strip(),
                        text(request, "ruleTo").strip(),
                        text(request, "ruleTranslate").strip()),
                new NameForm(
                        text(request, "nameTable"),
                        text(request, "nameWord").strip(),
                        text(request, "nameUri").strip()));
    }

    private static List<Word> words(HttpServletRequest request) {
        String[] tables = values(request, "wordTable");
        String[] codes = values(request, "wordCode");
        String[] targets = values(request, "wordTarget");
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < Math.min(tables.length, Math.min(codes.length, targets.length)); i++) {
            words.add(new Word(tables[i], codes[i], targets[i].strip()));
        }
        return words;
    }

    private static String text(HttpServletRequest request, String name) {
        return Objects.requireNonNullElse(request.getParameter(name), "");
    }

    private static String[] values(HttpServletRequest request, String name) {
        return Objects.requireNonNullElse(request.getParameterValues(name), new String[0]);
    }

    /**
     * The form with what its button asks for written into the document.
     *
     * @param map finds concept maps
     */
    Edited edited(java.util.function.Function<String, java.util.Optional<ConceptMap>> map) {
        try {
            if (act.startsWith("word:")) {
                String asked = act.substring("word:".length());
                for (Word word : words) {
                    if (asked.equals(word.table() + ":" + word.code())) {
                        return withWord(word, map);
                    }
                }
            }
            return switch (act) {
                case "words" -> withWords(map);
                case "rule" -> withRule();
                case "name" -> withName();
                default ->
                    act.startsWith("read:")
                            ? new Edited(with(document, rule.from(act.substring("read:".length())), name), null)
                            : new Edited(this, null);
            };
        } catch (IllegalArgumentException e) {
            return new Edited(this, "The overlay's YAML has to be put right first; then the forms can write into it.");
        }
    }

    private Edited withWords(java.util.function.Function<String, java.util.Optional<ConceptMap>> map) {
        OnboardingForm all = this;
        for (Word word : words) {
            if (!word.target().isEmpty()) {
                all = all.withWord(word, map).form();
            }
        }
        return new Edited(all, null);
    }

    private Edited withWord(Word word, java.util.function.Function<String, java.util.Optional<ConceptMap>> map) {
        if (word.target().isEmpty()) {
            return new Edited(this, "Say what “" + word.code() + "” stands for.");
        }
        boolean uri =
                word.table().equals(UnmappedCode.AUTHORITIES) || word.table().equals(UnmappedCode.SYSTEMS);
        String changed = uri
                ? YamlText.put(document, List.of(word.table(), word.code()), word.target())
                : YamlText.put(
                        document,
                        List.of("codes", word.table(), word.code()),
                        target(word.target(), map.apply(word.table())));
        return new Edited(with(changed, rule, name), null);
    }

    /** A target the concept map has already is written with the map's own system and words. */
    private static Object target(String code, java.util.Optional<ConceptMap> map) {
        return map.stream()
                .flatMap(known -> known.codes().values().stream())
                .filter(known -> known.code().equals(code) && (known.system() != null || known.display() != null))
                .findFirst()
                .<Object>map(OnboardingForm::written)
                .orElse(code);
    }

    private static Map<String, String> written(Translation known) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("code", known.code());
        if (known.system() != null) {
            keys.put("system", known.system());
        }
        if (known.display() != null) {
            keys.put("display", known.display());
        }
        return keys;
    }

    private Edited withRule() {
        if (rule.block().isEmpty() || rule.element().isEmpty() || rule.from().isEmpty()) {
            return new Edited(this, "A rule needs the resource it belongs to, an element and a place to read.");
        }
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("element", rule.element());
        keys.put("from", rule.from());
        if (!rule.to().isEmpty()) {
            keys.put("to", rule.to());
        }
        if (!rule.translate().isEmpty()) {
            keys.put("translate", rule.translate());
        }
        return new Edited(
                with(YamlText.add(document, List.of("change", rule.block(), "add"), keys), RuleForm.EMPTY, name), null);
    }

    private Edited withName() {
        if (name.word().isEmpty() || name.uri().isEmpty()) {
            return new Edited(this, "Write the name as it is sent, and the URI it stands for.");
        }
        String table = name.table().equals(UnmappedCode.SYSTEMS) ? UnmappedCode.SYSTEMS : UnmappedCode.AUTHORITIES;
        return new Edited(
                with(YamlText.put(document, List.of(table, name.word()), name.uri()), rule, NameForm.EMPTY), null);
    }

    private OnboardingForm with(String newDocument, RuleForm newRule, NameForm newName) {
        return new OnboardingForm(newDocument, note, act, entries, words, newRule, newName);
    }
}
