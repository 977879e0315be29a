package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * How fast the segment readers are on one core, warm: {@code java -cp … org.headwater.message.SegmentReadersBench}. Prints
 * messages or claims a second; not a test.
 */
public final class SegmentReadersBench {

    private static final long ROUND_NANOS = 1_500_000_000L;

    private static final String ADMISSION = """
            MSH|^~\\&|ADT1|MERCY^1.2.3.4^ISO|HEADWATER|HIE|20260302101500-0600||ADT^A01^ADT_A01|MSG00001|P|2.5.1|||AL|NE
            EVN|A01|20260302101400|||ADMIN^Testwater^Ada|20260302100000
            PID|1||100234^^^MERCY&1.2.3.4&ISO^MR~999-99-1234^^^USSSA^SS||Testwater^Maria^Luisa^^Mrs.^^L||19610615|F||2106-3^White^CDCREC|12 River Street^Apt 3^Springfield^IL^62701^USA^H||(217)555-0101^PRN^PH~maria@example.org^NET^Internet|(217)555-0102^WPN^PH|eng^English^ISO639|M|CHR|ACC7788^^^MERCY^AN|||||N
            PD1||||1234567893^Testwater^Paul^^^Dr.^MD^^NPI
            NK1|1|Testwater^John^^^^^L|SPO^Spouse^HL70063|12 River Street^^Springfield^IL^62701|(217)555-0103^PRN^PH||EC^Emergency contact
            PV1|1|I|4W^401^B^MERCY^^N|E|||1234567893^Testwater^Paul^^^Dr.^MD^^NPI|1987654321^Testwater^Rita^^^Dr.^MD^^NPI||MED||||7|A0||1234567893^Testwater^Paul|IP|V100200^^^MERCY^VN|||||||||||||||||||||||||20260302100000
            PV2||P^Private|CHEST^Chest pain
            OBX|1|NM|8302-2^Body height^LN||165|cm^cm^UCUM|||||F
            OBX|2|NM|29463-7^Body weight^LN||70.5|kg^kg^UCUM|||||F
            AL1|1|DA^Drug allergy|7980^Penicillin^RXNORM|SV|Hives\\T\\rash|20100101
            DG1|1|I10|I20.9^Angina pectoris, unspecified^I10C||20260302|A
            GT1|1||Testwater^Maria||12 River Street^^Springfield^IL^62701|(217)555-0101|||||SLF
            IN1|1|PPO^Preferred|99123|River Health Plan|PO Box 1^^Springfield^IL^62705||(800)555-0199|GRP100||||20250101|||HMO|Testwater^Maria|SEL|19610615||||||||||||||||||MBR556677
            """;

    private static final String CLAIM = """
            CLM*RW%05d*162.5***11:B:1*Y*A*Y*Y~
            REF*D9*17312345600006351~
            HI*ABK:I209*ABF:E119~
            NM1*82*1*TESTWATER*PAUL****XX*1234567893~
            PRV*PE*PXC*207R00000X~
            LX*1~
            SV1*HC:99213:25*100*UN*1***1:2~
            DTP*472*D8*20260302~
            LX*2~
            SV1*HC:93000*62.5*UN*1***1~
            DTP*472*D8*20260302~
            """;

    private SegmentReadersBench() {}

    public static void main(String[] args) throws IOException {
        byte[] admission = ADMISSION.strip().replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
        Hl7v2Reader v2 = new Hl7v2Reader();
        System.out.printf("ADT^A01 of 13 segments, %d bytes%n", admission.length);
        rate("  peek (type, control id, person)", 1, any -> peek(admission));
        rate("  read to a unit", 1, any -> unit(v2, admission).bytes().length);
        rate("  read, take 60 values", 1, any -> values(unit(v2, admission)));
        rate("  read, take every value", 1, any -> walk(tree(unit(v2, admission))));
        byte[] claims = claims(2000);
        X12Reader x12 = new X12Reader();
        System.out.printf("837P of 2000 claims, %d bytes%n", claims.length);
        rate("  read to units", 2000, any -> units(x12, claims, false));
        rate("  read, take every value", 2000, any -> units(x12, claims, true));
        if (args.length > 0) {
            stream(x12, Long.parseLong(args[0]));
        }
    }

    private static void rate(String what, int unitsPerCall, ToLongFunction<Integer> call) {
        long checksum = 0;
        for (int round = 0; round < 4; round++) {
            long began = System.nanoTime();
            long calls = 0;
            while (System.nanoTime() - began < ROUND_NANOS) {
                for (int i = 0; i < Math.max(1, 200 / unitsPerCall); i++) {
                    checksum += call.applyAsLong(i);
                    calls++;
                }
            }
            if (round == 3) {
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf("%-40s %,12.0f a second (%d)%n", what, calls * unitsPerCall / seconds, checksum & 1);
            }
        }
    }

