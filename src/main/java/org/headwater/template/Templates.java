package org.headwater.template;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.headwater.dictionary.Dictionary;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMap;
import org.headwater.yaml.YamlFile;

/** All templates, in order of title. */
public final class Templates {

    private final List<Template> all;

    private Templates(List<Template> all) {
        this.all = all;
    }

    /**
     * Reads every file that has a {@code template} key, with the columns that a file with a {@code template-columns} key
     * describes once for all of them.
     *
     * @param conceptMaps by name
     * @param problems told of whatever is wrong, above all of a heading or a choice that would not map as it is meant
     */
    public static Templates load(
            List<YamlFile> files,
            Dictionary dictionary,
            Function<String, Optional<ConceptMap>> conceptMaps,
            Consumer<Problem> problems) {
        TemplateReader reader = new TemplateReader(dictionary, conceptMaps, problems);
        files.forEach(reader::describe);
        return new Templates(files.stream()
                .flatMap(file -> reader.read(file).stream())
                .sorted(Comparator.comparing(Template::title))
                .toList());
    }

    /** All of them. */
    public List<Template> all() {
        return all;
    }

    /** The one of a name; empty when there is none. */
    public Optional<Template> find(String name) {
        return all.stream().filter(template -> template.name().equals(name)).findFirst();
    }
}
