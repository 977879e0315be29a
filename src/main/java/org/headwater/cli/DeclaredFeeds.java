package org.headwater.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.mapping.SourceFeed;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/** The feeds declared by files in the data directory, {@code data/feeds/<id>.yaml}: enough to map without a database. */
final class DeclaredFeeds {

    private final Map<String, SourceFeed> feeds = new HashMap<>();

    private DeclaredFeeds(List<YamlFile> files) {
        for (YamlFile file : files) {
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            String id = file.root().text("id").orElse(name.replace(".yaml", ""));
            feeds.put(id, feed(id, file.root()));
        }
    }

    /** The folder the files stand in. */
    static Path folder() {
        String data = System.getenv("HEADWATER_DATA_DIR");
        return Path.of(data == null || data.isBlank() ? "data" : data).resolve("feeds");
    }

    static DeclaredFeeds inDataDirectory() {
        return new DeclaredFeeds(YamlFile.below(folder(), problem -> System.err.println(problem)));
    }

    Optional<SourceFeed> find(String id) {
        return Optional.ofNullable(feeds.get(id));
    }

    private static SourceFeed feed(String id, YamlNode root) {
        Map<String, String> authorities = new HashMap<>();
        root.get("authorities")
                .map(YamlNode::entries)
                .orElse(Map.of())
                .forEach((name, uri) -> authorities.put(name, uri.text().orElse("")));
        return new SourceFeed(
                id,
                root.text("sector").orElse("hospital"),
                root.text("organization").orElse(id),
                zone(root),
                root.text("authority").orElse("urn:headwater:org:" + id),
                authorities,
                root.text("mapping").orElse(null));
    }

    private static ZoneId zone(YamlNode root) {
        try {
            return ZoneId.of(root.text("zone").orElse("UTC"));
        } catch (DateTimeException e) {
            System.err.println(root.problem("zone: not a time zone; write one as America/Chicago"));
            return ZoneId.of("UTC");
        }
    }
}
