package org.headwater.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.headwater.console.ResourceDiff.Compared;
import org.headwater.console.ResourceDiff.Fate;
import org.headwater.ingest.FeedOverlays;
import org.headwater.ingest.Residue;
import org.headwater.ingest.Trials;
import org.headwater.intake.Feed;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.UnmappedCode;
import org.headwater.mapping.Unread;
import org.headwater.problem.Finding;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lays out what comes of samples, as things are and with an overlay that is being written. */
@Component
class OnboardingView {

    private static final int MOST_UNITS = 25;

    private final FeedOverlays overlays;
    private final Trials trials;
    private final Residue residue;
    private final Mappings mappings;
    private final ResourceDiff diff;

    OnboardingView(FeedOverlays overlays, Trials trials, Residue residue, Mappings mappings, ResourceDiff diff) {
        this.overlays = overlays;
        this.trials = trials;
        this.residue = residue;
        this.mappings = mappings;
        this.diff = diff;
    }

    /**
     * All the page shows of a look.
     *
     * @param problems what is wrong with the overlay; when there is anything, the samples are shown as things are
     * @param units what comes of each unit
     * @param more whether units behind these were left out
     * @param places what nobody reads
     * @param words the sender's words without a translation
     * @param choices by concept map: what its codes may become
     * @param report what the feed's own messages left over so far
     */
    record Outcome(
            List<Problem> problems,
            List<ShownUnit> units,
            boolean more,
            List<Place> places,
            List<Word> words,
            Map<String, List<Translation>> choices,
            Residue.Report report) {

        public long changed() {
            return units.stream()
                    .flatMap(unit -> unit.resources().stream())
                    .filter(one -> one.fate() != Fate.SAME)
                    .count();
        }

        public boolean renames() {
            return units.stream().flatMap(unit -> unit.resources().stream()).anyMatch(Compared::renamed);
        }
    }

    /** One unit of the samples. */
    record ShownUnit(
            String title, String mapping, boolean refused, List<ShownFinding> findings, List<Compared> resources) {}

    /** A finding that stays, comes or goes. */
    record ShownFinding(Fate fate, Finding finding) {}

    /**
     * A place that holds data.
     *
     * @param fate GONE when the overlay reads it
     * @param samples how many units of the samples hold it
     * @param seen what the feed's own messages tell of it; null for nothing
     */
    record Place(Fate fate, String place, int samples, Residue.@Nullable UnreadPlace seen) {}

    /**
     * A word of the sender's.
     *
     * @param fate GONE when the overlay translates it
     * @param samples how many units of the samples hold it
     * @param seen what the feed's own messages tell of it; null for nothing
     */
    record Word(
            Fate fate,
            String table,
            String code,
            @Nullable String display,
            int samples,
            Residue.@Nullable LocalCode seen) {

        /** Whether it stands for a URI rather than for a code. */
        public boolean name() {
            return table.equals(UnmappedCode.AUTHORITIES) || table.equals(UnmappedCode.SYSTEMS);
        }
    }

    /** What comes of samples. */
    Outcome of(Feed feed, String document, List<Trials.Sample> samples) {
        FeedOverlays.Prepared before = overlays.now(feed);
        FeedOverlays.Prepared draft = overlays.draft(feed, document);
        List<Trials.Trial> tried = trials.of(
                feed.format(),
                before.source(),
                draft.problems().isEmpty() ? draft.source() : before.source(),
                samples,
                MOST_UNITS + 1);
        boolean more = tried.size() > MOST_UNITS;
        List<Trials.Trial> shown = more ? tried.subList(0, MOST_UNITS) : tried;
        Residue.Report report = residue.of(feed.id());
        List<Word> words = words(shown, report, draft);
        return new Outcome(
                draft.problems(),
                shown.stream().map(this::unit).toList(),
                more,
                places(shown, report),
                words,
                choices(words),
                report);
    }

    private ShownUnit unit(Trials.Trial trial) {
        MappingResult after = trial.after();
        String number = trial.unit().controlId();
        return new ShownUnit(
                (trial.unit().type().isEmpty() ? "Unreadable" : trial.unit().type())
                        + (number == null ? "" : " · " + number)
                        + (trial.unit().place().isEmpty()
                                ? ""
                                : " · " + trial.unit().place()),
                after.mapping(),
                after.refused(),
                findings(trial.before().findings(), after.findings()),
                diff.of(trial.before().stated(), after.stated()));
    }

