package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitChangeTests {

    /** Each stands as status/place/digest; a dash is a visit nobody heard of, or no message. */
    @ParameterizedTest
    @CsvSource({
        "-,                  planned/-/1,       IMP,  A05",
        "-,                  in-progress/4W/1,  IMP,  A01",
        "-,                  in-progress/4W/1,  ACUTE, A01",
        "-,                  in-progress/ED/1,  EMER, A04",
        "-,                  arrived/-/1,       AMB,  A04",
        "-,                  finished/4W/1,     IMP,  A01 A03",
        "-,                  finished/-/1,      AMB,  A04 A03",
        "planned/-/1,        finished/4W/1,     IMP,  A01 A03",
        "-,                  cancelled/-/1,     IMP,  -",
        "-,                  unknown/-/1,       IMP,  -",
        "planned/-/1,        in-progress/4W/2,  IMP,  A01",
        "planned/-/1,        cancelled/-/2,     IMP,  A38",
        "in-progress/4W/1,   in-progress/ICU/2, IMP,  A02",
        "in-progress/4W/1,   in-progress/4W/2,  IMP,  A08",
        "in-progress/4W/1,   in-progress/4W/1,  IMP,  -",
        "arrived/4W/1,       in-progress/4W/1,  IMP,  -",
        "in-progress/4W/1,   finished/4W/2,     IMP,  A03",
        "in-progress/4W/1,   cancelled/4W/2,    IMP,  A11",
        "in-progress/4W/1,   entered-in-error/-/2, IMP, A23",
        "finished/4W/1,      in-progress/4W/2,  IMP,  A13",
        "finished/4W/1,      finished/4W/2,     IMP,  A08",
        "finished/4W/1,      cancelled/4W/2,    IMP,  A23",
        "cancelled/-/1,      entered-in-error/-/2, IMP, -",
        "cancelled/-/1,      in-progress/4W/2,  IMP,  A01"
    })
    void howAVisitChangedIsToldByItsTrigger(String before, String now, String visitClass, String trigger) {
        assertThat(VisitChange.triggers(before.equals("-") ? null : told(before), told(now), visitClass))
                .extracting(Trigger::code)
                .isEqualTo(trigger.equals("-") ? List.of() : List.of(trigger.split(" ")));
    }

    private static Told told(String text) {
        String[] parts = text.split("/");
        return new Told(parts[0], parts[1].equals("-") ? "" : parts[1], parts[2]);
    }
}
