package org.headwater.console;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Finding a person, and reading the record all sectors wrote together. Searches are posted, so that no name is in an address. */
@Controller
@RequestMapping("/console/people")
class PeoplePage {
    private final People people;
    private final Timeline timeline;

    PeoplePage(People people, Timeline timeline) {
        this.people = people;
        this.timeline = timeline;
    }

    @GetMapping
    String form(Model model) {
        model.addAttribute("asked", new People.Question("", "", ""));
        return "console/people";
    }

    @PostMapping
    String search(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String identifier,
            @RequestParam(defaultValue = "") String birthDate,
            Model model) {
        People.Question asked = new People.Question(name, identifier, birthDate);
        model.addAttribute("asked", asked);
        model.addAttribute("found", people.find(asked));
        return "console/people";
    }

    @GetMapping("/{id:[A-Za-z0-9.-]{1,64}}")
    String person(@PathVariable String id, @RequestParam(defaultValue = "") String sector, Model model) {
        People.Somebody somebody = people.read(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Timeline.Events events =
                timeline.of(somebody.records().stream().map(People.Person::id).toList());
        model.addAttribute("person", somebody.whole());
        model.addAttribute("records", somebody.records());
        model.addAttribute("sectors", events.sectors());
        model.addAttribute("sector", sector);
        model.addAttribute("events", events.of(sector));
        return "console/person";
    }
}
