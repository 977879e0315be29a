package org.headwater.spreadsheet;

import java.util.Map;

/** What the dictionary's domains are called in a sentence. */
final class DomainWords {

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("person", "the person"),
            Map.entry("household", "the household"),
            Map.entry("contact", "somebody to reach for the person"),
            Map.entry("service", "help given"),
            Map.entry("referral", "referrals"),
            Map.entry("need", "needs"),
            Map.entry("programme", "programmes"),
            Map.entry("goal", "goals"),
            Map.entry("consent", "consents"),
            Map.entry("coverage", "insurance"),
            Map.entry("benefit", "benefits"));

    private DomainWords() {}

    static String of(String domain) {
        return WORDS.getOrDefault(domain, domain.replace('-', ' ') + "s");
    }
}
