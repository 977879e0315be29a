package org.headwater.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * What feeds change in the shared mappings: every version is kept in the database, the newest in memory. One saved on
 * another gateway of the same database is known here within seconds.
 */
@Service
public class Overlays {

    private static final Logger log = LoggerFactory.getLogger(Overlays.class);

    private final OverlayTable table;
    private volatile Map<FeedId, OverlayVersion> newest;

    Overlays(OverlayTable table) {
        this.table = table;
        this.newest = index(table.newest());
    }

    /** The newest version of a feed's overlay; empty when it takes the shared mappings as they are. */
    public Optional<OverlayVersion> newest(FeedId feed) {
        return Optional.ofNullable(newest.get(feed));
    }

    /** All versions of a feed's overlay, newest first. */
    public List<OverlayVersion> versions(FeedId feed) {
        return table.of(feed);
    }

    /** One version; empty when there is none of this number. */
    public Optional<OverlayVersion> version(FeedId feed, int version) {
        OverlayVersion known = newest.get(feed);
        return known != null && known.version() == version ? Optional.of(known) : table.find(feed, version);
    }

    /**
     * Keeps a new version, which is the one in force from now on. Whether it is sound is for the caller to see to.
     *
     * @param document YAML
     * @param note why
     * @param savedBy who
     */
    public OverlayVersion save(FeedId feed, String document, String note, String savedBy) {
        OverlayVersion saved = table.add(feed, document, note, savedBy, null);
        refresh();
        log.info("saved overlay feed={} version={}", feed, saved.version());
        return saved;
    }

    /** Takes over an overlay that a file states, unless the file states what it did last time: later changes then stay. */
    void saveFromFile(FeedFiles.OverlayFile file) {
        String digest = OverlayTable.digest(file.document());
        if (!digest.equals(table.fileDigest(file.feed()).orElse(null))) {
            OverlayVersion saved = table.add(file.feed(), file.document(), "", "file " + file.name(), digest);
            refresh();
            log.info("saved overlay feed={} version={} from its file", file.feed(), saved.version());
        }
    }

    @Scheduled(fixedDelayString = "${headwater.intake.feed-refresh:5s}")
    void refresh() {
        newest = index(table.newest());
    }

    private static Map<FeedId, OverlayVersion> index(List<OverlayVersion> versions) {
        return versions.stream().collect(Collectors.toUnmodifiableMap(OverlayVersion::feed, Function.identity()));
    }
}
