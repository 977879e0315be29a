package org.headwater.intake;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.headwater.problem.FindingCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /intake/entries}: looks through the inbox and its quarantine, and replays entries. */
@RestController
class EntryController {

    private static final int MOST_LISTED = 500;
    private static final int MOST_REPLAYED = 10_000;

    private final InboxEntries entries;
    private final Inbox inbox;

    EntryController(InboxEntries entries, Inbox inbox) {
        this.entries = entries;
        this.inbox = inbox;
    }

    @GetMapping("/intake/entries")
    List<Map<String, Object>> list(
            @RequestParam Map<String, String> filter,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "100") int limit) {
        return entries.newest(filter(filter), before, Math.min(Math.max(limit, 1), MOST_LISTED)).stream()
                .map(EntryJson::keys)
                .toList();
    }

    @GetMapping("/intake/entries/{id}")
    Map<String, Object> one(@PathVariable long id) {
        return inbox.find(id).map(EntryJson::keys).orElseThrow(EntryController::unknown);
    }

    @PostMapping("/intake/entries/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> replay(@PathVariable long id) {
        if (inbox.find(id).isEmpty()) {
            throw unknown();
        }
        return Map.of("replayed", entries.replay(id) ? 1 : 0);
    }

    /** Replays the entries that fit, at most ten thousand a request; none fit when the answer is 0. */
    @PostMapping("/intake/entries/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> replay(@RequestParam Map<String, String> filter) {
        EntryFilter which = filter(filter);
        if (which.equals(EntryFilter.ALL)) {
            throw Refusal.badRequest(List.of("say which: feed, state, code, from or to"));
        }
        return Map.of("replayed", entries.replay(which, MOST_REPLAYED));
    }

    private static RuntimeException unknown() {
        return Refusal.notFound("There is no such entry.");
    }

    private static EntryFilter filter(Map<String, String> parameters) {
        List<String> problems = new ArrayList<>();
        Words words = new Words(parameters, problems);
        EntryFilter filter = new EntryFilter(
                words.read("feed", FeedId::of, FeedId.RULE),
                words.read("state", EntryState::of, "accepted, stored or quarantined"),
                words.read("code", EntryController::code, "one of the finding codes, such as UNMAPPED_CODE"),
                words.read("from", EntryController::instant, "an instant, such as 2026-01-31T00:00:00Z"),
                words.read("to", EntryController::instant, "an instant, such as 2026-01-31T00:00:00Z"),
                null);
        if (!problems.isEmpty()) {
            throw Refusal.badRequest(problems);
        }
        return filter;
    }

    private static Optional<FindingCode> code(String text) {
        try {
            return Optional.of(FindingCode.valueOf(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The parameters of a request, and what is wrong with them. */
    private record Words(Map<String, String> parameters, List<String> problems) {
        <T> @Nullable T read(String name, Function<String, Optional<T>> of, String allowed) {
            String text = parameters.get(name);
            if (text == null || text.isEmpty()) {
                return null;
            }
            Optional<T> value = of.apply(text);
            if (value.isEmpty()) {
                problems.add(name + ": " + allowed);
            }
            return value.orElse(null);
        }
    }
}
