package org.headwater.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/**
 * Feeds declared by files, one a file: {@code feeds/mercy-adt.yaml} declares the feed {@code mercy-adt}.
 */
public final class FeedFiles {

    private FeedFiles() {}

    /**
     * The feeds declared below a folder.
     *
     * @param folder the folder; no feeds when it is missing
     * @param problems told of everything that is wrong, with file and line; such files declare nothing
     */
    public static List<Feed> below(Path folder, Consumer<Problem> problems) {
        return read(YamlFile.below(folder, problems), problems);
    }

    static List<Feed> read(List<YamlFile> files, Consumer<Problem> problems) {
        List<Feed> feeds = new ArrayList<>();
        for (YamlFile file : files) {
            read(file, problems).ifPresent(feeds::add);
        }
        return feeds;
    }

    private static Optional<Feed> read(YamlFile file, Consumer<Problem> problems) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        Optional<FeedId> id = FeedId.of(name.substring(0, name.length() - ".yaml".length()));
        if (id.isEmpty()) {
            problems.accept(new Problem(file.path(), 0, "the file's name is the feed's id: " + FeedId.RULE));
            return Optional.empty();
        }
        return FeedDeclaration.read(id.get(), file.root(), problems);
    }
}
