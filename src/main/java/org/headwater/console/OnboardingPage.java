package org.headwater.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.headwater.access.AuditTrail;
import org.headwater.access.Caller;
import org.headwater.ingest.FeedOverlays;
import org.headwater.ingest.Trials.Sample;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.EntryState;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.Inbox;
import org.headwater.intake.InboxEntries;
import org.headwater.intake.OverlayVersion;
import org.headwater.intake.Overlays;
import org.headwater.mapping.Mappings;
import org.headwater.problem.FindingCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Looks at sample messages of a feed before anything is stored, and writes what is special about it into its overlay. */
@Controller
class OnboardingPage {

    private static final int RECENT = 10;
    private static final int LARGEST_SAMPLE = 2 * 1024 * 1024;
    private static final int MOST_REPLAYED = 10_000;

    private final Feeds feeds;
    private final Overlays versions;
    private final FeedOverlays overlays;
    private final OnboardingView view;
    private final Inbox inbox;
    private final InboxEntries entries;
    private final Mappings mappings;
    private final AuditTrail audit;

    OnboardingPage(
            Feeds feeds,
            Overlays versions,
            FeedOverlays overlays,
            OnboardingView view,
            Inbox inbox,
            InboxEntries entries,
            Mappings mappings,
            AuditTrail audit) {
        this.feeds = feeds;
        this.versions = versions;
        this.overlays = overlays;
        this.view = view;
        this.inbox = inbox;
        this.entries = entries;
        this.mappings = mappings;
        this.audit = audit;
    }

    /**
     * The samples as the page carries them from look to look.
     *
     * @param text pasted, or read from files that hold text
     * @param file a file that holds no text, its name and Base64 content divided by a colon; empty for none
     * @param refused why a file was not taken; null when all were
     */
    record Samples(String text, String file, @Nullable String refused) {

        /** Prints no content. */
        @Override
        public String toString() {
            return "Samples";
        }

        public String fileName() {
            return file.substring(0, Math.max(0, file.indexOf(':')));
        }

        List<Sample> all() {
            List<Sample> samples = new ArrayList<>();
            if (!text.isBlank()) {
                samples.add(new Sample("", text.getBytes(StandardCharsets.UTF_8)));
            }
            if (!file.isEmpty()) {
                samples.add(new Sample(fileName(), Base64.getDecoder().decode(file.substring(file.indexOf(':') + 1))));
            }
            return samples;
        }
    }

    @GetMapping("/console/onboarding")
    String start(Model model) {
        Caller.current().mustAdminister();
        model.addAttribute("feeds", feeds.all());
        return "console/onboarding-start";
    }

    @GetMapping("/console/feeds/{id}/onboarding")
    String open(@PathVariable String id, @RequestParam(required = false) @Nullable Integer version, Model model) {
        Feed feed = find(id);
        Optional<OverlayVersion> shown =
                version == null ? versions.newest(feed.id()) : versions.version(feed.id(), version);
        String document = shown.map(OverlayVersion::document)
                .orElse("overlay: " + id + "\npurpose: What is special about " + feed.organization() + ".\n");
        if (version != null) {
            model.addAttribute("looked", version);
        }
        return page(feed, OnboardingForm.of(document), new Samples("", "", null), model);
    }

    /** Every button of the page: a look at the samples, a change of the overlay by one of the forms, or saving it. */
    @PostMapping("/console/feeds/{id}/onboarding")
    String act(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable List<MultipartFile> files,
            HttpServletRequest request,
            Model model)
            throws IOException {
        Feed feed = find(id);
        Samples samples = samples(request, files == null ? List.of() : files);
        OnboardingForm.Edited edited = OnboardingForm.read(request).edited(mappings::conceptMap);
        model.addAttribute("objection", edited.objection());
        if (edited.form().act().equals("save")) {
            save(feed, edited.form(), model);
        }
        return page(feed, edited.form(), samples, model);
    }

    private void save(Feed feed, OnboardingForm form, Model model) {
        String newest = versions.newest(feed.id()).map(OverlayVersion::document).orElse("");
        if (newest.equals(form.document())) {
            model.addAttribute("objection", "This is the version in force already; nothing was saved.");
        } else if (overlays.save(
                        feed, form.document(), form.note(), Caller.current().name())
                .isEmpty()) {
            saved(feed, model);
        } else {
            model.addAttribute("objection", "Nothing was saved: the overlay has problems, told below by line.");
        }
    }

