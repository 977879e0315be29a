package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.headwater.dictionary.Element;
import org.headwater.spreadsheet.ColumnMatch.Certainty;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.headwater.yaml.YamlText;
import org.jspecify.annotations.Nullable;

/**
 * What a file is taken to say: what was found out, over that what was said of earlier files, and over that what the person
 * answers now. From it come the page and the overlay.
 */
final class Understanding {

    private static final int QUESTIONS = 60;
    private static final double NEARLY_THE_SAME = 0.5;
    private static final Set<String> DATES = Set.of("date", "date-time");
    private static final Set<String> NUMBERS = Set.of("integer", "quantity", "decimal", "money");

    private final TableSurvey survey;
    private final Answers answers;
    private final Remembered remembered;
    private final Vocabulary vocabulary;
    private final Map<String, String> objections;
    private final Map<SheetProfile, List<ColumnMatch>> matches = new LinkedHashMap<>();

    /**
     * @param objections why a sheet's rows cannot be recorded, by its name
     */
    Understanding(
            TableSurvey survey,
            Answers answers,
            Remembered remembered,
            Vocabulary vocabulary,
            Map<String, String> objections) {
        this.survey = survey;
        this.answers = answers;
        this.remembered = remembered;
        this.vocabulary = vocabulary;
        this.objections = Map.copyOf(objections);
        ColumnMatcher matcher = new ColumnMatcher(vocabulary);
        survey.sheets().forEach(sheet -> matches.put(sheet, decided(sheet, matcher.match(sheet))));
    }

    private List<ColumnMatch> decided(SheetProfile sheet, List<ColumnMatch> found) {
        List<ColumnMatch> decided = new ArrayList<>();
        for (ColumnMatch match : found) {
            String answer = answers.columns().get(Answers.column(sheet.name(), match.header()));
            Optional<String> before = remembered.column(sheet.name(), match.header());
            decided.add(
                    answer != null
                            ? said(match, answer, "you said so")
                            : before.map(earlier -> said(match, earlier, "it was so in the last file"))
                                    .orElse(match));
        }
        return decided;
    }

    private ColumnMatch said(ColumnMatch match, String choice, String because) {
        Element element = vocabulary.element(choice).orElse(null);
        return new ColumnMatch(match.header(), element, Certainty.SAID, 1, because, others(match, element));
    }

    private static List<Element> others(ColumnMatch match, @Nullable Element chosen) {
        List<Element> others = new ArrayList<>();
        if (match.element() != null && !match.element().equals(chosen)) {
            others.add(match.element());
        }
        match.others().stream().filter(other -> !other.equals(chosen)).forEach(others::add);
        return others;
    }

    /** Whether a sheet records nothing, as somebody said, or because its rows cannot be recorded and those of others can. */
    boolean leftOut(SheetProfile sheet) {
        String said = answers.sheets().get(sheet.name());
        if (said != null) {
            return said.equals(Answers.LEAVE_OUT);
        }
        return remembered.leavesOut(sheet.name())
                || (objections.containsKey(sheet.name())
                        && survey.sheets().stream().anyMatch(other -> !objections.containsKey(other.name())));
    }

    List<SheetView> sheets() {
        return matches.entrySet().stream()
                .map(entry -> view(entry.getKey(), entry.getValue()))
                .toList();
    }

