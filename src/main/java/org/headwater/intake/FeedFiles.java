package org.headwater.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/**
 * Feeds declared by files, one a file: {@code feeds/mercy-adt.yaml} declares the feed {@code mercy-adt}, and {@code
 * feeds/mercy-adt.overlay.yaml} beside it says what that feed changes in the shared mappings.
 *
 * @param feeds the feeds declared
 * @param overlays their overlays, as written
 */
public record FeedFiles(List<Feed> feeds, List<OverlayFile> overlays) {

    private static final String SUFFIX = ".yaml";
    private static final String OVERLAY = ".overlay" + SUFFIX;

    public FeedFiles {
        feeds = List.copyOf(feeds);
        overlays = List.copyOf(overlays);
    }

    /**
     * An overlay's file.
     *
     * @param feed the feed its name says
     * @param file the file, read
     */
    public record OverlayFile(FeedId feed, YamlFile file) {
        String document() {
            return file.text();
        }

        /** Its name without folders. */
        String name() {
            return FeedFiles.name(file);
        }
    }

    /**
     * The feeds declared below a folder.
     *
     * @param folder the folder; no feeds when it is missing
     * @param problems told of everything that is wrong, with file and line; such files declare nothing
     */
    public static FeedFiles below(Path folder, Consumer<Problem> problems) {
        return read(YamlFile.below(folder, problems), problems);
    }

    static FeedFiles read(List<YamlFile> files, Consumer<Problem> problems) {
        List<Feed> feeds = new ArrayList<>();
        List<OverlayFile> overlays = new ArrayList<>();
        for (YamlFile file : files) {
            boolean overlay = name(file).endsWith(OVERLAY);
            FeedId id = id(file, overlay ? OVERLAY : SUFFIX, problems).orElse(null);
            if (id != null && overlay) {
                overlays.add(new OverlayFile(id, file));
            } else if (id != null) {
                FeedDeclaration.read(id, file.root(), problems).ifPresent(feeds::add);
            }
        }
        return new FeedFiles(feeds, overlays);
    }

    /** The feed of an id; empty when no file declares it. */
    public Optional<Feed> find(String id) {
        return feeds.stream().filter(feed -> feed.id().value().equals(id)).findFirst();
    }

    /** The overlay of a feed; empty when no file states one. */
    public Optional<OverlayFile> overlay(FeedId feed) {
        return overlays.stream().filter(one -> one.feed().equals(feed)).findFirst();
    }

    private static String name(YamlFile file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    private static Optional<FeedId> id(YamlFile file, String suffix, Consumer<Problem> problems) {
        String name = name(file);
        Optional<FeedId> id = FeedId.of(name.substring(0, name.length() - suffix.length()));
        if (id.isEmpty()) {
            problems.accept(new Problem(
                    file.path(), 0, "the file's name is the feed's id, with " + suffix + " behind it: " + FeedId.RULE));
        }
        return id;
    }
}
