package org.headwater.console;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.headwater.access.AuditTrail;
import org.headwater.access.Caller;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxFull;
import org.headwater.problem.Problem;
import org.headwater.spreadsheet.PreviewedRow;
import org.headwater.spreadsheet.Spreadsheet;
import org.headwater.spreadsheet.SpreadsheetView;
import org.headwater.spreadsheet.Spreadsheets;
import org.springframework.http.ContentDisposition;
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

/** One spreadsheet: what its columns are taken for, what would be recorded, and what became of it. */
@Controller
@RequestMapping("/console/spreadsheets")
class SpreadsheetPage {

    private static final int FOUND = 12;

    private final Spreadsheets spreadsheets;
    private final Feeds feeds;
    private final AuditTrail audit;
    private final FhirContext fhir;

    SpreadsheetPage(Spreadsheets spreadsheets, Feeds feeds, AuditTrail audit, FhirContext fhir) {
        this.spreadsheets = spreadsheets;
        this.feeds = feeds;
        this.audit = audit;
        this.fhir = fhir;
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Model model) {
        Spreadsheet spreadsheet = find(id);
        model.addAttribute("feed", feeds.find(spreadsheet.feed()).orElse(null));
        model.addAttribute("spreadsheet", spreadsheet);
        if (spreadsheet.stored()) {
            model.addAttribute("result", spreadsheets.result(spreadsheet).orElse(null));
            return "console/spreadsheet-stored";
        }
        SpreadsheetView view = spreadsheets.view(spreadsheet);
        model.addAttribute("view", view);
        model.addAttribute("preview", view.ready() ? previews(spreadsheet) : List.of());
        return "console/spreadsheet";
    }

    private List<RecordWords> previews(Spreadsheet spreadsheet) {
        return spreadsheets.preview(spreadsheet).stream().map(this::words).toList();
    }

    private RecordWords words(PreviewedRow row) {
        return RecordWords.of(row, fhir.newJsonParser().setPrettyPrint(true));
    }

    /** Takes what the form says; every button of the page but those that store or drop. */
    @PostMapping("/{id}")
    String answer(@PathVariable UUID id, HttpServletRequest request) {
        Spreadsheet spreadsheet = find(id);
        Map<String, Map<String, String>> said = new HashMap<>();
        for (String kind : List.of("column", "value", "date", "sheet")) {
            said.put(kind, said(request, kind));
        }
        Map<String, String> columns = new LinkedHashMap<>(said.getOrDefault("column", Map.of()));
        columns.putAll(said(request, "yes"));
        spreadsheets.answer(
                spreadsheet,
                columns,
                said.getOrDefault("value", Map.of()),
                said.getOrDefault("date", Map.of()),
                said.getOrDefault("sheet", Map.of()));
        return "redirect:/console/spreadsheets/" + id;
    }

    /** A field is called {@code kind:key}; one that says what the page said already says nothing new. */
    private static Map<String, String> said(HttpServletRequest request, String kind) {
        Map<String, String> said = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            String answer = values[0];
            boolean asked = name.startsWith(kind + ":") && !answer.isEmpty();
            if (asked && !answer.equals(request.getParameter("was-" + name))) {
                said.put(name.substring(kind.length() + 1), answer.equals("none") ? "" : answer);
            }
        });
        return said;
    }

    /** Elements for somebody's own words, as a list to choose from for one column. */
    @GetMapping("/{id}/elements")
    String elements(
            @PathVariable UUID id,
            @RequestParam(name = "words", defaultValue = "") String words,
            @RequestParam(name = "column", defaultValue = "") String column,
            Model model) {
        find(id);
        model.addAttribute("id", id);
        model.addAttribute("column", column);
        model.addAttribute("words", words);
        model.addAttribute("found", spreadsheets.search(words, FOUND));
        return "console/spreadsheet-elements";
    }

    @PostMapping("/{id}/store")
    String store(@PathVariable UUID id, RedirectAttributes next) throws IOException {
        Spreadsheet spreadsheet = find(id);
        try {
            List<Problem> problems =
                    spreadsheets.store(spreadsheet, Caller.current().name());
            if (problems.isEmpty()) {
                audit.note("spreadsheet-stored", spreadsheet.feed() + " " + id);
            } else {
                next.addFlashAttribute(
                        "refused", "Nothing was stored: " + problems.get(0).message() + ".");
            }
        } catch (InboxFull full) {
            next.addFlashAttribute(
                    "refused",
                    "Too much waits to be stored just now. Your file is kept; press the button again in a minute.");
        }
        return "redirect:/console/spreadsheets/" + id;
    }

    @PostMapping("/{id}/drop")
    String drop(@PathVariable UUID id, RedirectAttributes next) {
        Spreadsheet spreadsheet = find(id);
        spreadsheets.drop(spreadsheet);
        audit.note("spreadsheet-dropped", spreadsheet.feed() + " " + id);
        next.addFlashAttribute("dropped", true);
        return "redirect:/console/upload?feed=" + spreadsheet.feed();
    }

    /** The file with what is to be put right marked in it. */
    @GetMapping("/{id}/to-fix")
    void toFix(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Spreadsheet spreadsheet = find(id);
        response.setContentType("application/octet-stream");
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.attachment()
                        .filename(spreadsheets.annotatedName(spreadsheet), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        spreadsheets.annotate(spreadsheet, response.getOutputStream());
        audit.note("spreadsheet-read", spreadsheet.feed() + " " + id);
    }

    private Spreadsheet find(UUID id) {
        return spreadsheets.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