    private SheetView view(SheetProfile sheet, List<ColumnMatch> columns) {
        List<SheetView.ColumnView> views = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            views.add(view(sheet, sheet.columns().get(i), columns.get(i)));
        }
        return new SheetView(
                sheet.name(), written(sheet), sheet.rows(), leftOut(sheet), objections.get(sheet.name()), views);
    }

    private List<String> written(SheetProfile sheet) {
        List<String> written = new ArrayList<>();
        switch (sheet.form().kind()) {
            case "xlsx" -> written.add("Excel workbook");
            case "xls" -> written.add("old Excel workbook");
            default -> {
                written.add("text with " + separator(sheet.form().separator()) + " between the cells");
                written.add("characters as " + sheet.form().characterSet());
            }
        }
        written.add("first row of data: " + sheet.firstRow());
        Set<String> dates = new LinkedHashSet<>();
        sheet.columns().stream()
                .map(ColumnProfile::dateStyle)
                .filter(style -> style != null && style != DateStyle.EITHER)
                .forEach(style -> dates.add(style.words()));
        dates.forEach(words -> written.add("dates " + words));
        if (sheet.columns().stream().anyMatch(ColumnProfile::decimalComma)) {
            written.add("numbers with a decimal comma, as 1,5");
        }
        return written;
    }

    private static String separator(char separator) {
        return switch (separator) {
            case '\t' -> "tabs";
            case ';' -> "semicolons";
            case '|' -> "bars";
            default -> "commas";
        };
    }

    private SheetView.ColumnView view(SheetProfile sheet, ColumnProfile column, ColumnMatch match) {
        Element element = match.element();
        boolean out =
                element == null && (match.certainty() == Certainty.SAID || match.certainty() == Certainty.NOTHING);
        String dates = dates(sheet, column, element);
        return new SheetView.ColumnView(
                Answers.column(sheet.name(), column.header()),
                column.header(),
                element == null ? (out ? Answers.LEAVE_OUT : "") : element.name(),
                element == null ? (out ? "left out" : "not known") : ElementWords.of(element),
                element == null ? "" : element.definition(),
                match.certainty().name().toLowerCase(Locale.ROOT),
                (int) Math.round(100 * match.confidence()),
                match.because(),
                element != null && vocabulary.records(element.name()),
                column.samples(),
                match.others().stream().map(Understanding::choice).toList(),
                dates,
                note(column, element, dates));
    }

    static Choice choice(Element element) {
        return new Choice(element.name(), ElementWords.of(element), element.definition());
    }

    private static String note(ColumnProfile column, @Nullable Element element, String dates) {
        if (element == null) {
            return "";
        }
        if (!dates.isEmpty() && column.mixesDates()) {
            return "Some dates here have the month first and others the day; those that do not show it are read as chosen.";
        }
        if (!dates.isEmpty() && column.dateStyle() == DateStyle.EITHER) {
            return "Every date here could be read both ways. Say which.";
        }
        return "";
    }

    /** How a column's dates are read; empty where that is no question. */
    private String dates(SheetProfile sheet, ColumnProfile column, @Nullable Element element) {
        DateStyle style = column.dateStyle();
        boolean question = element != null
                && DATES.contains(element.type())
                && (style == DateStyle.DAY_FIRST || style == DateStyle.MONTH_FIRST || style == DateStyle.EITHER);
        if (!question) {
            return "";
        }
        String said = answers.dates().get(Answers.column(sheet.name(), column.header()));
        if (said != null) {
            return said;
        }
        if (style == DateStyle.EITHER) {
            boolean others = sheet.columns().stream().anyMatch(other -> other.dateStyle() == DateStyle.DAY_FIRST);
            return others ? "day-first" : "month-first";
        }
        return style == DateStyle.DAY_FIRST ? "day-first" : "month-first";
    }

    /** Values that go through a concept map that lacks them. */
    List<ValueQuestion> questions() {
        List<ValueQuestion> questions = new ArrayList<>();
        matches.forEach((sheet, columns) -> {
            for (int i = 0; i < columns.size() && !leftOut(sheet); i++) {
                ColumnProfile column = sheet.columns().get(i);
                Element element = columns.get(i).element();
                ConceptMap map = element == null ? null : vocabulary.values(element.name());
                if (element != null && map != null) {
                    questions(column, element, map, questions);
                }
            }
        });
        return questions.stream().limit(QUESTIONS).toList();
    }

    private void questions(ColumnProfile column, Element element, ConceptMap map, List<ValueQuestion> questions) {
        Set<String> asked = new HashSet<>();
        questions.forEach(question -> asked.add(question.key()));
        boolean keeps = vocabulary.keepsOtherValues(element.name());
        if (keeps && column.differentCount() > 25) {
            return;
        }
        column.different().forEach((value, count) -> {
            String key = Answers.value(map.name(), value);
            boolean known = map.translate(value).isPresent() || remembered.knows(map.name(), value);
            boolean askable = value.chars().noneMatch(Character::isISOControl);
            if (!known && askable && asked.add(key)) {
                questions.add(new ValueQuestion(
                        key,
                        column.header(),
                        ElementWords.of(element),
                        value,
                        count,
                        answers.values().getOrDefault(key, ValueQuestion.OPEN),
                        keeps,
                        targets(map)));
            }
        });
    }

    private static List<Choice> targets(ConceptMap map) {
        Map<String, Choice> targets = new TreeMap<>();
        map.codes().forEach((word, target) -> {
            if (!target.none()) {
                String words = target.display() == null ? target.code() : target.display();
                targets.putIfAbsent(target.code(), new Choice(target.code(), words, ""));
            }
        });
        return List.copyOf(targets.values());
    }

    /** What changed in the headings since the file of the feed that is most like this one. */
    List<Drift> drift(List<List<String>> before) {
        Set<String> now = headings();
        Set<String> last = before.stream()
                .map(Understanding::folded)
                .filter(other -> alike(folded(now), other))
                .findFirst()
                .orElse(null);
        if (last == null) {
            return List.of();
        }
        List<String> fresh = new ArrayList<>(now);
        fresh.removeIf(header -> last.contains(fold(header)));
        List<String> missing = new ArrayList<>();
        before.stream().filter(other -> folded(other).equals(last)).limit(1).forEach(missing::addAll);
        missing.removeIf(header -> folded(now).contains(fold(header)));
        List<Drift> drift = new ArrayList<>();
        for (String header : fresh) {
            Element element = element(header);
            String former = element == null
                    ? null
                    : missing.stream()
                            .filter(old -> remembered
                                            .column("", old)
                                            .filter(element.name()::equals)
                                            .isPresent()
                                    || rememberedInASheet(old, element))
                            .findFirst()
                            .orElse(null);
            if (former != null) {
                missing.remove(former);
            }
            drift.add(new Drift(
                    former == null ? Drift.Kind.NEW : Drift.Kind.RENAMED,
                    header,
                    former,
                    element == null ? "" : ElementWords.of(element)));
        }
        missing.forEach(header -> drift.add(new Drift(
                Drift.Kind.MISSING,
                header,
                null,
                remembered
                        .column("", header)
                        .flatMap(vocabulary::element)
                        .map(ElementWords::of)
                        .orElse(""))));
        return drift;
    }

    private boolean rememberedInASheet(String header, Element element) {
        return survey.sheets().stream()
                .anyMatch(sheet -> remembered
                        .column(sheet.name(), header)
                        .filter(element.name()::equals)
                        .isPresent());
    }

    private @Nullable Element element(String header) {
        return matches.values().stream()
                .flatMap(List::stream)
                .filter(match -> match.header().equals(header))
                .map(ColumnMatch::element)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean alike(Set<String> now, Set<String> before) {
        Set<String> both = new HashSet<>(now);
        both.retainAll(before);
        return !before.isEmpty() && both.size() >= NEARLY_THE_SAME * Math.max(now.size(), before.size());
    }

    /** All headings of sheets that are recorded. */
    Set<String> headings() {
        Set<String> headings = new LinkedHashSet<>();
        matches.keySet().stream().filter(sheet -> !leftOut(sheet)).forEach(sheet -> headings.addAll(sheet.headers()));
        return headings;
    }

    private static Set<String> folded(Iterable<String> headers) {
        Set<String> folded = new LinkedHashSet<>();
        headers.forEach(header -> folded.add(fold(header)));
        return folded;
    }

    private static String fold(String header) {
        return header.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The overlay that says all this, written into the one there is.
     *
     * @param document the feed's overlay as it stands
     */
    String overlay(String document) {
        String changed = document;
        for (Map.Entry<SheetProfile, List<ColumnMatch>> entry : matches.entrySet()) {
            SheetProfile sheet = entry.getKey();
            if (leftOut(sheet)) {
                boolean known = remembered.leavesOut(sheet.name());
                changed = known || sheet.name().isEmpty()
                        ? changed
                        : YamlText.put(changed, List.of("sheets", sheet.name()), Answers.LEAVE_OUT);
                continue;
            }
            changed = columns(changed, sheet, entry.getValue());
        }
        for (Map.Entry<String, String> value : answers.values().entrySet()) {
            changed = value(changed, value.getKey(), value.getValue());
        }
        return changed;
    }

    private String columns(String document, SheetProfile sheet, List<ColumnMatch> columns) {
        String changed = document;
        for (int i = 0; i < columns.size(); i++) {
            ColumnMatch match = columns.get(i);
            ColumnProfile column = sheet.columns().get(i);
            String choice =
                    match.element() == null ? unnamed(match) : match.element().name();
            boolean known = choice.isEmpty()
                    || remembered
                            .column(sheet.name(), match.header())
                            .filter(choice::equals)
                            .isPresent();
            if (!known) {
                changed = YamlText.put(changed, path(sheet, match.header()), choice);
            }
            String dates = dates(sheet, column, match.element());
            if (!dates.isEmpty()) {
                changed = put(changed, List.of("dates", match.header()), dates);
            }
            if (column.decimalComma()
                    && match.element() != null
                    && NUMBERS.contains(match.element().type())) {
                changed = put(changed, List.of("numbers", match.header()), "decimal-comma");
            }
        }
        return changed;
    }

    /** What is shown as not recorded is not to be taken for something by its heading alone. */
    private String unnamed(ColumnMatch match) {
        boolean byItself = match.certainty() == Certainty.UNKNOWN
                && vocabulary.exactly(match.header()).isEmpty();
        return byItself ? "" : Answers.LEAVE_OUT;
    }

    private static List<String> path(SheetProfile sheet, String header) {
        return sheet.name().isEmpty() ? List.of("columns", header) : List.of("sheets", sheet.name(), "columns", header);
    }

    private static String put(String document, List<String> path, String value) {
        Function<String, String> text = key -> org.headwater.yaml.YamlFile.parse("overlay", document, problem -> {})
                .root()
                .get(path.get(0))
                .flatMap(node -> node.text(key))
                .orElse("");
        return text.apply(path.get(1)).equals(value) ? document : YamlText.put(document, path, value);
    }

    private String value(String document, String key, String answer) {
        if (answer.equals(ValueQuestion.OPEN)) {
            return document;
        }
        int divide = key.indexOf(Answers.DIVIDE);
        String map = key.substring(0, divide);
        String value = key.substring(divide + Answers.DIVIDE.length());
        return YamlText.put(document, List.of("codes", map, value), target(map, answer));
    }

    private Object target(String map, String code) {
        Translation known = vocabulary.conceptMap(map).stream()
                .flatMap(one -> one.codes().values().stream())
                .filter(target -> target.code().equals(code))
                .findFirst()
                .orElse(null);
        if (known == null || (known.display() == null && known.system() == null)) {
            return code;
        }
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("code", code);
        if (known.display() != null) {
            target.put("display", known.display());
        }
        if (known.system() != null) {
            target.put("system", known.system());
        }
        return target;
    }
}
