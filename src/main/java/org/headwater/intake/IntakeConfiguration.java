package org.headwater.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.headwater.message.MessageReaders;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts the module together with the rest of the gateway. */
@Configuration
@EnableScheduling
class IntakeConfiguration {

    /** Camel takes a missing folder of routes for a mistake. */
    IntakeConfiguration(@Value("${headwater.data-dir:data}") Path dataDirectory) throws IOException {
        Files.createDirectories(dataDirectory.resolve("camel-routes"));
    }

    @Bean
    MessageReaders messageReaders() {
        return MessageReaders.standard();
    }

    @Bean
    static FilterRegistrationBean<RawBodies> rawBodies() {
        FilterRegistrationBean<RawBodies> filter = new FilterRegistrationBean<>(new RawBodies());
        filter.addUrlPatterns("/intake/*", "/feeds/*", "/destinations/*");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    /** Declares the feeds of files: those below the data directory, and packed ones where a profile names a folder of them. */
    @Bean
    SmartInitializingSingleton feedFiles(
            Feeds feeds,
            Overlays overlays,
            @Value("${headwater.data-dir:data}") Path dataDirectory,
            @Value("${headwater.packed-feeds:}") String packed) {
        return () -> {
            List<Problem> problems = new ArrayList<>();
            List<YamlFile> files = new ArrayList<>(YamlFile.below(dataDirectory.resolve("feeds"), problems::add));
            if (!packed.isEmpty()) {
                files.addAll(YamlFile.packed(packed, problems::add));
            }
            FeedFiles declared = FeedFiles.read(files, problems::add);
            if (!problems.isEmpty()) {
                throw new IllegalStateException(problems.stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n", "feed files are not right:\n", "")));
            }
            declared.feeds().forEach(feeds::declareFromFile);
            declared.overlays().forEach(overlays::saveFromFile);
        };
    }
}
