package org.headwater.console;

import java.util.List;
import org.headwater.access.AuditTrail;
import org.headwater.access.Client;
import org.headwater.access.Clients;
import org.headwater.access.Role;
import org.headwater.access.Users;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** People and systems that may come in, for administrators. */
@Controller
@RequestMapping("/console/access")
class AccessPage {
    private static final int LINES = 50;

    private final Users users;
    private final Clients clients;
    private final AuditTrail audit;

    AccessPage(Users users, Clients clients, AuditTrail audit) {
        this.users = users;
        this.clients = clients;
        this.audit = audit;
    }

    /** A password or secret just made, shown this once. */
    record Fresh(String whose, String what, String secret) {
        /** Prints no secret. */
        @Override
        public String toString() {
            return "Fresh[" + whose + "]";
        }
    }

    @GetMapping
    String page(Model model) {
        model.addAttribute("people", users.all());
        model.addAttribute("clients", clients.all());
        model.addAttribute("lines", audit.latest(LINES));
        model.addAttribute("roles", List.of(Role.values()));
        return "console/access";
    }

    @PostMapping("/people")
    String addPerson(@RequestParam String name, @RequestParam Role role, RedirectAttributes next) {
        Users.Addition addition = users.add(name, role);
        if (addition instanceof Users.Addition.Added added) {
            next.addFlashAttribute("fresh", new Fresh(added.person().name(), "password", added.password()));
        } else {
            next.addFlashAttribute("refused", ((Users.Addition.Refused) addition).why());
        }
        return "redirect:/console/access";
    }

    @PostMapping("/people/remove")
    String removePerson(@RequestParam String name, RedirectAttributes next) {
        if (!users.remove(name)) {
            next.addFlashAttribute("refused", "The last administrator stays; make another one first.");
        }
        return "redirect:/console/access";
    }

    @PostMapping("/clients")
    String register(
            @RequestParam Client.Kind kind,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String feed,
            @RequestParam(defaultValue = "") String scopes,
            RedirectAttributes next) {
        return answer(
                clients.register(
                        kind == Client.Kind.FEED
                                ? new Clients.Application(id.strip(), kind, feed.strip(), "", "", "")
                                : Clients.Application.forApp(id.strip(), scopes)),
                next);
    }

    @PostMapping("/clients/rotate")
    String rotate(@RequestParam String id, RedirectAttributes next) {
        return answer(clients.rotate(id), next);
    }

    @PostMapping("/clients/revoke")
    String revoke(@RequestParam String id) {
        clients.revoke(id);
        return "redirect:/console/access";
    }

    private static String answer(Clients.Answer answer, RedirectAttributes next) {
        if (answer instanceof Clients.Answer.Registered registered && registered.secret() != null) {
            next.addFlashAttribute("fresh", new Fresh(registered.client().id(), "secret", registered.secret()));
        } else if (answer instanceof Clients.Answer.Refused refused) {
            next.addFlashAttribute("refused", refused.why());
        }
        return "redirect:/console/access";
    }
}
