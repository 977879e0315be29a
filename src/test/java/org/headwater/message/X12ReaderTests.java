package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.message.Trees.node;
import static org.headwater.message.Trees.outline;
import static org.headwater.message.Trees.root;
import static org.headwater.message.Trees.text;
import static org.headwater.message.Trees.told;
import static org.headwater.message.Trees.unit;
import static org.headwater.message.Trees.units;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class X12ReaderTests {

    private static final String ISA =
            "ISA*00*          *00*          *ZZ*RIVERCLINIC    *ZZ*RIVERHEALTH    *260302*1200*^*00501*000000001*0*T*:~";
    private static final String GS = "GS*HC*RIVERCLINIC*RIVERHEALTH*20260302*1200*7*X*005010X222A1~";

    private static final String HEADER = """
            BHT*0019*00*BATCH1*20260302*1200*CH~
            NM1*41*2*RIVER BILLING*****46*RB1~
            PER*IC*ADA TESTWATER*TE*2175550100~
            NM1*40*2*RIVER HEALTH PLAN*****46*RHP~
            """;
    private static final String BILLING = """
            HL*1**20*1~
            PRV*BI*PXC*207R00000X~
            NM1*85*2*RIVER CLINIC*****XX*1987654321~
            N3*1 RIVER STREET~
            N4*SPRINGFIELD*IL*627010000~
            REF*EI*371234567~
            """;
    private static final String SUBSCRIBER = """
            HL*2*1*22*0~
            SBR*P*18*GRP100******CI~
            NM1*IL*1*TESTWATER*MARIA****MI*MBR1~
            N3*12 RIVER STREET~
            N4*SPRINGFIELD*IL*62701~
            DMG*D8*19610615*F~
            NM1*PR*2*RIVER HEALTH PLAN*****PI*99123~
            """;
    private static final String CLAIM = """
            CLM*RW1*162.5***11:B:1*Y*A*Y*Y~
            REF*D9*17312345600006351~
            HI*ABK:I209*ABF:E119~
            NM1*82*1*TESTWATER*PAUL****XX*1234567893~
            PRV*PE*PXC*207R00000X~
            SBR*S*19*******CI~
            OI***Y***Y~
            NM1*IL*1*TESTWATER*JOHN****MI*OTHER9~
            NM1*PR*2*OTHER PLAN*****PI*11111~
            LX*1~
            SV1*HC:99213:25*100*UN*1***1:2~
            DTP*472*D8*20260302~
            NM1*82*1*TESTWATER*RITA****XX*1234567893~
            SVD*11111*40*HC:99213**1~
            CAS*PR*1*60~
            LX*2~
            SV1*HC:93000*62.5*UN*1***1~
            """;

    private final X12Reader reader = new X12Reader();

    /** A transaction with right counts. */
    private static String transaction(String type, String number, String guide, String body) {
        String st = "ST*" + type + "*" + number + (guide.isEmpty() ? "" : "*" + guide) + "~\n";
        return st + body + "SE*" + (body.chars().filter(c -> c == '~').count() + 2) + "*" + number + "~\n";
    }

    private static String interchange(String... transactions) {
        return ISA + "\n" + GS + "\n" + String.join("", transactions) + "GE*" + transactions.length
                + "*7~\nIEA*1*000000001~\n";
    }

    private static String claims(String body) {
        return interchange(transaction("837", "0001", "005010X222A1", body));
    }

    @Test
    void aClaimIsAUnitWithTheLoopsAroundIt() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM));

        assertThat(unit.type()).isEqualTo("837P");
        assertThat(unit.controlId()).isEqualTo("0001/RW1");
        assertThat(unit.personKey()).isEqualTo("MBR1");
        assertThat(unit.findings()).isEmpty();
        assertThat(outline(unit)).isEqualTo("""
                ISA GS ST BHT
                1000A
                  NM1 PER
                1000B
                  NM1
                2000A
                  HL PRV
                  2010AA
                    NM1 N3 N4 REF
                  2000B
                    HL SBR
                    2010BA
                      NM1 N3 N4 DMG
                    2010BB
                      NM1
                    2300
                      CLM REF HI
                      2310B
                        NM1 PRV
                      2320
                        SBR OI
                        2330A
                          NM1
                        2330B
                          NM1
                      2400
                        LX SV1 DTP
                        2420A
                          NM1
                        2430
                          SVD CAS
                      2400
                        LX SV1
                """);
    }

    @Test
    void elementsAndComponentsAreFoundByPosition() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM));

        String claim = "2000A/2000B/2300/";
        assertThat(text(unit, claim + "CLM/1")).isEqualTo("RW1");
        assertThat(text(unit, claim + "CLM/5/1")).isEqualTo("11");
        assertThat(text(unit, claim + "CLM/5")).isEqualTo("11");
        assertThat(text(unit, claim + "HI/2/2")).isEqualTo("E119");
        assertThat(text(unit, "2000A/2010AA/NM1/9")).isEqualTo("1987654321");
        assertThat(text(unit, "ISA/6")).as("padding is no data").isEqualTo("RIVERCLINIC");
        assertThat(text(unit, "ISA/11")).isEqualTo("^");
        assertThat(text(unit, "ISA/16")).isEqualTo(":");
        assertThat(node(root(unit), claim + "CLM").at(3)).isNull();
    }

    @Test
    void locationsNameTheLoopTheElementAndTheSegmentsNumber() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM));
        Node claim = node(root(unit), "2000A/2000B/2300");

        assertThat(node(claim, "CLM/5/1").location().path()).isEqualTo("2300/CLM05-1 (segment 21)");
        assertThat(node(claim, "CLM").location().path()).isEqualTo("2300/CLM (segment 21)");
        assertThat(claim.location().path()).isEqualTo("2300 (segment 21)");
        assertThat(node(root(unit), "BHT/3").location().path()).isEqualTo("BHT03 (segment 4)");
    }

    @Test
    void repeatedElementsAreSeveralNodes() {
        String eligibility =
                "BHT*0022*13*1*20260302*1200~HL*1**20*1~NM1*PR*2*PLAN~HL*2*1*21*1~NM1*1P*2*CLINIC~HL*3*2*22*0~"
                        + "NM1*IL*1*TESTWATER~EB*1**30^^88~";
        Unit unit = unit(reader, interchange(transaction("271", "1", "005010X279A1", eligibility)));
        Node benefit = node(root(unit), "2000A/2000B/2000C/2100C/2110C/EB");

        assertThat(unit.type()).isEqualTo("271");
        assertThat(benefit.allAt(3)).extracting(Node::text).containsExactly("30", "88");
        assertThat(benefit.allAt(3).get(1).location().path()).isEqualTo("2110C/EB03[3] (segment 11)");
    }

    @Test
    void eachClaimComesAloneWithWhatIsAroundIt() {
        String second = CLAIM.replace("RW1", "RW2");
        String dependent = """
                HL*3*2*23*0~
                PAT*19~
                NM1*QC*1*TESTWATER*TOM~
                N3*12 RIVER STREET~
                N4*SPRINGFIELD*IL*62701~
                DMG*D8*20150102*M~
                """;
        String another = SUBSCRIBER.replace("HL*2*1", "HL*4*1").replace("MBR1", "MBR2");
        List<Unit> units = units(
                reader,
                claims(HEADER
                        + BILLING
                        + SUBSCRIBER
                        + CLAIM
                        + second
                        + dependent
                        + CLAIM.replace("RW1", "RW3")
                        + another
                        + CLAIM.replace("RW1", "RW4")));

        assertThat(units).extracting(Unit::controlId).containsExactly("0001/RW1", "0001/RW2", "0001/RW3", "0001/RW4");
        assertThat(units).extracting(Unit::personKey).containsExactly("MBR1", "MBR1", "TESTWATER|TOM|20150102", "MBR2");
        assertThat(units).extracting(Unit::place).startsWith("segment 21", "segment 38");
        assertThat(units).allSatisfy(unit -> assertThat(unit.findings()).isEmpty());
        assertThat(text(units.get(2), "2000A/2000B/2000C/2300/CLM/1")).isEqualTo("RW3");
        assertThat(text(units.get(2), "2000A/2000B/2010BA/NM1/9")).isEqualTo("MBR1");
        assertThat(root(units.get(3)).all("2000A").get(0).all("2000B")).hasSize(1);
        assertThat(node(root(units.get(3)), "2000A/2000B").first("2000C")).isNull();
    }

    @Test
    void theBytesOfAClaimAreAnInterchangeOfTheirOwnAndGiveTheSameUnit() {
        String second = CLAIM.replace("RW1", "RW2");
        for (Unit unit : units(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM + second))) {
            Unit again = units(reader, unit.bytes()).get(0);

            assertThat(again.findings()).isEmpty();
            assertThat(again.controlId()).isEqualTo(unit.controlId());
            assertThat(again.personKey()).isEqualTo(unit.personKey());
            assertThat(again.place()).isEmpty();
            assertThat(outline(again)).isEqualTo(outline(unit));
            assertThat(again.bytes()).isEqualTo(unit.bytes());
            assertThat(new String(unit.bytes(), StandardCharsets.UTF_8))
                    .contains("\nSE*36*0001~\nGE*1*7~\nIEA*1*000000001~\n");
        }
    }

    @Test
    void separatorsAreWhateverTheHeaderSays() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM);
        String other = file.replace("\n", "")
                .replace(':', '\u001F')
                .replace('*', '\u001D')
                .replace('~', '\u001C');
        Unit unit = unit(reader, other);
        assertThat(unit.findings()).isEmpty();
        assertThat(text(unit, "2000A/2000B/2300/CLM/5/2")).isEqualTo("B");
        assertThat(outline(unit)).isEqualTo(outline(unit(reader, file)));

        Unit byLine = unit(reader, file.replace("~\n", "\n"));
        assertThat(byLine.findings()).isEmpty();
        assertThat(outline(byLine)).isEqualTo(outline(unit));
        assertThat(outline(units(reader, byLine.bytes()).get(0))).isEqualTo(outline(unit));
        assertThat(outline(unit(reader, file.replace("~\n", "\r\n")))).isEqualTo(outline(unit));
    }

    @Test
    void linesIndentationAndMarksBetweenSegmentsMakeNoDifference() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM);
        String expected = outline(unit(reader, file));

        for (String form : List.of(
                file.replace("\n", ""),
                file.replace("\n", "\r\n    "),
                "\uFEFF" + file,
                "\r\n\r\n" + file + "\r\n\u001A",
                wrapped(file.replace("\n", "")))) {
            Unit unit = unit(reader, form);
            assertThat(unit.findings()).isEmpty();
            assertThat(outline(unit)).isEqualTo(expected);
        }
    }

    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder(text);
        for (int i = 80; i < lines.length(); i += 82) {
            lines.insert(i, "\r\n");
        }
        return lines.toString();
    }

    @Test
    void aRepetitionSeparatorIsOnlyWhatMayBeOne() {
        String old = claims(HEADER + BILLING + SUBSCRIBER + CLAIM).replace("*^*00501*", "*U*00401*");

        assertThat(text(unit(reader, old), "2000A/2000B/2010BA/NM1/3")).isEqualTo("TESTWATER");
    }

    @Test
    void severalInterchangesGroupsAndTransactionsAreRead() {
        String one = transaction("837", "0001", "005010X222A1", HEADER + BILLING + SUBSCRIBER + CLAIM);
        String two =
                transaction("837", "0002", "005010X223A2", HEADER + BILLING + SUBSCRIBER + CLAIM.replace("SV1", "SV2"));
        String other = interchange(one).replace("*^*", "*!*").replace('*', '|');
        List<Unit> units = units(reader, interchange(one, two) + "junk between\n" + other);

        assertThat(units).extracting(Unit::type).containsExactly("837P", "837I", "837P");
        assertThat(units).extracting(Unit::controlId).containsExactly("0001/RW1", "0002/RW1", "0001/RW1");
        assertThat(told(units.get(0))).isEmpty();
        assertThat(told(units.get(1))).startsWith("WARNING UNEXPECTED_STRUCTURE ");
        assertThat(told(units.get(2))).isEmpty();
        assertThat(units.get(2).place()).isEqualTo("segment 97");
    }

    @Test
    void theTypeIsToldByTheGuideWhereverItIsNamed() {
        String body = HEADER + BILLING + SUBSCRIBER + "CLM*RW1*1~LX*1~";
        assertThat(type(transaction("837", "1", "005010X224A2", body), "005010X222A1"))
                .isEqualTo("837D");
        assertThat(type(transaction("837", "1", "", body), "004010X096A1")).isEqualTo("837I");
        assertThat(type(transaction("837", "1", "", "BHT*0019~REF*87*004010X097~" + body), "004010X096A1"))
                .isEqualTo("837D");
        assertThat(type(transaction("837", "1", "", body + "SV2*0300**10~"), "005010"))
                .isEqualTo("837I");
        assertThat(type(transaction("837", "1", "", body), "005010")).isEqualTo("837P");
        assertThat(type(transaction("277", "1", "", "BHT*0085~HL*1**20*1~"), "005010X214"))
                .isEqualTo("277CA");
        assertThat(type(transaction("277", "1", "", "BHT*0085~HL*1**20*1~"), "005010X212"))
                .isEqualTo("277");
        assertThat(type(transaction("999", "1", "005010X231", "AK1*HC*1~AK9*A*1*1*1~"), "005010X231"))
                .isEqualTo("999");
    }

    private String type(String transaction, String version) {
        return unit(reader, interchange(transaction).replace("X*005010X222A1~\nST", "X*" + version + "~\nST"))
                .type();
    }

    @Test
    void otherTransactionsAreOneUnitEach() {
        String payment =
                "BPR*I*100*C~TRN*1*1~N1*PR*PLAN~N3*1~N1*PE*CLINIC*XX*1~LX*1~CLP*RW1*1*162.5*100~CAS*CO*45*62.5~"
                        + "NM1*QC*1*TESTWATER~SVC*HC:99213*100*100~DTM*472*20260302~CLP*RW2*4*1*0~PLB*1*20261231*WO*5~";
        Unit unit = unit(reader, interchange(transaction("835", "0042", "005010X221A1", payment)));

        assertThat(unit.type()).isEqualTo("835");
        assertThat(unit.controlId()).isEqualTo("0042");
        assertThat(unit.personKey()).isNull();
        assertThat(unit.findings()).isEmpty();
        assertThat(outline(unit)).isEqualTo("""
                ISA GS ST BPR TRN
                1000A
                  N1 N3
                1000B
                  N1
                2000
                  LX
                  2100
                    CLP CAS NM1
                    2110
                      SVC DTM
                  2100
                    CLP
                PLB
                """);
        assertThat(outline(units(reader, unit.bytes()).get(0))).isEqualTo(outline(unit));
    }

    @Test
    void anInterchangeAcknowledgementIsAUnit() {
        Unit unit = unit(reader, ISA + "TA1*000000009*260302*1200*A*000~IEA*0*000000001~");

        assertThat(unit.type()).isEqualTo("TA1");
        assertThat(text(unit, "TA1/4")).isEqualTo("A");
        assertThat(unit.findings()).isEmpty();
        assertThat(outline(units(reader, unit.bytes()).get(0))).isEqualTo("ISA TA1\n");
    }

    @Test
    void trailersThatDisagreeAreToldWithTheLastClaim() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM + CLAIM)
                .replace("SE*53*0001", "SE*40*0002")
                .replace("GE*1*7", "GE*3*8")
                .replace("IEA*1*000000001", "IEA*x*000000002");
        List<Unit> units = units(reader, file);

        assertThat(told(units.get(0))).isEmpty();
        assertThat(told(units.get(1)))
                .containsExactly(
                        "WARNING CONTROL_TOTAL_MISMATCH SE01 (segment 55)",
                        "WARNING CONTROL_TOTAL_MISMATCH SE02 (segment 55)",
                        "WARNING CONTROL_TOTAL_MISMATCH GE01 (segment 56)",
                        "WARNING CONTROL_TOTAL_MISMATCH GE02 (segment 56)",
                        "WARNING CONTROL_TOTAL_MISMATCH IEA01 (segment 57)",
                        "WARNING CONTROL_TOTAL_MISMATCH IEA02 (segment 57)");
        assertThat(units.get(1).findings().get(0).message()).contains("counts 40 segments; 53 were received");
    }

    @Test
    void missingTrailersAreTold() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM);
        String noTrailers = file.replaceAll("(SE|GE)\\*.*~\n", "");
        assertThat(told(unit(reader, noTrailers)))
                .containsExactly("WARNING UNEXPECTED_STRUCTURE SE", "WARNING UNEXPECTED_STRUCTURE GE");
    }

    @Test
    void aFileCutBetweenSegmentsMayLackSomeAndOneCutInsideIsRefused() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM + CLAIM.replace("RW1", "RW2"));
        List<Unit> between = units(reader, file.substring(0, file.indexOf("SE*")));
        assertThat(told(between.get(0))).isEmpty();
        assertThat(told(between.get(1))).containsExactly("ERROR UNREADABLE SE");

        List<Unit> inside = units(reader, file.substring(0, file.indexOf("SE*") - 10));
        assertThat(told(inside.get(0))).isEmpty();
        assertThat(told(inside.get(1))).containsExactly("FATAL UNREADABLE SE");
        assertThat(told(units(reader, inside.get(1).bytes()).get(0))).containsExactly("FATAL UNREADABLE SE");
    }

    @Test
    void segmentsWithoutAnInterchangeAreRefusedAndTheNextOneRead() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM);
        String headless = file.substring(file.indexOf("GS*"));
        List<Unit> units = units(reader, headless + file);

        assertThat(told(units.get(0))).containsExactly("FATAL UNREADABLE ISA");
        assertThat(units.get(0).root()).isNull();
        assertThat(units.get(1).controlId()).isEqualTo("0001/RW1");
    }

    @Test
    void anInterchangeHeaderOfWrongLengthIsReadByItsSeparators() {
        String file = claims(HEADER + BILLING + SUBSCRIBER + CLAIM).replace("RIVERCLINIC    *", "RIVERCLINIC*");
        Unit unit = unit(reader, file);

        assertThat(unit.controlId()).isEqualTo("0001/RW1");
        assertThat(told(unit)).containsExactly("WARNING INVALID_VALUE ISA06 (segment 1)");
        assertThat(told(unit(reader, "ISA*00*x*00~GS*1~"))).contains("FATAL UNREADABLE ISA");
    }

    @Test
    void whatIsNoInterchangeIsRefusedOnce() {
        for (String nothing : List.of("", "  \r\n", "hello ISA world", "MSH|^~\\&|", "ISA")) {
            Unit unit = unit(reader, nothing);
            assertThat(unit.root()).isNull();
            assertThat(told(unit)).contains("FATAL UNRECOGNISED_FORMAT ");
        }
        assertThat(told(unit(reader, ISA + GS + "GE*0*7~IEA*1*000000001~")))
                .contains("FATAL REQUIRED_ELEMENT_MISSING ST");
    }

    @Test
    void aTransactionWithoutClaimsIsAUnitThatSaysSo() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER));

        assertThat(told(unit)).containsExactly("FATAL REQUIRED_ELEMENT_MISSING 2300");
        assertThat(unit.controlId()).isEqualTo("0001");
        assertThat(outline(unit)).contains("2010BA");
    }

    @Test
    void aSubscriberWithoutClaimsIsNotLostSilently() {
        String another = SUBSCRIBER.replace("HL*2*1", "HL*3*1");
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + another + CLAIM));

        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE 2000B (segment 14)");
    }

    @Test
    void anUnknownPartysAddressIsNotTakenForAKnownOnes() {
        String stranger = "NM1*X9*1*TESTWATER*ZOE~\nN3*9 OTHER STREET~\nN4*ELSEWHERE*IL*60000~\n";
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + stranger + CLAIM));

        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE unknown/NM1 (segment 21)");
        assertThat(node(root(unit), "2000A/2000B/2010BB").children()).hasSize(1);
        assertThat(outline(node(root(unit), "2000A/2000B/unknown"))).isEqualTo("NM1 N3 N4");
        assertThat(unit.findings().get(0).message()).contains("NM101 is X9").doesNotContain("ZOE");
    }

    private static String outline(Node group) {
        List<String> names = new ArrayList<>();
        group.children().forEach(child -> names.add(child.name()));
        return String.join(" ", names);
    }

    private static String outline(Unit unit) {
        return Trees.outline(unit);
    }

    @Test
    void whatFollowsAnUnknownLevelBelongsToNoneBeforeIt() {
        String unknown = "HL*3*1*99*0~\nNM1*IL*1*TESTWATER*ZOE****MI*STRANGER~\n";
        List<Unit> units =
                units(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM + unknown + CLAIM.replace("RW1", "RW2")));

        assertThat(units).hasSize(2);
        assertThat(text(units.get(1), "2000A/2000B/2010BA/NM1/9")).isEqualTo("STRANGER");
        assertThat(node(root(units.get(1)), "2000A").first("2010AA")).isNull();
        assertThat(told(units.get(1)))
                .contains(
                        "WARNING UNEXPECTED_STRUCTURE unknown/HL (segment 38)",
                        "WARNING REQUIRED_ELEMENT_MISSING 2000A");
    }

    @Test
    void segmentsThatHaveNoPlaceAreToldAndTheRestIsRead() {
        String body = HEADER + BILLING.replace("N4*", "Nd4*") + SUBSCRIBER + CLAIM.replace("REF*D9", "ZZZ*D9");
        Unit unit = unit(reader, claims(body));

        assertThat(told(unit))
                .containsExactly(
                        "WARNING UNEXPECTED_STRUCTURE 2010AA/Nd4 (segment 12)",
                        "WARNING UNEXPECTED_STRUCTURE 2300/ZZZ (segment 22)");
        assertThat(text(unit, "2000A/2000B/2300/HI/1/2")).isEqualTo("I209");
    }

    @Test
    void missingAndSurplusLoopsAreTold() {
        String twice = BILLING + "NM1*85*2*SECOND~\n";
        assertThat(told(unit(reader, claims(HEADER + twice + SUBSCRIBER + CLAIM))))
                .containsExactly("WARNING UNEXPECTED_STRUCTURE 2000A");
        String without = SUBSCRIBER.replaceAll("NM1\\*PR.*\n", "");
        assertThat(told(unit(reader, claims(HEADER + BILLING + without + CLAIM))))
                .containsExactly("WARNING REQUIRED_ELEMENT_MISSING 2000B (segment 14)");
    }

    @Test
    void aLevelThatNamesAnotherParentIsTold() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER.replace("HL*2*1*", "HL*2*8*") + CLAIM));

        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE 2000B/HL02 (segment 14)");
        assertThat(unit.findings().get(0).message()).contains("is 8").contains("is 1");
    }

    @Test
    void aServiceLineWithoutItsCounterBeginsALine() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM.replace("LX*2~\n", "")));

        assertThat(node(root(unit), "2000A/2000B/2300").all("2400")).hasSize(2);
    }

    @Test
    void whatStandsBehindTheClaimsOfItsLoopIsTold() {
        List<Unit> units = units(
                reader,
                claims(HEADER + BILLING + SUBSCRIBER + CLAIM + "NM1*QD*1*TESTWATER*LATE~\n"
                        + CLAIM.replace("RW1", "RW2")));

        assertThat(told(units.get(0))).containsExactly("WARNING UNEXPECTED_STRUCTURE 2010BC/NM1 (segment 38)");
        assertThat(told(units.get(1))).isEmpty();
    }

    @Test
    void bytesThatAreNotUtf8AreReadAsTheClosest() {
        byte[] bytes = claims(HEADER + BILLING + SUBSCRIBER.replace("MARIA", "JOSÉ") + CLAIM)
                .getBytes(Charset.forName("windows-1252"));
        Unit unit = units(reader, bytes).get(0);

        assertThat(text(unit, "2000A/2000B/2010BA/NM1/4")).isEqualTo("JOSÉ");
        assertThat(told(unit)).containsExactly("WARNING CHARACTER_SET 2010BA/NM1 (segment 16)");
        assertThat(text(units(reader, unit.bytes()).get(0), "2000A/2000B/2010BA/NM1/4"))
                .isEqualTo("JOSÉ");
    }

    @Test
    void aFileInUtf16IsRead() {
        byte[] bytes = claims(HEADER + BILLING + SUBSCRIBER + CLAIM).getBytes(StandardCharsets.UTF_16LE);

        assertThat(reader.recognises(bytes, "")).isTrue();
        assertThat(told(units(reader, bytes).get(0))).containsExactly("INFORMATION CHARACTER_SET ");
    }

    @Test
    void aFileIsRecognisedByItsBeginning() {
        assertThat(recognised(ISA)).isTrue();
        assertThat(recognised("\uFEFF\r\n" + ISA)).isTrue();
        assertThat(recognised(GS + "\nST*837*1~")).isTrue();
        assertThat(recognised(ISA.replace('*', '\u001D'))).isTrue();
        assertThat(recognised("MSH|^~\\&|A")).isFalse();
        assertThat(recognised("ISA,Name\n1,2,3,4,5")).isFalse();
        assertThat(recognised("ST Name\tValue")).isFalse();
        assertThat(recognised("")).isFalse();
    }

    private boolean recognised(String head) {
        return reader.recognises(head.getBytes(StandardCharsets.UTF_8), "file.txt");
    }

    @Test
    void manyFindingsOfOneUnitAreCutShort() {
        Unit unit = unit(reader, claims(HEADER + BILLING + SUBSCRIBER + CLAIM + "ZZZ*1~\n".repeat(500)));

        assertThat(unit.findings()).hasSize(101);
        assertThat(Objects.requireNonNull(unit.findings().get(100)).message()).startsWith("400 more");
    }
}
