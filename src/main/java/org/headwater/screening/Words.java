package org.headwater.screening;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** What people write apart from how they write it, and what they write instead of an answer. */
final class Words {

    private static final Set<String> DECLINED = Set.of(
            "declined",
            "askeddeclined",
            "decline",
            "declinedtoanswer",
            "declinetoanswer",
            "refused",
            "refusedtoanswer",
            "patientrefused",
            "patientdeclined",
            "clientrefused",
            "clientdeclined",
            "refusal",
            "prefernottoanswer",
            "prefernottosay",
            "choosenottoanswer",
            "ichoosenottoanswer",
            "ichoosenottoanswerthisquestion",
            "didnotwanttoanswer",
            "noanswer",
            "prefierenoresponder",
            "prefieronoresponder",
            "prefieronocontestar",
            "seniegaaresponder",
            "notdisclosed");
    private static final Set<String> UNKNOWN = Set.of(
            "unknown",
            "askedunknown",
            "unk",
            "dontknow",
            "donotknow",
            "dk",
            "unsure",
            "notsure",
            "idontknow",
            "clientdoesntknow",
            "clientdoesnotknow",
            "patientdoesntknow",
            "unabletorespond",
            "nose",
            "desconocido",
            "patientunabletorespond");
    private static final Set<String> NOT_ASKED = Set.of(
            "notasked",
            "na",
            "notapplicable",
            "skipped",
            "skip",
            "notscreened",
            "notassessed",
            "notdone",
            "datanotcollected",
            "nopreguntado",
            "noaplica",
            "null",
            "notentered");

    private Words() {}

    /** Letters and digits, without accents and in lower case. */
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    static boolean declined(String folded) {
        return DECLINED.contains(folded);
    }

    static boolean unknown(String folded) {
        return UNKNOWN.contains(folded);
    }

    static boolean notAsked(String folded) {
        return NOT_ASKED.contains(folded) || folded.isEmpty();
    }
}
