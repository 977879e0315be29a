package org.headwater.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /feeds}: declares feeds and shows them with their counts. */
@RestController
class FeedController {

    private final Feeds feeds;
    private final InboxEntries entries;
    private final ObjectMapper json;

    FeedController(Feeds feeds, InboxEntries entries, ObjectMapper json) {
        this.feeds = feeds;
        this.entries = entries;
        this.json = json;
    }

    @GetMapping("/feeds")
    List<Map<String, Object>> all() {
        return feeds.all().stream().map(FeedDeclaration::write).toList();
    }

    @GetMapping("/feeds/{id}")
    Map<String, Object> one(@PathVariable String id) {
        Feed feed = FeedId.of(id).flatMap(feeds::find).orElseThrow(() -> Refusal.unknownFeed(id));
        Map<String, Object> keys = new LinkedHashMap<>(FeedDeclaration.write(feed));
        Map<EntryState, Long> counts = entries.counts(feed.id());
        Map<String, Long> byState = new LinkedHashMap<>();
        for (EntryState state : EntryState.values()) {
            byState.put(state.code(), counts.getOrDefault(state, 0L));
        }
        keys.put("counts", byState);
        return keys;
    }

    @PutMapping("/feeds/{id}")
    ResponseEntity<Map<String, Object>> declare(@PathVariable String id, @RequestBody byte[] body) {
        FeedId feedId = FeedId.of(id).orElseThrow(() -> Refusal.badRequest(List.of("id: " + FeedId.RULE)));
        Feed feed = read(feedId, body);
        boolean known = feeds.find(feedId).isPresent();
        try {
            feeds.declare(feed);
        } catch (FeedConflict e) {
            throw Refusal.conflict(String.valueOf(e.getMessage()));
        }
        return ResponseEntity.status(known ? HttpStatus.OK : HttpStatus.CREATED).body(FeedDeclaration.write(feed));
    }

    private Feed read(FeedId id, byte[] body) {
        List<Problem> problems = new ArrayList<>();
        Optional<Feed> feed = FeedDeclaration.read(
                id, YamlFile.parse("feed " + id, json(body), problems::add).root(), problems::add);
        return feed.orElseThrow(
                () -> Refusal.badRequest(problems.stream().map(Problem::message).toList()));
    }

    /** Set out anew, for JSON may be laid out as YAML may not. */
    private String json(byte[] body) {
        try {
            return json.readTree(body).toString();
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest(
                    List.of("the body is not JSON (line " + e.getLocation().getLineNr() + ")"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
