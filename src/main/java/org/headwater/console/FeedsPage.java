package org.headwater.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.headwater.access.AuditTrail;
import org.headwater.access.Caller;
import org.headwater.access.Clients;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedConflict;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxEntries;
import org.headwater.intake.Sector;
import org.headwater.message.Format;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The feeds: who sends what; and the form that declares one. */
@Controller
@RequestMapping("/console/feeds")
class FeedsPage {
    private static final int NEWEST = 20;

    private final Feeds feeds;
    private final FeedCards cards;
    private final InboxEntries entries;
    private final Clients clients;
    private final AuditTrail audit;

    FeedsPage(Feeds feeds, FeedCards cards, InboxEntries entries, Clients clients, AuditTrail audit) {
        this.feeds = feeds;
        this.cards = cards;
        this.entries = entries;
        this.clients = clients;
        this.audit = audit;
    }

    @GetMapping
    String all(Model model) {
        model.addAttribute("feeds", cards.all());
        return "console/feeds";
    }

    @GetMapping("/{id}")
    String one(@PathVariable String id, Model model) {
        Feed feed = find(id);
        model.addAttribute("card", cards.of(feed));
        model.addAttribute(
                "entries",
                entries.newest(new EntryFilter(feed.id(), null, null, null, null, null), Long.MAX_VALUE, NEWEST));
        model.addAttribute("clients", clients.of(id));
        model.addAttribute(
                "address",
                ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString());
        return "console/feed";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        Caller.current().mustAdminister();
        return form(FeedForm.empty(), List.of(), true, model);
    }

    @GetMapping("/{id}/change")
    String change(@PathVariable String id, Model model) {
        Caller.current().mustAdminister();
        return form(FeedForm.of(find(id)), List.of(), false, model);
    }

    /** Declares a feed or changes one; a form with mistakes comes back with all of them named. */
    @PostMapping
    String declare(@ModelAttribute FeedForm form, HttpServletRequest request, Model model, RedirectAttributes next) {
        Caller.current().mustAdminister();
        boolean fresh = request.getParameter("fresh") != null;
        FeedForm.Reading reading = form.read(FeedId.of(form.id()).flatMap(feeds::find));
        if (fresh && FeedId.of(form.id()).flatMap(feeds::find).isPresent()) {
            return form(
                    form,
                    List.of("A feed of this id exists already; choose another id, or change that one."),
                    true,
                    model);
        }
        if (reading.feed() == null) {
            return form(form, reading.objections(), fresh, model);
        }
        try {
            feeds.declare(reading.feed());
        } catch (FeedConflict conflict) {
            return form(form, List.of(String.valueOf(conflict.getMessage())), fresh, model);
        }
        audit.note("feed-declared", form.id());
        next.addFlashAttribute("declared", true);
        return "redirect:/console/feeds/" + form.id()
                + ("onboarding".equals(request.getParameter("then")) ? "/onboarding" : "");
    }

    /** Gives the feed's sender a client of its own. */
    @PostMapping("/{id}/clients")
    String client(@PathVariable String id, RedirectAttributes next) {
        Caller.current().mustAdminister();
        find(id);
        Clients.Answer answer = clients.register(Clients.Application.forFeed(id));
        if (answer instanceof Clients.Answer.Registered registered && registered.secret() != null) {
            next.addFlashAttribute(
                    "fresh", new AccessPage.Fresh(registered.client().id(), "secret", registered.secret()));
        } else if (answer instanceof Clients.Answer.Refused refused) {
            next.addFlashAttribute("refused", refused.why());
        }
        return "redirect:/console/feeds/" + id;
    }

    private static String form(FeedForm form, List<String> objections, boolean fresh, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("objections", objections);
        model.addAttribute("fresh", fresh);
        model.addAttribute("formats", Format.values());
        model.addAttribute("sectors", Sector.values());
        model.addAttribute("zones", zones());
        return "console/feed-form";
    }

    private static Set<String> zones() {
        Set<String> zones = new TreeSet<>();
        Stream.of("America/", "Pacific/", "Europe/")
                .forEach(region -> ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> zone.startsWith(region))
                        .forEach(zones::add));
        zones.add("UTC");
        return zones;
    }

    private Feed find(String id) {
        return FeedId.of(id).flatMap(feeds::find).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
