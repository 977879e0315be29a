package org.headwater.ingest;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.OverlayVersion;
import org.headwater.intake.Overlays;
import org.headwater.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /feeds/{id}/residue} and {@code /feeds/{id}/overlay}: what mappings left over of a feed, and what it changes in them. */
@RestController
class FeedReports {

    private final Feeds feeds;
    private final Overlays overlays;
    private final FeedOverlays compiled;
    private final Residue residue;

    FeedReports(Feeds feeds, Overlays overlays, FeedOverlays compiled, Residue residue) {
        this.feeds = feeds;
        this.overlays = overlays;
        this.compiled = compiled;
        this.residue = residue;
    }

    @GetMapping("/feeds/{id}/residue")
    ResponseEntity<?> residue(@PathVariable String id) {
        Optional<Feed> feed = find(id);
        return feed.isEmpty() ? unknown("There is no such feed.") : ResponseEntity.ok(residue(feed.get()));
    }

    private Map<String, Object> residue(Feed feed) {
        Residue.Report report = residue.of(feed.id());
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("feed", feed.id().value());
        keys.put(
                "overlay",
                overlays.newest(feed.id()).map(OverlayVersion::version).orElse(0));
        keys.put("units", report.units());
        put(keys, "since", report.since());
        keys.put("unread", report.unread().stream().map(FeedReports::unread).toList());
        keys.put(
                "unmapped",
                report.unmapped().stream().map(FeedReports::unmapped).toList());
        return keys;
    }

    private static Map<String, Object> unread(Residue.UnreadPlace place) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("place", place.place());
        keys.put("units", place.units());
        keys.put("firstSeen", place.firstSeen());
        keys.put("lastSeen", place.lastSeen());
        put(keys, "entry", place.example());
        put(keys, "location", place.location());
        return keys;
    }

    private static Map<String, Object> unmapped(Residue.LocalCode code) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("table", code.table());
        keys.put("code", code.code());
        put(keys, "display", code.display());
        keys.put("units", code.units());
        keys.put("firstSeen", code.firstSeen());
        keys.put("lastSeen", code.lastSeen());
        put(keys, "entry", code.example());
        put(keys, "location", code.location());
        return keys;
    }

    private static void put(Map<String, Object> keys, String key, @Nullable Object value) {
        if (value != null) {
            keys.put(key, value);
        }
    }

    /** The overlay as written; of a version, or the newest. */
    @GetMapping("/feeds/{id}/overlay")
    ResponseEntity<?> overlay(@PathVariable String id, @RequestParam(required = false) @Nullable Integer version) {
        Optional<OverlayVersion> found = find(id).map(Feed::id)
                .flatMap(feed -> version == null ? overlays.newest(feed) : overlays.version(feed, version));
        return found.isEmpty()
                ? unknown("The feed has no overlay" + (version == null ? "." : " of that version."))
                : ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType("application/yaml;charset=UTF-8"))
                        .body(found.get().document());
    }

    @GetMapping("/feeds/{id}/overlay/versions")
    ResponseEntity<?> versions(@PathVariable String id) {
        Optional<Feed> feed = find(id);
        return feed.isEmpty()
                ? unknown("There is no such feed.")
                : ResponseEntity.ok(overlays.versions(feed.get().id()).stream()
                        .map(FeedReports::version)
                        .toList());
    }

    private static Map<String, Object> version(OverlayVersion version) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("version", version.version());
        keys.put("savedAt", version.savedAt());
        keys.put("savedBy", version.savedBy());
        keys.put("note", version.note());
        return keys;
    }

    /** Saves a new version; problems come back with their lines, and then nothing is saved. */
    @PutMapping("/feeds/{id}/overlay")
    ResponseEntity<?> save(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String note,
            @RequestBody byte[] body,
            @Nullable Principal caller) {
        Optional<Feed> feed = find(id);
        if (feed.isEmpty()) {
            return unknown("There is no such feed.");
        }
        List<Problem> problems = compiled.save(
                feed.get(),
                new String(body, StandardCharsets.UTF_8),
                note,
                caller == null ? "open mode" : caller.getName());
        if (!problems.isEmpty()) {
            List<String> told = problems.stream().map(Problem::toString).toList();
            ProblemDetail detail = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.join("; ", told));
            detail.setProperty("problems", told);
            return ResponseEntity.badRequest()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(detail);
        }
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(overlays.newest(feed.get().id()).map(FeedReports::version).orElse(Map.of()));
    }

    private Optional<Feed> find(String id) {
        return FeedId.of(id).flatMap(feeds::find);
    }

    private static ResponseEntity<ProblemDetail> unknown(String what) {
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, what));
    }
}
