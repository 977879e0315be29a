package org.headwater.cli;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headwater.dictionary.DictionaryPages;
import org.headwater.mapping.Mappings;
import picocli.CommandLine;

/** Writes the dictionary's pages and the coverage of its elements by mappings. */
@CommandLine.Command(
        name = "docs",
        description = "Writes the reference pages: the dictionary, and which mappings fill which element.",
        mixinStandardHelpOptions = true)
final class DocsCommand implements Callable<Integer> {

    @CommandLine.Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs/generated",
            description = "Where to write them; ${DEFAULT-VALUE} without it.")
    private Path out = Path.of("docs/generated");

    @Override
    public Integer call() throws IOException {
        Mappings mappings = Mappings.packed(FhirContext.forR4Cached(), problem -> System.err.println(problem));
        DictionaryPages.write(out, mappings.dictionary(), mappings.uses());
        System.out.println("written to " + out);
        return 0;
    }
}
