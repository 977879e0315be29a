package org.headwater.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headwater.access.AuditTrail;
import org.headwater.access.Caller;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.EntryState;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxEntries;
import org.headwater.intake.InboxEntry;
import org.headwater.lineage.Lineage;
import org.headwater.problem.FindingCode;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Everything that came in, and each entry from raw bytes to FHIR. */
@Controller
@RequestMapping("/console/inbox")
class InboxPage {
    private static final int PAGE = 50;

    private final Feeds feeds;
    private final InboxEntries entries;
    private final Lineage lineage;
    private final StagesView stages;
    private final AuditTrail audit;

    InboxPage(Feeds feeds, InboxEntries entries, Lineage lineage, StagesView stages, AuditTrail audit) {
        this.feeds = feeds;
        this.entries = entries;
        this.lineage = lineage;
        this.stages = stages;
        this.audit = audit;
    }

    @GetMapping
    String list(
            @RequestParam(defaultValue = "") String feed,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            Model model) {
        EntryFilter filter = new EntryFilter(
                FeedId.of(feed).orElse(null),
                EntryState.of(state).orElse(null),
                code(code).orElse(null),
                null,
                null,
                null);
        List<InboxEntry> page = entries.newest(filter, before, PAGE + 1);
        model.addAttribute("entries", page.subList(0, Math.min(PAGE, page.size())));
        model.addAttribute("older", page.size() > PAGE ? page.get(PAGE - 1).id() : null);
        model.addAttribute("feeds", feeds.all());
        model.addAttribute("states", EntryState.values());
        model.addAttribute("codes", FindingCode.values());
        model.addAttribute("feed", feed);
        model.addAttribute("state", state);
        model.addAttribute("code", code);
        model.addAttribute("first", before == Long.MAX_VALUE);
        return "console/inbox";
    }

    /** The stages of an entry; with a value chosen, also where it comes from; with a place chosen, that place marked. */
    @GetMapping("/{id}")
    String entry(
            @PathVariable long id,
            @RequestParam(defaultValue = "") String resource,
            @RequestParam(defaultValue = "") String element,
            @RequestParam(defaultValue = "") String place,
            Model model) {
        StagesView.Stages shown = lineage.of(id)
                .map(retelling -> stages.of(retelling, resource, element, place))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("stages", shown);
        model.addAttribute("entry", shown.entry());
        model.addAttribute("sender", feeds.find(shown.entry().feed()).orElse(null));
        return "console/entry";
    }

    @PostMapping("/{id}/replay")
    String replay(@PathVariable long id, RedirectAttributes next) {
        Caller.current().mustAdminister();
        boolean replayed = entries.replay(id);
        if (replayed) {
            audit.note("entry-replayed", Long.toString(id));
        }
        next.addFlashAttribute("replayed", replayed);
        return "redirect:/console/inbox/" + id;
    }

    private static Optional<FindingCode> code(String name) {
        return Arrays.stream(FindingCode.values())
                .filter(one -> one.name().equals(name))
                .findFirst();
    }
}
