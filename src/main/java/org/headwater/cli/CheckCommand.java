package org.headwater.cli;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.headwater.intake.FeedFiles;
import org.headwater.mapping.Compositions;
import org.headwater.mapping.Mappings;
import org.headwater.message.MessageReaders;
import org.headwater.problem.Problem;
import org.headwater.template.Templates;
import org.headwater.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Compiles every mapping, dictionary and route file and prints every problem with file:line. */
@CommandLine.Command(
        name = "check",
        description =
                "Compiles every mapping, dictionary, profile and route file, and feeds' overlays; prints every problem with"
                        + " file:line.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @CommandLine.Option(
            names = "--mappings",
            paramLabel = "DIR",
            description = "The mappings folder to check; without it those packed with Headwater.")
    private @Nullable Path folder;

    @CommandLine.Option(
            names = "--feeds",
            paramLabel = "DIR",
            description = "The folder of feeds and their overlays to check; without it the data directory's.")
    private @Nullable Path feedFolder;

    @Override
    public Integer call() {
        List<Problem> problems = new ArrayList<>();
        List<YamlFile> files =
                folder == null ? YamlFile.packed("mappings", problems::add) : YamlFile.below(folder, problems::add);
        if (files.isEmpty()) {
            problems.add(new Problem(String.valueOf(folder), 0, "there are no mapping files here"));
        }
        Mappings mappings = Mappings.compile(FhirContext.forR4Cached(), files, problems::add);
        Templates templates = Templates.load(files, mappings.dictionary(), mappings::conceptMap, problems::add);
        Compositions compositions = Compositions.compile(files, problems::add);
        MessageReaders.check(files, problems::add);
        YamlFile.packed("camel-routes", problems::add);
        FeedFiles feeds = FeedFiles.below(feedFolder == null ? DataDirectory.feeds() : feedFolder, problems::add);
        feeds.feeds().forEach(feed -> DataDirectory.withOverlay(feed, feeds, mappings, problems::add));
        feeds.overlays().stream()
                .filter(overlay -> feeds.find(overlay.feed().value()).isEmpty())
                .forEach(overlay -> problems.add(
                        new Problem(overlay.file().path(), 0, "there is no feed file " + overlay.feed() + ".yaml")));
        problems.forEach(System.out::println);
        System.out.printf(
                "%d mappings, %d compositions, %d templates, %d dictionary elements, %d rules, %d feeds with %d overlays: %s%n",
                mappings.names().size(),
                compositions.names().size(),
                templates.all().size(),
                mappings.dictionary().elements().size(),
                mappings.uses().size(),
                feeds.feeds().size(),
                feeds.overlays().size(),
                problems.isEmpty() ? "no problems" : problems.size() + " problems");
        return problems.isEmpty() ? 0 : 1;
    }
}
