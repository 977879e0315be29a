package org.headwater.delivery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.headwater.mapping.Compositions;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the module together with the rest of the gateway. */
@Configuration
class DeliveryConfiguration {

    /** A gateway whose compositions have problems would tell others wrongly, so it does not start. */
    @Bean
    Compositions compositions() {
        List<Problem> problems = new ArrayList<>();
        Compositions compositions = Compositions.packed(problems::add);
        refuse(problems, "The compositions have problems:");
        return compositions;
    }

    /** Declares the destinations of files below the data directory, and packed ones where a profile names a folder. */
    @Bean
    SmartInitializingSingleton destinationFiles(
            Destinations destinations,
            @Value("${headwater.data-dir:data}") Path dataDirectory,
            @Value("${headwater.packed-destinations:}") String packed) {
        return () -> {
            List<Problem> problems = new ArrayList<>();
            List<YamlFile> files =
                    new ArrayList<>(YamlFile.below(dataDirectory.resolve("destinations"), problems::add));
            if (!packed.isEmpty()) {
                files.addAll(YamlFile.packed(packed, problems::add));
            }
            List<Destination> declared = DestinationFiles.read(files, problems::add);
            refuse(problems, "destination files are not right:");
            declared.forEach(destinations::declareFromFile);
        };
    }

    private static void refuse(List<Problem> problems, String title) {
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n", title + "\n", "")));
        }
    }
}
