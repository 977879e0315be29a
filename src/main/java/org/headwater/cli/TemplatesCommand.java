package org.headwater.cli;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.headwater.mapping.Mappings;
import org.headwater.problem.Problem;
import org.headwater.template.Template;
import org.headwater.template.TemplateWorkbook;
import org.headwater.template.Templates;
import org.headwater.yaml.YamlFile;
import picocli.CommandLine;

/** Writes the spreadsheet templates that community organizations fill in. */
@CommandLine.Command(
        name = "templates",
        description = "Writes the spreadsheet templates that community organizations fill in, all or those named.",
        mixinStandardHelpOptions = true)
final class TemplatesCommand implements Callable<Integer> {

    @CommandLine.Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "templates",
            description = "Where to write them; ${DEFAULT-VALUE} without it.")
    private Path out = Path.of("templates");

    @CommandLine.Parameters(
            paramLabel = "NAME",
            description = "Templates to write, such as food-pantry.",
            arity = "0..*")
    private List<String> names = List.of();

    @Override
    public Integer call() throws IOException {
        List<Problem> problems = new ArrayList<>();
        List<YamlFile> files = YamlFile.packed("mappings", problems::add);
        Mappings mappings = Mappings.compile(FhirContext.forR4Cached(), files, problems::add);
        Templates templates = Templates.load(files, mappings.dictionary(), mappings::conceptMap, problems::add);
        problems.forEach(System.err::println);
        List<String> unknown =
                names.stream().filter(name -> templates.find(name).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            System.err.println("There is no template " + String.join(", ", unknown) + "; there are "
                    + String.join(
                            ", ", templates.all().stream().map(Template::name).toList()) + ".");
            return 2;
        }
        Files.createDirectories(out);
        for (Template template : templates.all()) {
            if (names.isEmpty() || names.contains(template.name())) {
                Path file = out.resolve(template.file());
                try (OutputStream to = Files.newOutputStream(file)) {
                    TemplateWorkbook.write(template, to);
                }
                System.out.println(file);
            }
        }
        return 0;
    }
}
