package org.headwater.console;

import java.util.List;
import org.headwater.intake.EntryState;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The first thing one sees: every feed, and how it fares. */
@Controller
class OverviewPage {
    /** A page left open looks again this often and then rests, so that it does not keep its session alive for ever. */
    private static final int BEATS = 60;

    private final FeedCards cards;

    OverviewPage(FeedCards cards) {
        this.cards = cards;
    }

    @GetMapping("/")
    String page(@RequestParam(defaultValue = "0") int beat, Model model) {
        List<FeedCard> all = cards.all();
        model.addAttribute("feeds", all);
        model.addAttribute("stored", total(all, EntryState.STORED));
        model.addAttribute("accepted", total(all, EntryState.ACCEPTED));
        model.addAttribute("quarantined", total(all, EntryState.QUARANTINED));
        model.addAttribute("next", beat < BEATS ? beat + 1 : null);
        return "console/overview";
    }

    private static long total(List<FeedCard> feeds, EntryState state) {
        return feeds.stream().mapToLong(feed -> feed.count(state)).sum();
    }
}
