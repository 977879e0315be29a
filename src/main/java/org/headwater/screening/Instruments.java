package org.headwater.screening;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** All instruments. Immutable. */
public final class Instruments {

    private final List<Instrument> instruments;
    private final Set<String> elements;

    private Instruments(List<Instrument> instruments) {
        this.instruments = List.copyOf(instruments);
        this.elements = instruments.stream()
                .flatMap(one -> one.questions().stream())
                .map(Question::element)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads every file that has an {@code instrument} key, and the needs of {@code mappings/screening}.
     *
     * @param problems told of whatever is wrong with one
     */
    public static Instruments load(List<YamlFile> files, Consumer<Problem> problems) {
        InstrumentReader reader = new InstrumentReader(problems);
        files.forEach(reader::readNeeds);
        List<Instrument> instruments = new ArrayList<>();
        files.forEach(file -> reader.instrument(file).ifPresent(instruments::add));
        instruments.sort(Comparator.comparing(Instrument::name));
        return new Instruments(instruments);
    }

    /** All of them, in order of name. */
    public List<Instrument> all() {
        return instruments;
    }

    /** The instrument of a name; empty when there is none. */
    public Optional<Instrument> named(String name) {
        return instruments.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /**
     * The instrument that somebody means: by its name or title, a LOINC panel's code, or the canonical URL of a
     * Questionnaire.
     */
    public Optional<Instrument> meant(String written) {
        String text = written.strip();
        String url = text.split("\\|", -1)[0];
        String folded = Words.folded(text);
        return instruments.stream()
                .filter(one -> one.code().code().equals(text)
                        || one.also().contains(text)
                        || one.url().equals(url)
                        || one.recognises().contains(url)
                        || one.name().equals(text)
                        || Words.folded(one.title()).equals(folded)
                        || one.names().stream()
                                .anyMatch(name -> Words.folded(name).equals(folded))
                        || folded.contains(Words.folded(one.code().code()))
                        || one.names().stream()
                                .filter(name -> name.length() > 5)
                                .anyMatch(name -> folded.contains(Words.folded(name))))
                .findFirst();
    }

    /**
     * The instruments that ask the most of some questions, those first that ask least besides; empty when none asks any.
     *
     * @param asked LOINC codes and dictionary elements of questions
     */
    public List<Instrument> asking(Collection<String> asked) {
        long most =
                instruments.stream().mapToLong(one -> asks(one, asked)).max().orElse(0);
        return instruments.stream()
                .filter(one -> most > 0 && asks(one, asked) == most)
                .sorted(Comparator.comparingInt(one -> one.questions().size()))
                .toList();
    }

    private static long asks(Instrument instrument, Collection<String> asked) {
        return instrument.questions().stream()
                .filter(question -> asked.contains(question.element())
                        || (question.code() != null
                                && asked.contains(question.code().code())))
                .count();
    }

    /** The dictionary element of a question by its text; empty when no instrument asks so. */
    public Optional<String> elementOf(String text) {
        String folded = Words.folded(text);
        return instruments.stream()
                .flatMap(one -> one.questions().stream())
                .filter(question -> Words.folded(question.text()).equals(folded)
                        || question.says().stream()
                                .anyMatch(word -> Words.folded(word).equals(folded)))
                .map(Question::element)
                .findFirst();
    }

    /** The dictionary elements of all questions. */
    public Set<String> elements() {
        return elements;
    }
}
