package org.headwater.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.headwater.access.Caller;
import org.headwater.intake.Door;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxFull;
import org.headwater.intake.ReceiptStatus;
import org.headwater.intake.Receipts;
import org.headwater.intake.Reception;
import org.headwater.message.Format;
import org.headwater.spreadsheet.Spreadsheet;
import org.headwater.spreadsheet.Spreadsheets;
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

/** Files sent by hand, and what became of them. */
@Controller
class UploadPage {
    private final Feeds feeds;
    private final Receipts receipts;
    private final Spreadsheets spreadsheets;

    UploadPage(Feeds feeds, Receipts receipts, Spreadsheets spreadsheets) {
        this.feeds = feeds;
        this.receipts = receipts;
        this.spreadsheets = spreadsheets;
    }

    @GetMapping("/console/upload")
    String form(@RequestParam(defaultValue = "") String feed, Model model) {
        model.addAttribute("feeds", feeds.all());
        model.addAttribute("feed", feed);
        model.addAttribute("waiting", FeedId.of(feed).map(spreadsheets::waiting).orElse(List.of()));
        return "console/upload";
    }

    @PostMapping("/console/upload")
    String take(@RequestParam String feed, @RequestParam List<MultipartFile> files, RedirectAttributes next)
            throws IOException {
        Optional<Feed> declared = FeedId.of(feed).flatMap(feeds::find);
        List<MultipartFile> sent =
                files.stream().filter(file -> !file.isEmpty()).toList();
        if (declared.isEmpty() || sent.isEmpty()) {
            next.addFlashAttribute(
                    "refused", declared.isEmpty() ? "Choose a feed." : "Choose at least one file that is not empty.");
            return "redirect:/console/upload";
        }
        if (declared.get().format() == Format.TABLE && sent.stream().noneMatch(UploadPage::isArchive)) {
            return handIn(declared.get(), sent);
        }
        try {
            return "redirect:/console/receipts/" + keep(declared.get(), sent);
        } catch (InboxFull full) {
            next.addFlashAttribute(
                    "refused",
                    "Too much waits to be stored just now. Nothing of this was taken; send it again in a minute.");
            return "redirect:/console/upload?feed=" + declared.get().id();
        }
    }

    private static boolean isArchive(MultipartFile file) {
        String name = String.valueOf(file.getOriginalFilename()).toLowerCase(Locale.ROOT);
        return name.endsWith(".zip") || name.endsWith(".gz");
    }

    /** A spreadsheet is looked at before anything of it is stored; several wait for one another. */
    private String handIn(Feed feed, List<MultipartFile> files) throws IOException {
        Spreadsheet first = null;
        for (MultipartFile file : files) {
            String name = file.getOriginalFilename();
            try (InputStream content = file.getInputStream()) {
                Spreadsheet kept = spreadsheets.keep(
                        feed,
                        name == null ? "" : name,
                        content,
                        Caller.current().name());
                first = first == null ? kept : first;
            }
        }
        return files.size() == 1 && first != null
                ? "redirect:/console/spreadsheets/" + first.id()
                : "redirect:/console/upload?feed=" + feed.id();
    }

    private UUID keep(Feed feed, List<MultipartFile> files) throws IOException {
        Reception reception = receipts.open(feed, Door.UPLOAD);
        for (MultipartFile file : files) {
            String name = file.getOriginalFilename();
            try (InputStream content = file.getInputStream()) {
                reception.file(name == null ? "" : name, content);
            }
        }
        return reception.receipt().id();
    }

    @GetMapping("/console/receipts/{id}")
    String receipt(@PathVariable UUID id, Model model) {
        ReceiptStatus status = receipts.status(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("receipt", status);
        model.addAttribute("sender", feeds.find(status.feed()).orElse(null));
        return "console/receipt";
    }
}
