package org.headwater.console;

import java.security.Principal;
import java.util.Optional;
import org.headwater.access.Users;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A person's own sign-in. */
@Controller
class AccountPage {
    private final Users users;

    AccountPage(Users users) {
        this.users = users;
    }

    @GetMapping("/console/account")
    String page(Model model) {
        model.addAttribute("shortest", Users.SHORTEST_PASSWORD);
        return "console/account";
    }

    @PostMapping("/console/account/password")
    String changePassword(
            @RequestParam String current, @RequestParam String wanted, Principal person, RedirectAttributes next) {
        Optional<String> objection = users.changePassword(person.getName(), current, wanted);
        next.addFlashAttribute("refused", objection.orElse(null));
        next.addFlashAttribute("changed", objection.isEmpty());
        return "redirect:/console/account";
    }
}
