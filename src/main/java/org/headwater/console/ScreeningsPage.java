package org.headwater.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.headwater.fhirstore.FhirStore;
import org.headwater.intake.Door;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxFull;
import org.headwater.intake.Receipts;
import org.headwater.intake.Reception;
import org.headwater.mapping.Mappings;
import org.headwater.message.Format;
import org.headwater.screening.Instrument;
import org.headwater.screening.Questionnaires;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Screening somebody: the form of an instrument, made from its Questionnaire. What is answered goes in by the same door as
 * files do, as a FHIR response, so that it is kept, stored and traced like everything else.
 */
@Controller
class ScreeningsPage {

    private static final String HERE = "redirect:/console/screenings";

    private final Mappings mappings;
    private final People people;
    private final Feeds feeds;
    private final Receipts receipts;
    private final FhirStore store;
    private final Clock clock;

    ScreeningsPage(Mappings mappings, People people, Feeds feeds, Receipts receipts, FhirStore store, Clock clock) {
        this.mappings = mappings;
        this.people = people;
        this.feeds = feeds;
        this.receipts = receipts;
        this.store = store;
        this.clock = clock;
    }

    @GetMapping("/screenings")
    String moved() {
        return HERE;
    }

    @GetMapping("/console/screenings")
    String choose(@RequestParam(defaultValue = "") String person, Model model) {
        model.addAttribute("instruments", mappings.instruments().all());
        somebody(person).ifPresent(somebody -> model.addAttribute("somebody", somebody.whole()));
        return "console/screenings";
    }

    @GetMapping("/console/screenings/{instrument}")
    String form(
            @PathVariable String instrument,
            @RequestParam String person,
            @RequestParam(defaultValue = "") String corrects,
            Model model) {
        Instrument asked = instrument(instrument);
        People.Somebody somebody =
                somebody(person).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Optional<QuestionnaireResponse> earlier = corrects.isEmpty() ? Optional.empty() : earlier(corrects, asked);
        if (!corrects.isEmpty() && earlier.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        ScreeningForm form = earlier.map(ScreeningForm::of).orElseGet(() -> ScreeningForm.fresh(UUID.randomUUID()));
        model.addAttribute("form", form);
        model.addAttribute("corrects", corrects);
        model.addAttribute(
                "date",
                earlier.map(one -> one.getAuthoredElement().getValueAsString().substring(0, 10))
                        .orElseGet(() -> LocalDate.now(clock).toString()));
        return shown(asked, somebody, model);
    }

    private String shown(Instrument asked, People.Somebody somebody, Model model) {
        Questionnaire questionnaire = Questionnaires.of(asked);
        model.addAttribute("instrument", asked);
        model.addAttribute("questions", ScreeningForm.parts(questionnaire, asked));
        model.addAttribute("person", somebody.whole());
        model.addAttribute("feeds", feeds());
        return "console/screening-form";
    }

    @PostMapping("/console/screenings/{instrument}")
    String take(
            @PathVariable String instrument,
            @RequestParam MultiValueMap<String, String> fields,
            RedirectAttributes next)
            throws IOException {
        Instrument asked = instrument(instrument);
        String person = first(fields, "person");
        People.Somebody somebody =
                somebody(person).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Optional<Feed> feed =
                FeedId.of(first(fields, "feed")).flatMap(feeds::find).filter(one -> one.format() == Format.FHIR);
        ScreeningForm form = ScreeningForm.sent(fields);
        String refusal = refusal(feed, first(fields, "date"), form, asked);
        if (refusal != null) {
            next.addFlashAttribute("refused", refusal);
            next.addFlashAttribute("kept", form);
            next.addAttribute("person", person);
            return HERE + "/" + asked.name();
        }
        String subject = subject(somebody, feed.orElseThrow());
        boolean corrects = !first(fields, "corrects").isEmpty();
        QuestionnaireResponse response = form.response(asked, subject, first(fields, "date"), corrects);
        String json = store.context().newJsonParser().encodeResourceToString(response);
        try {
            Reception reception = receipts.open(feed.orElseThrow(), Door.UPLOAD);
            reception.file("screening.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
            return "redirect:/console/receipts/" + reception.receipt().id();
        } catch (InboxFull full) {
            next.addFlashAttribute(
                    "refused", "Too much waits to be stored just now. Nothing was taken; send it again in a minute.");
            next.addFlashAttribute("kept", form);
            next.addAttribute("person", person);
            return HERE + "/" + asked.name();
        }
    }

    private @Nullable String refusal(Optional<Feed> feed, String date, ScreeningForm form, Instrument asked) {
        if (feed.isEmpty()) {
            return "Choose whose screening this is.";
        }
        try {
            if (LocalDate.parse(date).isAfter(LocalDate.now(clock).plusDays(1))) {
                return "The date lies in the future. Write the day the person was asked.";
            }
        } catch (DateTimeParseException e) {
            return "Write the date as year-month-day, such as 2026-03-01.";
        }
        return form.answersOf(asked) ? null : "Nothing was answered. Answer a question, or say why it was not.";
    }

    /** The record of the person by the organization that asks; else the first, and identity joins them all. */
    private static String subject(People.Somebody somebody, Feed feed) {
        return somebody.records().stream()
                .filter(record -> record.sender().organization().equals(feed.organization()))
                .findFirst()
                .orElse(somebody.records().get(0))
                .id();
    }

    private Optional<QuestionnaireResponse> earlier(String id, Instrument asked) {
        Optional<Resource> stored =
                id.matches("[A-Za-z0-9.-]{1,64}") ? store.read("QuestionnaireResponse", id) : Optional.empty();
        return stored.filter(QuestionnaireResponse.class::isInstance)
                .map(QuestionnaireResponse.class::cast)
                .filter(one -> asked.url().equals(one.getQuestionnaire()) && ScreeningForm.isOurs(one));
    }

    private Optional<People.Somebody> somebody(String id) {
        return id.matches("[A-Za-z0-9.-]{1,64}") ? people.read(id) : Optional.empty();
    }

    private List<Feed> feeds() {
        return feeds.all().stream().filter(feed -> feed.format() == Format.FHIR).toList();
    }

    private Instrument instrument(String name) {
        return mappings.instruments().named(name).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static String first(Map<String, List<String>> fields, String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0).strip();
    }
}