    private static long peek(byte[] message) {
        Hl7v2Header header = Hl7v2Header.of(message).orElseThrow();
        return header.type().length()
                + header.controlId().length()
                + header.personKey().orElse("").length();
    }

    private static Unit unit(UnitReader reader, byte[] bytes) {
        Unit[] read = new Unit[1];
        try {
            reader.read(new ByteArrayInputStream(bytes), "", unit -> read[0] = unit);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return read[0];
    }

    private static Node tree(Unit unit) {
        return Objects.requireNonNull(unit.root());
    }

    private static Node child(Node node, String name) {
        return Objects.requireNonNull(node.first(name));
    }

    /** As a mapping does: a dozen segments, five fields of each, the first component. */
    private static long values(Unit unit) {
        long length = 0;
        for (String name :
                new String[] {"MSH", "EVN", "PID", "PD1", "NK1", "PV1", "PV2", "AL1", "DG1", "GT1", "OBX", "INSURANCE"
                }) {
            Node segment = child(tree(unit), name);
            if (segment.isGroup()) {
                segment = child(segment, "IN1");
            }
            for (int field = 3; field < 8; field++) {
                Node value = segment.at(field);
                if (value != null) {
                    Node part = value.at(1);
                    String text = part == null ? null : part.text();
                    length += text == null ? 0 : text.length();
                }
            }
        }
        return length;
    }

    private static long walk(Node node) {
        long length = 0;
        for (Node child : node.children()) {
            length += walk(child);
        }
        String text = length == 0 ? node.text() : null;
        return length + (text == null ? 0 : text.length());
    }

    private static long units(UnitReader reader, byte[] file, boolean walked) {
        long[] count = {0};
        try {
            reader.read(new ByteArrayInputStream(file), "", unit -> count[0] += walked ? walk(tree(unit)) : 1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return count[0];
    }

    private static String head() {
        return """
                ISA*00*          *00*          *ZZ*RIVERCLINIC    *ZZ*RIVERHEALTH    *260302*1200*^*00501*000000001*0*T*:~
                GS*HC*RIVERCLINIC*RIVERHEALTH*20260302*1200*1*X*005010X222A1~
                ST*837*0001*005010X222A1~
                BHT*0019*00*BATCH1*20260302*1200*CH~
                NM1*41*2*RIVER BILLING*****46*RB1~
                PER*IC*ADA TESTWATER*TE*2175550100~
                NM1*40*2*RIVER HEALTH PLAN*****46*RHP~
                HL*1**20*1~
                PRV*BI*PXC*207R00000X~
                NM1*85*2*RIVER CLINIC*****XX*1987654321~
                N3*1 RIVER STREET~
                N4*SPRINGFIELD*IL*627010000~
                REF*EI*371234567~
                """;
    }

    private static String subscriber(int number) {
        return "HL*" + (number + 1) + "*1*22*0~\nSBR*P*18*GRP100******CI~\nNM1*IL*1*TESTWATER*MARIA****MI*MBR" + number
                + "~\nN3*12 RIVER STREET~\nN4*SPRINGFIELD*IL*62701~\nDMG*D8*19610615*F~\n"
                + "NM1*PR*2*RIVER HEALTH PLAN*****PI*99123~\n"
                + CLAIM.formatted(number % 100000);
    }

    private static byte[] claims(int count) {
        StringBuilder file = new StringBuilder(head());
        for (int i = 1; i <= count; i++) {
            file.append(subscriber(i));
        }
        file.append("SE*").append(11 + 18 * count + 1).append("*0001~\nGE*1*1~\nIEA*1*000000001~\n");
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a file of so many megabytes that exists only as a stream, and tells how much memory was in use. */
    private static void stream(UnitReader reader, long megabytes) throws IOException {
        long began = System.nanoTime();
        long[] units = {0};
        long[] most = {0};
        InputStream endless = new InputStream() {
            private byte[] now = head().getBytes(StandardCharsets.US_ASCII);
            private int position;
            private int made;
            private long left = megabytes << 20;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (position == now.length) {
                    if (left <= 0) {
                        return -1;
                    }
                    now = subscriber(++made).getBytes(StandardCharsets.US_ASCII);
                    position = 0;
                }
                int count = Math.min(length, now.length - position);
                System.arraycopy(now, position, target, offset, count);
                position += count;
                left -= count;
                return count;
            }
        };
        reader.read(endless, "", unit -> {
            if (++units[0] % 100_000 == 0) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                most[0] = Math.max(most[0], runtime.totalMemory() - runtime.freeMemory());
            }
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "837P stream of %d MB: %,d claims in %.0f s, %d MB of heap in use at most%n",
                megabytes, units[0], seconds, most[0] >> 20);
    }
}
