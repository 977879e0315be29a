package org.headwater.e2e;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What a hospital's interface sends in a day: admissions, changes, results and discharges of invented people, interleaved.
 * The same number always gives the same message.
 */
final class Traffic {

    /** MSH-4 of every message; a feed's senders name it. */
    static final String FACILITY = "TESTWATER";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final LocalDateTime START = LocalDateTime.of(2026, 3, 1, 0, 0);
    private static final int KINDS = 4;
    private static final int DOCTORS = 40;

    private final int people;

    Traffic(int people) {
        this.people = people;
    }

    /** A message and what its acknowledgement names. */
    record Message(String controlId, byte[] bytes) {
        @Override
        public String toString() {
            return "Message[" + controlId + "]";
        }
    }

    /** The declaration of the feed this comes in on. */
    static String feed() {
        return """
                format: hl7v2
                sector: hospital
                organization: Testwater General
                zone: America/Chicago
                authority: urn:oid:2.999.1
                senders:
                  - facility: %s
                """.formatted(FACILITY);
    }

    /** The medical record number of a person, from 0. */
    static String mrn(int person) {
        return "T%06d".formatted(person);
    }

    int person(int number) {
        return number % people;
    }

    /** Whether a message is a result with three observations; else it is an ADT message. */
    boolean isResult(int number) {
        return kind(number) == 1;
    }

    Message message(int number) {
        String text = switch (kind(number)) {
            case 0 -> admission(number, "A01");
            case 1 -> result(number);
            case 2 -> admission(number, "A08");
            default -> discharge(number);
        };
        return new Message(controlId(number), text.replace('\n', '\r').getBytes(StandardCharsets.UTF_8));
    }

    /** Each person's story begins elsewhere, so that every stretch of the traffic holds all kinds. */
    private int kind(int number) {
        return (person(number) + number / people) % KINDS;
    }

    private static String controlId(int number) {
        return "TW%08d".formatted(number);
    }

    private String admission(int number, String event) {
        int person = person(number);
        return header(number, "ADT^" + event + "^ADT_A01", event)
                + pid(person, number / people)
                + "PD1||||" + doctor(person + 7) + "\n"
                + "NK1|1|Testwater^Kin" + person + "|SPO^Spouse^HL70063|" + address(person, 0) + "|" + phone(person, 3)
                + "\n"
                + visit(person, "")
                + "AL1|1|DA^Drug allergy^HL70127|7980^Penicillin G^RXNORM|SV^Severe^HL70128|Hives|20100101\n"
                + "DG1|1||I20.9^Angina pectoris, unspecified^I10||20260301|A\n";
    }

    private String discharge(int number) {
        int person = person(number);
        return header(number, "ADT^A03^ADT_A03", "A03")
                + pid(person, number / people)
                + visit(person, time(number))
                + "DG1|1||I20.9^Angina pectoris, unspecified^I10||20260301|F\n";
    }

    private String result(int number) {
        int person = person(number);
        String time = time(number);
        String order = "%08d".formatted(number);
        return header(number, "ORU^R01^ORU_R01", "")
                + "PID|1||" + mrn(person) + "^^^TESTWATER^MR||" + name(person) + "\n"
                + "PV1|1|I|4W^" + bed(person) + "||||||||||||||||V" + mrn(person) + "^^^TESTWATER^VN\n"
                + "ORC|RE|P" + order + "^EHR|F" + order + "^LAB||CM\n"
                + "OBR|1|P" + order + "^EHR|F" + order + "^LAB|51990-0^Basic metabolic panel^LN|||" + time + "|||||||||"
                + doctor(person) + "||||||" + time + "||CH|F\n"
                + observation(1, "2345-7^Glucose^LN", 70 + number % 120, "mg/dL", "70-99", time)
                + observation(2, "2951-2^Sodium^LN", 130 + number % 20, "mmol/L", "136-145", time)
                + observation(3, "2823-3^Potassium^LN", 3 + number % 3, "mmol/L", "3.5-5.1", time);
    }

    private static String observation(int set, String code, int value, String unit, String range, String time) {
        return "OBX|" + set + "|NM|" + code + "||" + value + "|" + unit + "^^UCUM|" + range + "||||F|||" + time + "\n";
    }

    private static String header(int number, String type, String event) {
        String evn = event.isEmpty() ? "" : "EVN|" + event + "|" + time(number) + "\n";
        return "MSH|^~\\&|EHR|" + FACILITY + "|HEADWATER|HIE|" + time(number) + "||" + type + "|" + controlId(number)
                + "|P|2.5.1\n" + evn;
    }

    private static String pid(int person, int moves) {
        LocalDateTime born = LocalDateTime.of(1930, 1, 1, 0, 0).plusDays(person * 3L % 30_000);
        return "PID|1||" + mrn(person) + "^^^TESTWATER^MR||" + name(person) + "||"
                + TIME.format(born).substring(0, 8) + "|" + (person % 2 == 0 ? "F" : "M")
                + "||2106-3^White^CDCREC|" + address(person, moves) + "||" + phone(person, 0)
                + "||ENG^English^ISO639|M^Married^HL70002\n";
    }

    private static String visit(int person, String discharged) {
        return "PV1|1|I|4W^" + bed(person) + "|E|||" + doctor(person) + "|" + doctor(person + 3) + "||MED||||7|A0||"
                + doctor(person) + "||V" + mrn(person) + "^^^TESTWATER^VN" + "|".repeat(25) + "20260301000000|"
                + discharged + "\n";
    }

    private static String bed(int person) {
        return 400 + person % 60 + "^B^" + FACILITY;
    }

    private static String doctor(int number) {
        int doctor = number % DOCTORS;
        return "10000000%02d^Testwater^Doctor%d^^^Dr^MD^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI"
                .formatted(doctor, doctor);
    }

    private static String name(int person) {
        return "Testwater" + letters(person) + "^" + letters(person * 31 + 7);
    }

    private static String address(int person, int moves) {
        return (person + 1) + " River Street^Apt " + moves + "^Springfield^IL^62701^USA^H";
    }

    private static String phone(int person, int offset) {
        return "(217)55%d-%04d^PRN^PH".formatted((person / 10_000 + offset) % 10, person % 10_000);
    }

    private static String letters(int number) {
        StringBuilder letters = new StringBuilder();
        for (int rest = number + 26; rest > 0; rest /= 26) {
            letters.append((char) ('a' + rest % 26));
        }
        return letters.toString();
    }

    private static String time(int number) {
        return TIME.format(START.plusSeconds(number));
    }
}