    private void saved(Feed feed, Model model) {
        int version = versions.newest(feed.id()).map(OverlayVersion::version).orElse(0);
        audit.note("overlay-saved", feed.id() + " version " + version);
        model.addAttribute("saved", version);
    }

    /** Puts an old version in force again, as a new one. */
    @PostMapping("/console/feeds/{id}/onboarding/restore")
    String restore(@PathVariable String id, @RequestParam int version, RedirectAttributes next) {
        Feed feed = find(id);
        OverlayVersion old = versions.version(feed.id(), version)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (overlays.save(
                        feed,
                        old.document(),
                        "version " + version + " restored",
                        Caller.current().name())
                .isEmpty()) {
            int now = versions.newest(feed.id()).map(OverlayVersion::version).orElse(0);
            audit.note("overlay-saved", feed.id() + " version " + now);
            next.addFlashAttribute("saved", now);
        } else {
            next.addFlashAttribute(
                    "objection",
                    "Version " + version + " no longer fits the shared mappings; open it to see its problems.");
        }
        return "redirect:/console/feeds/" + id + "/onboarding";
    }

    /** Has entries of the feed mapped again by the version now in force. */
    @PostMapping("/console/feeds/{id}/onboarding/replay")
    String replay(@PathVariable String id, @RequestParam String which, RedirectAttributes next) {
        Feed feed = find(id);
        EntryFilter filter = new EntryFilter(
                feed.id(),
                which.equals("quarantined") ? EntryState.QUARANTINED : null,
                which.equals("unmapped") ? FindingCode.UNMAPPED_CODE : null,
                null,
                null,
                null);
        int replayed = entries.replay(filter, MOST_REPLAYED);
        audit.note("entries-replayed", feed.id() + " " + which + " " + replayed);
        next.addFlashAttribute("replayed", replayed);
        return "redirect:/console/feeds/" + id + "/onboarding";
    }

    private String page(Feed feed, OnboardingForm form, Samples samples, Model model) {
        List<Sample> all = new ArrayList<>(samples.all());
        form.entries().stream()
                .flatMap(entry -> inbox.open(entry).stream())
                .filter(raw -> raw.entry().feed().equals(feed.id()))
                .forEach(raw -> all.add(new Sample(raw.fileName(), raw.bytes())));
        model.addAttribute("feed", feed);
        model.addAttribute("form", form);
        model.addAttribute("samples", samples);
        model.addAttribute("outcome", view.of(feed, form.document(), all));
        model.addAttribute("looking", !all.isEmpty());
        model.addAttribute("versions", versions.versions(feed.id()));
        model.addAttribute(
                "recent",
                entries.newest(new EntryFilter(feed.id(), null, null, null, null, null), Long.MAX_VALUE, RECENT));
        model.addAttribute("counts", entries.counts(feed.id()));
        model.addAttribute("blocks", mappings.blocks(feed.format()));
        model.addAttribute("elements", mappings.dictionary().elements());
        model.addAttribute("maps", mappings.conceptMaps());
        return "console/onboarding";
    }

    private static Samples samples(HttpServletRequest request, List<MultipartFile> files) throws IOException {
        StringBuilder text = new StringBuilder(Objects.requireNonNullElse(request.getParameter("samples"), ""));
        String file = kept(Objects.requireNonNullElse(request.getParameter("kept"), ""));
        String refused = null;
        for (MultipartFile sent : files) {
            if (sent.isEmpty()) {
                continue;
            }
            String name = String.valueOf(sent.getOriginalFilename()).replace(':', '_');
            if (sent.getSize() > LARGEST_SAMPLE) {
                refused = name + " is too large for a sample; take a few messages of it, at most 2 MiB.";
                continue;
            }
            byte[] bytes = sent.getBytes();
            Optional<String> readable = OnboardingView.text(bytes);
            if (readable.isPresent()) {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n")
                        .append(readable.get());
            } else {
                file = name + ":" + Base64.getEncoder().encodeToString(bytes);
            }
        }
        return new Samples(text.toString(), file, refused);
    }

    /** A kept file comes back from the browser, which may send anything. */
    private static String kept(String field) {
        return field.matches("[^:]{0,200}:[A-Za-z0-9+/]+={0,2}")
                        && field.substring(field.indexOf(':') + 1).length() % 4 == 0
                ? field
                : "";
    }

    private Feed find(String id) {
        Caller.current().mustAdminister();
        return FeedId.of(id).flatMap(feeds::find).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