    private static List<ShownFinding> findings(List<Finding> before, List<Finding> after) {
        List<ShownFinding> shown = new ArrayList<>();
        List<Finding> left = new ArrayList<>(before);
        for (Finding finding : after) {
            shown.add(new ShownFinding(left.remove(finding) ? Fate.SAME : Fate.NEW, finding));
        }
        left.forEach(finding -> shown.add(new ShownFinding(Fate.GONE, finding)));
        return shown;
    }

    private static List<Place> places(List<Trials.Trial> shown, Residue.Report report) {
        Map<String, Integer> before = new TreeMap<>();
        Map<String, Integer> after = new TreeMap<>();
        for (Trials.Trial trial : shown) {
            trial.before().residue().stream().map(Unread::place).forEach(place -> before.merge(place, 1, Integer::sum));
            trial.after().residue().stream().map(Unread::place).forEach(place -> after.merge(place, 1, Integer::sum));
        }
        Map<String, Residue.UnreadPlace> seen = new LinkedHashMap<>();
        report.unread().forEach(place -> seen.put(place.place(), place));
        Set<String> all = new LinkedHashSet<>(before.keySet());
        all.addAll(after.keySet());
        all.addAll(seen.keySet());
        return all.stream()
                .map(place -> new Place(
                        before.containsKey(place) && !after.containsKey(place) ? Fate.GONE : Fate.SAME,
                        place,
                        Math.max(before.getOrDefault(place, 0), after.getOrDefault(place, 0)),
                        seen.get(place)))
                .sorted((one, other) -> Boolean.compare(
                        other.place().startsWith("Z"), one.place().startsWith("Z")))
                .toList();
    }

    private static List<Word> words(List<Trials.Trial> shown, Residue.Report report, FeedOverlays.Prepared draft) {
        record Key(String table, String code) {}
        Map<Key, @Nullable String> displays = new LinkedHashMap<>();
        Map<Key, Integer> counts = new LinkedHashMap<>();
        Set<Key> after = new LinkedHashSet<>();
        for (Trials.Trial trial : shown) {
            Set<Key> here = new LinkedHashSet<>();
            for (UnmappedCode code : trial.before().unmapped()) {
                displays.putIfAbsent(new Key(code.table(), code.code()), code.display());
                here.add(new Key(code.table(), code.code()));
            }
            for (UnmappedCode code : trial.after().unmapped()) {
                displays.putIfAbsent(new Key(code.table(), code.code()), code.display());
                here.add(new Key(code.table(), code.code()));
                after.add(new Key(code.table(), code.code()));
            }
            here.forEach(key -> counts.merge(key, 1, Integer::sum));
        }
        Map<Key, Residue.LocalCode> seen = new LinkedHashMap<>();
        report.unmapped().forEach(code -> {
            seen.put(new Key(code.table(), code.code()), code);
            displays.putIfAbsent(new Key(code.table(), code.code()), code.display());
        });
        List<Word> words = new ArrayList<>();
        displays.forEach((key, display) -> {
            boolean known = Optional.ofNullable(draft.source().overlay())
                    .map(overlay -> overlay.knows(key.table(), key.code()))
                    .orElse(false);
            words.add(new Word(
                    known && !after.contains(key) ? Fate.GONE : Fate.SAME,
                    key.table(),
                    key.code(),
                    display,
                    counts.getOrDefault(key, 0),
                    seen.get(key)));
        });
        return words;
    }

    private Map<String, List<Translation>> choices(List<Word> words) {
        Map<String, List<Translation>> choices = new TreeMap<>();
        for (Word word : words) {
            mappings.conceptMap(word.table())
                    .ifPresent(map -> choices.computeIfAbsent(word.table(), t -> targets(map)));
        }
        return choices;
    }

    private static List<Translation> targets(ConceptMap map) {
        Map<String, Translation> targets = new TreeMap<>();
        map.codes().values().stream()
                .filter(target -> !target.none())
                .forEach(target -> targets.merge(
                        target.code(), target, (known, other) -> known.display() == null ? other : known));
        return List.copyOf(targets.values());
    }

    /** Text for the samples' field: what can be shown as text, with the line ends a field keeps. */
    static Optional<String> text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean binary = text.chars().anyMatch(c -> c == 0 || c == '\uFFFD');
        return binary
                ? Optional.empty()
                : Optional.of(text.replace("\r\n", "\n").replace('\r', '\n'));
    }
}
