package org.headwater.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.OverlayVersion;
import org.headwater.intake.Overlays;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.Overlay;
import org.headwater.mapping.SourceFeed;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Feeds as mappings see them: with the newest version of their overlay compiled, or with an older one to tell again what
 * it made. A version is compiled when the first unit needs it; other feeds go on meanwhile.
 */
@Service
public class FeedOverlays {

    private static final Logger log = LoggerFactory.getLogger(FeedOverlays.class);
    private static final Pattern VERSION = Pattern.compile("\\+overlay@(\\d+)$");
    private static final int OLD_VERSIONS = 50;

    private final Overlays overlays;
    private final Mappings mappings;
    private final Residue residue;
    private final Map<FeedId, Prepared> current = new ConcurrentHashMap<>();
    private final Map<OldVersion, Prepared> old = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OldVersion, Prepared> eldest) {
            return size() > OLD_VERSIONS;
        }
    };

    FeedOverlays(Overlays overlays, Mappings mappings, Residue residue) {
        this.overlays = overlays;
        this.mappings = mappings;
        this.residue = residue;
    }

    /**
     * A feed ready to be mapped.
     *
     * @param feed the declaration it was made of
     * @param overlay the version upon it; null for none
     * @param source what mappings are given
     * @param problems what is wrong with the overlay; when there is anything, nothing is to be stored by it
     */
    public record Prepared(Feed feed, @Nullable OverlayVersion overlay, SourceFeed source, List<Problem> problems) {

        public Prepared {
            problems = List.copyOf(problems);
        }
    }

    private record OldVersion(Feed feed, int version) {}

    /** A feed with the newest version of its overlay. */
    public Prepared now(Feed feed) {
        OverlayVersion newest = overlays.newest(feed.id()).orElse(null);
        Prepared known = current.get(feed.id());
        if (known != null && known.feed().equals(feed) && sameVersion(known.overlay(), newest)) {
            return known;
        }
        Prepared prepared = prepare(feed, newest);
        Overlay overlay = prepared.source().overlay();
        residue.begin(
                feed.id(),
                newest == null ? 0 : newest.version(),
                (table, code) -> overlay != null && overlay.knows(table, code));
        current.put(feed.id(), prepared);
        if (newest != null && !prepared.problems().isEmpty()) {
            log.warn(
                    "overlay not usable feed={} version={} problems={}",
                    feed.id(),
                    newest.version(),
                    prepared.problems().size());
        }
        return prepared;
    }

    /**
     * A feed as it was mapped once.
     *
     * @param mapping what the mapping was called then ({@code hl7v2/adt@1+overlay@3}); null for the newest
     */
    public Prepared asMapped(Feed feed, @Nullable String mapping) {
        int version = version(mapping);
        OverlayVersion newest = overlays.newest(feed.id()).orElse(null);
        if (mapping == null || version == (newest == null ? 0 : newest.version())) {
            return now(feed);
        }
        synchronized (old) {
            return old.computeIfAbsent(
                    new OldVersion(feed, version),
                    key -> prepare(feed, overlays.version(feed.id(), version).orElse(null)));
        }
    }

    /** The overlay's version in the name of a mapping; 0 when none was upon it. */
    public static int version(@Nullable String mapping) {
        Matcher matcher = VERSION.matcher(mapping == null ? "" : mapping);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /**
     * A feed with an overlay that is not saved, for a look at what it would do.
     *
     * @param document the overlay, YAML
     */
    public Prepared draft(Feed feed, String document) {
        return prepare(feed, Overlay.UNSAVED, document, null);
    }

    /**
     * Saves a new version of a feed's overlay, from now on in force. One with problems is not saved.
     *
     * @param note why
     * @param savedBy who
     * @return the problems; none when it was saved
     */
    public List<Problem> save(Feed feed, String document, String note, String savedBy) {
        Prepared draft = draft(feed, document);
        if (draft.problems().isEmpty()) {
            overlays.save(feed.id(), document, note, savedBy);
        }
        return draft.problems();
    }

    private static boolean sameVersion(@Nullable OverlayVersion known, @Nullable OverlayVersion newest) {
        return known == null || newest == null ? known == newest : known.version() == newest.version();
    }

    private Prepared prepare(Feed feed, @Nullable OverlayVersion version) {
        return version == null
                ? new Prepared(feed, null, feed.source(), List.of())
                : prepare(feed, version.version(), version.document(), version);
    }

    private Prepared prepare(Feed feed, int number, String document, @Nullable OverlayVersion version) {
        List<Problem> problems = new ArrayList<>();
        YamlFile file = YamlFile.parse(feed.id() + ".overlay.yaml", document, problems::add);
        Optional<Overlay> overlay = problems.isEmpty()
                ? Optional.of(mappings.overlay(feed.id().value(), feed.format(), number, file, problems::add))
                : Optional.empty();
        SourceFeed source = overlay.map(feed.source()::with).orElseGet(feed::source);
        return new Prepared(feed, version, source, problems);
    }
}
