package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages broken at random: whatever comes, it is units, and each unit's bytes can be read again. */
class SegmentRobustnessTests {

    private static final String ADMISSION = "\u000BMSH|^~\\&|A|B|C|D|20260302||ADT^A01^ADT_A01|M1|P|2.5.1\rEVN|A01\r"
            + "PID|1||100^^^MERCY&1.2&ISO~200||Testwater^Ada\\F\\||\"\"\rPV1|1|I\rOBX|1|TX|A||x\\.br\\y\\X41\\\rIN1|1\rIN2|1\r\u001C\r"
            + "FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A|B|C|D|20260302||ORU^R01|M2|P|2.3\rPID|1||3\rOBR|1\rOBX|1\rBTS|1\rFTS|1\r";

    private static final String CLAIM = """
            ISA*00*          *00*          *ZZ*RIVERCLINIC    *ZZ*RIVERHEALTH    *260302*1200*^*00501*000000001*0*T*:~
            GS*HC*A*B*20260302*1200*7*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20260302*1200*CH~
            NM1*41*2*A~NM1*40*2*B~HL*1**20*1~NM1*85*2*C*****XX*1~HL*2*1*22*0~SBR*P~NM1*IL*1*TESTWATER*ADA****MI*1~
            NM1*PR*2*P~CLM*1*10***11:B:1~LX*1~SV1*HC:1*10~CLM*2*10~LX*1~SV1*HC:1*10~HL*3*2*23~NM1*QC*1*TESTWATER*TOM~
            CLM*3*1~LX*1~SE*21*0001~GE*1*7~IEA*1*000000001~
            """;

    private static final List<String> PIECES = List.of(
            "MSH|^~\\&|",
            "\r",
            "\n",
            "|",
            "^",
            "~",
            "*",
            ":",
            "\\",
            "\u000B",
            "\u001C",
            "ISA*",
            "HL*9*1*22~",
            "NM1*",
            "CLM*9~",
            "SE*1*1~",
            "IEA*0*0~",
            "PID|",
            "BTS|",
            "\"\"",
            "\u0000",
            "é",
            "\uFFFF",
            "BHS|^",
            "\\X",
            "\\.sp99999\\");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void brokenMessagesAreStillUnits(long seed) {
        Random random = new Random(seed);
        Hl7v2Reader v2 = new Hl7v2Reader();
        X12Reader x12 = new X12Reader();
        for (int i = 0; i < 1000; i++) {
            check(v2, broken(ADMISSION, random));
            check(x12, broken(CLAIM, random));
        }
    }

    private static byte[] broken(String text, Random random) {
        StringBuilder broken = new StringBuilder(text);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(broken.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> broken.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> broken.delete(at, Math.min(broken.length(), at + 1 + random.nextInt(40)));
                case 2 -> broken.insert(at, broken.substring(at, Math.min(broken.length(), at + random.nextInt(120))));
                default -> broken.setLength(random.nextInt(4) == 0 ? at : broken.length());
            }
        }
        byte[] bytes =
                broken.toString().getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        if (bytes.length > 0 && random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void check(UnitReader reader, byte[] bytes) {
        reader.recognises(bytes, "");
        for (Unit unit : Trees.units(reader, bytes)) {
            boolean refused = unit.findings().stream().anyMatch(finding -> finding.fatal());
            assertThat(unit.root() != null || refused).isTrue();
            if (unit.root() != null) {
                walk(unit.root());
                Hl7v2Header.of(unit.bytes())
                        .ifPresent(header -> assertThat(header.type()).isEqualTo(unit.type()));
                assertThat(Trees.units(reader, unit.bytes()))
                        .as("%s", new String(bytes, StandardCharsets.ISO_8859_1))
                        .singleElement()
                        .satisfies(again -> {
                            assertThat(again.type()).isEqualTo(unit.type());
                            assertThat(again.controlId()).isEqualTo(unit.controlId());
                            assertThat(again.personKey()).isEqualTo(unit.personKey());
                            assertThat(Trees.outline(again)).isEqualTo(Trees.outline(unit));
                        });
            }
        }
    }

    private static void walk(Node node) {
        node.text();
        node.deleted();
        assertThat(node.location().path()).isNotNull();
        node.at(1);
        node.allAt(2);
        node.children().forEach(SegmentRobustnessTests::walk);
    }
}
