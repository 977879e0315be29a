package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.headwater.dictionary.Dictionary;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;

class CellDatesTests {

    private static final Dictionary DICTIONARY =
            Dictionary.load(List.of(YamlFile.parse("mappings/dictionary/t.yaml", """
                    domain: t
                    purpose: What tests need.
                    elements:
                      t.birth: { definition: Birth date., type: date, sensitivity: identifying, fhir: [Patient.birthDate] }
                      t.boxes: { definition: Boxes., type: quantity, sensitivity: social, fhir: [Observation.valueQuantity] }
                    """, problem -> {})), problem -> {});

    private final CellDates monthFirst = new CellDates(DICTIONARY, false);
    private final CellDates dayFirst = new CellDates(DICTIONARY, true);

    @Test
    void theDaysASpreadsheetCountsAreADate() {
        assertThat(monthFirst.read("t.birth", "27692")).isEqualTo("1975-10-25");
        assertThat(monthFirst.read("t.birth", "27692.0")).isEqualTo("1975-10-25");
    }

    @Test
    void aNumberThatIsNoDateStaysANumber() {
        assertThat(monthFirst.read("t.boxes", "27692")).isEqualTo("27692");
        assertThat(monthFirst.read("t.birth", "1975")).isEqualTo("1975");
    }

    @Test
    void theDayComesFirstOnlyWhereTheMappingSaysSo() {
        assertThat(dayFirst.read("t.birth", "3/4/2026")).isEqualTo("2026-04-03");
        assertThat(dayFirst.read("t.birth", "31.12.1999 14:30")).isEqualTo("1999-12-31 14:30");
        assertThat(dayFirst.read("t.birth", "12/31/1999")).isEqualTo("12/31/1999");
        assertThat(monthFirst.read("t.birth", "3/4/2026")).isEqualTo("3/4/2026");
    }
}
