package org.headwater.console;

import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where people sign in; {@code access} checks what they type. */
@Controller
class SignInPage {

    @GetMapping("/sign-in")
    String page(@RequestParam Map<String, String> why, Model model) {
        model.addAttribute("wrong", why.containsKey("wrong"));
        model.addAttribute("later", why.containsKey("later"));
        model.addAttribute("out", why.containsKey("out"));
        return "console/sign-in";
    }
}
