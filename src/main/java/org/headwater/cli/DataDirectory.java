package org.headwater.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedFiles;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.Overlay;
import org.headwater.mapping.SourceFeed;
import org.headwater.problem.Problem;

/** What commands read of the gateway's data directory: enough to map as a feed does, without its database. */
final class DataDirectory {

    private DataDirectory() {}

    /** The folder of the files that declare feeds. */
    static Path feeds() {
        String data = System.getenv("HEADWATER_DATA_DIR");
        return Path.of(data == null || data.isBlank() ? "data" : data).resolve("feeds");
    }

    /** A feed with the overlay of its file, where there is one. */
    static SourceFeed withOverlay(Feed feed, FeedFiles files, Mappings mappings, Consumer<Problem> problems) {
        return files.overlay(feed.id())
                .map(one -> mappings.overlay(feed.id().value(), feed.format(), Overlay.UNSAVED, one.file(), problems))
                .map(feed.source()::with)
                .orElseGet(feed::source);
    }
}
