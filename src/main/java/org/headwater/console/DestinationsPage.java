package org.headwater.console;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headwater.access.AuditTrail;
import org.headwater.access.Caller;
import org.headwater.delivery.Deliveries;
import org.headwater.delivery.Delivery;
import org.headwater.delivery.DeliveryState;
import org.headwater.delivery.Destination;
import org.headwater.delivery.DestinationDeclaration;
import org.headwater.delivery.DestinationId;
import org.headwater.delivery.Destinations;
import org.headwater.delivery.Occasion;
import org.headwater.delivery.ReferralForm;
import org.headwater.intake.Sector;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The destinations: who is told of what, what is on its way, and what nobody took. */
@Controller
@RequestMapping("/console/destinations")
class DestinationsPage {
    private static final int PAGE = 25;

    private final Destinations destinations;
    private final Deliveries deliveries;
    private final AuditTrail audit;

    DestinationsPage(Destinations destinations, Deliveries deliveries, AuditTrail audit) {
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.audit = audit;
    }

    @GetMapping
    String all(Model model) {
        model.addAttribute("cards", destinations.all().stream().map(this::card).toList());
        return "console/destinations";
    }

    @GetMapping("/{id}")
    String one(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            Model model) {
        Destination destination = find(id);
        List<Delivery> page =
                deliveries.newest(destination.id(), DeliveryState.of(state).orElse(null), before, PAGE + 1);
        model.addAttribute("card", card(destination));
        model.addAttribute("messages", page.subList(0, Math.min(PAGE, page.size())));
        model.addAttribute("older", page.size() > PAGE ? page.get(PAGE - 1).id() : null);
        model.addAttribute("first", before == Long.MAX_VALUE);
        model.addAttribute("state", state);
        model.addAttribute("states", DeliveryState.values());
        model.addAttribute("declaration", DestinationDeclaration.write(destination));
        return "console/destination";
    }

    /** A message as it goes out; who read it is noted. */
    @GetMapping("/{id}/messages/{message}")
    String message(@PathVariable String id, @PathVariable long message, Model model) {
        Destination destination = find(id);
        Delivery delivery = deliveries
                .find(destination.id(), message)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("destination", destination);
        model.addAttribute("message", delivery);
        model.addAttribute(
                "segments",
                Arrays.asList(
                        deliveries.text(destination.id(), message).orElse("").split("\r")));
        audit.note("sent-message-read", id + "/" + message);
        return "console/sent-message";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        Caller.current().mustAdminister();
        return form(DestinationForm.empty(), List.of(), true, model);
    }

    @GetMapping("/{id}/change")
    String change(@PathVariable String id, Model model) {
        Caller.current().mustAdminister();
        return form(DestinationForm.of(find(id)), List.of(), false, model);
    }

    /** Declares a destination or changes one; a form with mistakes comes back with all of them named. */
    @PostMapping
    String declare(
            @ModelAttribute DestinationForm form,
            @RequestParam Optional<String> fresh,
            Model model,
            RedirectAttributes next) {
        Caller.current().mustAdminister();
        Optional<Destination> before = DestinationId.of(form.id()).flatMap(destinations::find);
        if (fresh.isPresent() && before.isPresent()) {
            return form(
                    form,
                    List.of("A destination of this id exists already; choose another id, or change that one."),
                    true,
                    model);
        }
        DestinationForm.Reading reading = form.read(before);
        if (reading.destination() == null) {
            return form(form, reading.objections(), fresh.isPresent(), model);
        }
        destinations.declare(reading.destination());
        audit.note("destination-declared", form.id());
        next.addFlashAttribute("done", "The destination is declared. It is told of what happens from now on.");
        return "redirect:/console/destinations/" + form.id();
    }

    @PostMapping("/{id}/pause")
    String pause(@PathVariable String id, RedirectAttributes next) {
        return paused(id, true, "Paused. Messages wait until it is resumed; none is lost.", next);
    }

    @PostMapping("/{id}/resume")
    String resume(@PathVariable String id, RedirectAttributes next) {
        return paused(id, false, "Resumed. What waited goes out in order.", next);
    }

    private String paused(String id, boolean paused, String done, RedirectAttributes next) {
        Caller.current().mustAdminister();
        destinations.pause(find(id).id(), paused);
        audit.note(paused ? "destination-paused" : "destination-resumed", id);
        next.addFlashAttribute("done", done);
        return "redirect:/console/destinations/" + id;
    }

    /** Tries at once whatever waits for another try. */
    @PostMapping("/{id}/hurry")
    String hurry(@PathVariable String id, RedirectAttributes next) {
        Caller.current().mustAdminister();
        deliveries.hurry(find(id).id());
        next.addFlashAttribute("done", "What waits is tried at once.");
        return "redirect:/console/destinations/" + id;
    }

    @PostMapping("/{id}/replay")
    String replayAll(@PathVariable String id, RedirectAttributes next) {
        Caller.current().mustAdminister();
        int replayed = deliveries.reviveAll(find(id).id());
        audit.note("messages-replayed", id);
        next.addFlashAttribute("done", replayed + " sent again, under their own control ids.");
        return "redirect:/console/destinations/" + id;
    }

    @PostMapping("/{id}/messages/{message}/replay")
    String replay(@PathVariable String id, @PathVariable long message, RedirectAttributes next) {
        Caller.current().mustAdminister();
        if (deliveries.revive(find(id).id(), message)) {
            audit.note("message-replayed", id + "/" + message);
            next.addFlashAttribute("done", "Sent again, under its own control id.");
        }
        return "redirect:/console/destinations/" + id + "/messages/" + message;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable String id) {
        Caller.current().mustAdminister();
        destinations.delete(find(id).id());
        audit.note("destination-deleted", id);
        return "redirect:/console/destinations";
    }

    private DestinationCard card(Destination destination) {
        return new DestinationCard(
                destination,
                deliveries.standing(destination.id()),
                deliveries.trouble(destination.id()).orElse(null));
    }

    private static String form(DestinationForm form, List<String> objections, boolean fresh, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("objections", objections);
        model.addAttribute("fresh", fresh);
        model.addAttribute("occasions", Occasion.values());
        model.addAttribute("sectors", Sector.values());
        model.addAttribute("forms", ReferralForm.values());
        model.addAttribute("versions", DestinationDeclaration.VERSIONS);
        model.addAttribute(
                "zones",
                ZoneId.getAvailableZoneIds().stream()
                        .filter(zone ->
                                zone.startsWith("America/") || zone.startsWith("Pacific/") || zone.equals("UTC"))
                        .sorted()
                        .toList());
        return "console/destination-form";
    }

    private Destination find(String id) {
        return DestinationId.of(id)
                .flatMap(destinations::find)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
