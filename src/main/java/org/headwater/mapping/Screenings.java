package org.headwater.mapping;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.message.Node;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.headwater.screening.Given;
import org.headwater.screening.Instrument;
import org.headwater.screening.Instruments;
import org.headwater.screening.Screened;
import org.headwater.screening.ScreeningReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the screenings in the rows of a table: a row an answer (a question's code or text beside what was answered), or a
 * column a question.
 */
final class Screenings {

    private static final List<String> DATES =
            List.of("screening.date", "service.date", "need.date", "observation.time", "encounter.start");

    private final Instruments instruments;
    private final Set<String> elements;
    private final Run run;

    Screenings(Instruments instruments, Run run) {
        this.instruments = instruments;
        this.elements = instruments.elements();
        this.run = run;
    }

    /** Whether a table's columns can hold answers of a screening. */
    static boolean in(Collection<String> columns, Instruments instruments) {
        return inRows(columns) || columns.stream().anyMatch(instruments.elements()::contains);
    }

    /** Whether a table has a row for each answer. */
    static boolean inRows(Collection<String> columns) {
        boolean question = columns.contains("screening.question") || columns.contains("screening.question-code");
        boolean answer = columns.contains("screening.answer") || columns.contains("screening.answer-code");
        return question && answer;
    }

    /**
     * Adds the screenings of rows that belong together to the first of them.
     *
     * @param columns elements of all columns, whether or not these rows fill them
     */
    void addTo(ElementRow first, List<ElementRow> rows, Collection<String> columns) {
        List<Node> places = new ArrayList<>();
        Map<String, List<Given>> byInstrument = new LinkedHashMap<>();
        Map<String, String> titles = new LinkedHashMap<>();
        for (ElementRow row : rows) {
            String named = text(row, "screening.instrument-code");
            String title = text(row, "screening.instrument");
            String wanted = named.isEmpty() ? title : named;
            String key = instruments
                    .meant(wanted)
                    .or(() -> instruments.meant(title))
                    .map(Instrument::name)
                    .orElse(wanted);
            titles.putIfAbsent(key, title);
            given(row, places)
                    .forEach(one -> byInstrument
                            .computeIfAbsent(key, any -> new ArrayList<>())
                            .add(one));
        }
        byInstrument.forEach((named, given) -> {
            Screened screened = read(named, titles.getOrDefault(named, ""), given, columns);
            if (!screened.answers().isEmpty()) {
                add(first, screened, places);
            }
            screened.odd().forEach(odd -> told(first, places, odd));
        });
    }

    private void told(ElementRow first, List<Node> places, Screened.Odd odd) {
        Node place = odd.index() < 0 ? first : places.get(odd.index());
        run.finding(
                FindingCode.INVALID_VALUE, Severity.WARNING, place.location().path(), odd.message());
    }

    private void add(ElementRow first, Screened screened, List<Node> places) {
        ScreeningNode root = new ScreeningNode(first, "screening", null, null);
        Node date = date(first);
        String stamp = date == null ? null : stamp(date);
        root.add("date", date == null ? null : date.text(), date);
        root.add("stamp", stamp == null && date != null ? date.text() : stamp, date);
        for (String name : List.of("identifier", "status", "encounter", "by", "mode")) {
            Node cell = first.first("screening." + name);
            if (cell != null) {
                root.add(name, cell.text(), cell);
            }
        }
        boolean inError = text(first, "screening.status").matches("(?i)entered[ -]in[ -]error");
        ScreeningTree.add(screened, root, day(stamp), inError, places::get, ScreeningTree.Sent.NOTHING);
        first.add(root);
        if (date == null) {
            run.finding(
                    FindingCode.REQUIRED_ELEMENT_MISSING,
                    Severity.WARNING,
                    first.location().path(),
                    "The screening has no date, so it cannot be told from the person's others with "
                            + screened.instrument().brief() + ". Add a column with the day it was taken.");
        }
    }

    private static @Nullable Node date(ElementRow row) {
        for (String element : DATES) {
            Node cell = row.first(element);
            if (cell != null && cell.text() != null) {
                return cell;
            }
        }
        return null;
    }

    private @Nullable String stamp(Node date) {
        try {
            return Timestamps.instant(String.valueOf(date.text()), run.feed().zone());
        } catch (Timestamps.InvalidTimestampException e) {
            return null;
        }
    }

    /** The day codes are chosen for; far ahead where none is told, so that today's codes are taken. */
    static LocalDate day(@Nullable String stamp) {
        try {
            return stamp == null ? LocalDate.MAX : OffsetDateTime.parse(stamp).toLocalDate();
        } catch (DateTimeParseException e) {
            return LocalDate.MAX;
        }
    }

    /** The instrument named; else, of those that ask most of these questions, the one that knows most of the answers. */
    private Screened read(String named, String title, List<Given> given, Collection<String> columns) {
        Instrument declared = instruments.named(named).orElse(null);
        if (declared != null) {
            return ScreeningReader.read(declared, given);
        }
        List<Instrument> asking = named.isEmpty() ? instruments.asking(asked(given, columns)) : List.of();
        return asking.stream()
                .map(instrument -> ScreeningReader.read(instrument, given))
                .min(Comparator.comparingInt(screened -> screened.odd().size()))
                .orElseGet(
                        () -> ScreeningReader.readUndeclared(named.matches("\\d{1,5}-\\d") ? named : "", title, given));
    }

    private Set<String> asked(List<Given> given, Collection<String> columns) {
        Set<String> asked = new LinkedHashSet<>();
        columns.stream().filter(elements::contains).forEach(asked::add);
        for (Given one : given) {
            if (one.code() != null) {
                asked.add(one.code());
            } else if (one.question() != null) {
                instruments.elementOf(one.question()).ifPresent(asked::add);
            }
        }
        return asked;
    }

    private List<Given> given(ElementRow row, List<Node> places) {
        List<Given> given = new ArrayList<>();
        Node code = row.first("screening.question-code");
        Node question = row.first("screening.question");
        Node answerCode = row.first("screening.answer-code");
        Node answer = row.first("screening.answer");
        if ((code != null || question != null) && (answerCode != null || answer != null)) {
            given.add(new Given(
                    loinc(code),
                    null,
                    null,
                    question == null ? textOf(code) : textOf(question),
                    textOf(answerCode),
                    textOf(answer),
                    places.size()));
            places.add(answerCode == null ? java.util.Objects.requireNonNull(answer) : answerCode);
            List.of("screening.question-code", "screening.question", "screening.answer", "screening.instrument-code")
                    .forEach(name -> {
                        Node cell = row.first(name);
                        if (cell != null) {
                            cell.markRead();
                        }
                    });
        }
        for (Node cell : row.children()) {
            if (elements.contains(cell.name())
                    && cell.text() != null
                    && !cell.name().equals("screening.answer")) {
                given.add(new Given(null, cell.name(), null, null, null, cell.text(), places.size()));
                places.add(cell);
            }
        }
        return given;
    }

    /** The code alone, where a cell has it with its text or system. */
    private static @Nullable String loinc(@Nullable Node cell) {
        String text = textOf(cell);
        if (text == null) {
            return null;
        }
        java.util.regex.Matcher code = java.util.regex.Pattern.compile("(?<![\\w-])\\d{3,5}-\\d(?![\\w-])")
                .matcher(text);
        return code.find() ? code.group() : null;
    }

    private static @Nullable String textOf(@Nullable Node node) {
        return node == null ? null : node.text();
    }

    private static String text(ElementRow row, String element) {
        Node cell = row.first(element);
        String text = cell == null ? null : cell.text();
        return text == null ? "" : text.strip();
    }
}
