package org.headwater.e2e;

import ca.uhn.fhir.context.FhirContext;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.UnitReader;

/**
 * How many messages one thread maps in a second, from bytes to FHIR objects, warm: {@code bench/run map [seconds]}. Not a
 * test.
 */
public final class MapBench {

    private static final SourceFeed FEED = new SourceFeed(
            "bench", "hospital", "Testwater General", ZoneId.of("America/Chicago"), "urn:oid:2.999.1", Map.of(), null);

    private static final String ADMISSION = """
            MSH|^~\\&|ADT1|MERCY^1.2.3.4^ISO|HEADWATER|HIE|20260302101500-0600||ADT^A01^ADT_A01|MSG00001|P|2.5.1|||AL|NE
            EVN|A01|20260302101400|||ADMIN^Testwater^Ada|20260302100000
            PID|1||100234^^^MERCY&1.2.3.4&ISO^MR~999-99-1234^^^USSSA^SS||Testwater^Maria^Luisa^^Mrs.^^L||19610615|F||2106-3^White^CDCREC|12 River Street^Apt 3^Springfield^IL^62701^USA^H||(217)555-0101^PRN^PH~^NET^Internet^maria@example.org|(217)555-0102^WPN^PH|eng^English^ISO639|M|CHR|ACC7788^^^MERCY^AN|||||N
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

    private static final String RESULT = """
            MSH|^~\\&|LAB|MERCY^1.2.3.4^ISO|HEADWATER|HIE|20260302103500-0600||ORU^R01^ORU_R01|LAB0001|P|2.5.1
            PID|1||100234^^^MERCY&1.2.3.4&ISO^MR||Testwater^Maria
            PV1|1|I|4W^401^B^MERCY||||||||||||||||V100200^^^MERCY^VN
            ORC|RE|P55001^EHR|F88001^LAB||CM
            OBR|1|P55001^EHR|F88001^LAB|51990-0^Basic metabolic panel^LN|||20260302094000-0600|||||||||1234567893^Testwater^Paul^^^Dr.^MD^^NPI||||||20260302103000-0600||CH|F
            OBX|1|NM|2345-7^Glucose^LN^GLU^Glucose^L||182|mg/dL^^UCUM|70-99|H^High^HL70078|||F|||20260302094000-0600
            OBX|2|NM|2951-2^Sodium^LN||139|mmol/L|136-145|N|||F|||20260302094000-0600
            OBX|3|NM|2823-3^Potassium^LN||5.9|mmol/L|3.5-5.1|HH|||F|||20260302094000-0600
            OBX|4|NM|2160-0^Creatinine^LN||1.1|mg/dL|0.5-1.2||||F|||20260302094000-0600
            OBX|5|SN|33914-3^eGFR^LN||>^60|mL/min/{1.73_m2}^^UCUM|>60||||F|||20260302094000-0600
            """;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Mappings mappings;
    private final UnitReader reader = MessageReaders.standard().of(Format.HL7V2).orElseThrow();
    private final Figures figures = new Figures("map");

    private MapBench(Mappings mappings) {
        this.mappings = mappings;
    }

    public static void main(String[] args) throws IOException {
        long seconds = args.length == 0 ? 10 : Long.parseLong(args[0]);
        MapBench bench = new MapBench(Mappings.packed(FhirContext.forR4Cached(), problem -> {
            throw new IllegalStateException(problem.toString());
        }));
        bench.measure("ADT^A01, 13 segments", ADMISSION, seconds);
        bench.measure("ORU^R01, 5 OBX", RESULT, seconds);
        bench.figures.write();
    }

    private void measure(String what, String text, long seconds) throws IOException {
        byte[] message = text.strip().replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
        long resources = map(message).resources().size();
        figures.add(what + ": resources a message", resources, "");
        run(message, seconds);
        Pace pace = run(message, seconds);
        figures.add(what, pace.messages() / pace.seconds(), "messages/s");
        figures.add(what, pace.messages() / pace.processorSeconds(), "messages/processor second");
        figures.add(what + ": memory", pace.bytes() / 1024.0 / pace.messages(), "KiB/message");
    }

    /**
     * How far one thread came.
     *
     * @param processorSeconds of the whole process, garbage collection and compiling with it: what neighbours take of the
     *     machine does not count
     * @param bytes allocated
     */
    private record Pace(long messages, double seconds, double processorSeconds, long bytes) {}

    private Pace run(byte[] message, long seconds) throws IOException {
        long start = System.nanoTime();
        long processor = SYSTEM.getProcessCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long end = start + seconds * 1_000_000_000L;
        long count = 0;
        long resources = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 50; i++) {
                resources += map(message).resources().size();
                count++;
            }
        }
        if (resources < count) {
            throw new IllegalStateException("the message states nothing");
        }
        return new Pace(
                count,
                (System.nanoTime() - start) / 1e9,
                (SYSTEM.getProcessCpuTime() - processor) / 1e9,
                THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }

    private MappingResult map(byte[] message) throws IOException {
        MappingResult[] result = new MappingResult[1];
        reader.read(new ByteArrayInputStream(message), "", unit -> result[0] = mappings.map(unit, FEED, Detail.PLAIN));
        return result[0];
    }
}
