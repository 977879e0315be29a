package org.headwater.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.headwater.message.Format;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTextTests {
    private static final String MESSAGE = """
            MSH|^~\\&|EPIC|MERCY|||20260302||ADT^A01|M1|P|2.5.1
            PID|1||100^^^MERCY~200^^^STATE&2.16&ISO||Testwater^Anna||19580614|F
            OBX|1|NM|A||5
            OBX|2|NM|B||6
            """.replace("\n", "\r");

    private static final String CLAIM =
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*1200*^*00501"
                    + "*000000001*0*T*:~GS*HC*S*R*20260302*1200*1*X*005010X222A1~CLM*A37*150***11:B:1*Y~";

    @ParameterizedTest
    @CsvSource({
        "PID-3.1,        1, 100",
        "PID-3[2].1,     1, 200",
        "PID-3[2].4.2,   1, 2.16",
        "PID-5.2,        1, Anna",
        "PID-7,          1, 19580614",
        "MSH-9.2,        0, A01",
        "MSH-10,         0, M1",
        "OBX[2]-5,       3, 6",
        "OBX-5,          2, 5",
    })
    void findsFieldsAndTheirPartsInV2(String location, int line, String text) {
        assertThat(found(Format.HL7V2, MESSAGE, location, null)).isEqualTo(line + ":" + text);
    }

    @Test
    void findsAWholeSegmentByItsName() {
        assertThat(found(Format.HL7V2, MESSAGE, "OBX[2]", null)).isEqualTo("3:OBX|2|NM|B||6");
    }

    @Test
    void isEmptyHandedWhenTheLocationIsNotInTheText() {
        assertThat(found(Format.HL7V2, MESSAGE, "ZZZ-1", null)).isEqualTo("nowhere");
        assertThat(found(Format.HL7V2, MESSAGE, "constant", null)).isEqualTo("nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "2300/CLM01 (segment 3),   2, A37",
        "2300/CLM02 (segment 3),   2, 150",
        "2300/CLM05-2 (segment 3), 2, B",
        "GS08 (segment 2),         1, 005010X222A1",
    })
    void findsElementsAndTheirPartsInX12(String location, int line, String text) {
        assertThat(found(Format.X12, CLAIM, location, null)).isEqualTo(line + ":" + text);
    }

    @Test
    void findsAValueInItsLineOfADocument() {
        String document = "<patient>\n  <birthTime value=\"19580614\"/>\n</patient>";

        assertThat(found(Format.CCDA, document, "patient/birthTime/@value (line 2)", "19580614"))
                .isEqualTo("1:19580614");
        assertThat(found(Format.CCDA, document, "patient/birthTime (line 2)", null))
                .isEqualTo("1:  <birthTime value=\"19580614\"/>");
    }

    @Test
    void findsACellInItsRow() {
        String row = "#headwater-row 7\nClient,DOB\nTestwater,1958-06-14\n";

        assertThat(found(Format.TABLE, row, "row 7, column \"DOB\"", "1958-06-14"))
                .isEqualTo("1:1958-06-14");
    }

    @Test
    void showsNoLinesOfWhatIsNoText() {
        SourceText archive = SourceText.of(Format.TABLE, new byte[] {'P', 'K', 3, 4, 0, 0});

        assertThat(archive.lines()).isEmpty();
        assertThat(archive.bytes()).isEqualTo(6);
        assertThat(archive.find("row 1, column \"A\"", "x")).isEmpty();
    }

    @Test
    void readsWhatIsNotUtf8AsLatin1() {
        assertThat(SourceText.of(Format.HL7V2, "PID|Jos\u00e9".getBytes(StandardCharsets.ISO_8859_1))
                        .lines())
                .containsExactly("PID|Jos\u00e9");
    }

    private static String found(Format format, String text, String location, @Nullable String value) {
        SourceText source = SourceText.of(format, text.getBytes(StandardCharsets.UTF_8));
        return source.find(location, value)
                .map(span -> span.line() + ":" + source.lines().get(span.line()).substring(span.from(), span.to()))
                .orElse("nowhere");
    }
}
