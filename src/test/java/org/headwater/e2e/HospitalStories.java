package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Feeds;
import org.headwater.intake.Inbox;
import org.headwater.intake.Sector;
import org.headwater.message.Format;
import org.headwater.testing.FreshPostgres;
import org.headwater.testing.GatewayTest;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationComponent;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

/** A hospital that tells of its patients message by message, and what is shown of them. */
@GatewayTest
abstract class HospitalStories {

    static final String WARD = "4EAST^410^A";
    static final String INTENSIVE_CARE = "ICU^2^B";

    @Autowired
    private Feeds feeds;

    @Autowired
    private Inbox inbox;

    @Autowired
    FhirStore store;

    @Autowired
    PersonLinks links;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TestRestTemplate http;

    private Feed feed;
    String authority;
    private int messages;

    @BeforeEach
    void declareAHospital() {
        String name = "stories-" + UUID.randomUUID().toString().substring(0, 8);
        authority = "urn:headwater:feed:" + name;
        feed = new Feed(
                new FeedId(name),
                Format.HL7V2,
                Sector.HOSPITAL,
                "Mercy",
                ZoneId.of("UTC"),
                authority,
                Map.of(),
                null,
                List.of(),
                null);
        feeds.declare(feed);
    }

    // ---- how it is told

    void send(String trigger, int day, String mrn, String rest) {
        accept(header(trigger, day, mrn) + rest);
    }

    void merge(int day, String survivor, String former) {
        send("A40", day, survivor, "MRG|" + former + "^^^^MR");
    }

    void result(int day, String mrn, String filler, String visit) {
        accept(message("ORU^R01", day) + pid(mrn) + "\r" + (visit.isEmpty() ? "" : visit + "\r") + "OBR|1||" + filler
                + "|2345-7^Glucose^LN|||2026010" + day + "090000|||||||||||||||||||F\rOBX|1|NM|2345-7^Glucose^LN||"
                + "9" + day + "|mg/dL|||||F");
    }

    String header(String trigger, int day, String mrn) {
        return header(trigger, day, mrn, "");
    }

    String header(String trigger, int day, String mrn, String more) {
        return message("ADT^" + trigger, day) + "EVN|" + trigger + "|2026010" + day + "080000\r" + pid(mrn, more)
                + "\r";
    }

    String message(String type, int day) {
        return "MSH|^~\\&|ADT|MERCY|HW|HW|2026010" + day + "080000||" + type + "|C" + ++messages + "|P|2.5.1\r";
    }

    static String pid(String mrn) {
        return pid(mrn, "");
    }

    static String pid(String mrn, String more) {
        return "PID|1||" + mrn + "^^^^MR||Testwater^Ann||19580614" + more.replaceFirst("^\\|+", "|");
    }

    static String visit(String number, String place, String prior) {
        return visit(number, place, prior, "");
    }

    static String visit(String number, String place, String prior, String end) {
        return "PV1|1|I|" + place + "|||" + prior + "|||||||||||||" + number
                + "|||||||||||||||||||||||||20260101080000|" + end;
    }

    void accept(String message) {
        inbox.accept(feed, message.getBytes(StandardCharsets.UTF_8));
        await().atMost(Duration.ofSeconds(30)).until(() -> count("hw_inbox_entry where state = 'accepted'") == 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> count("hw_outbox") == 0);
        assertThat(count("hw_inbox_entry where state = 'quarantined' and feed = '" + feed.id() + "'"))
                .isZero();
    }

    int count(String from) {
        Integer count = jdbc.queryForObject("select count(*) from " + from, Integer.class);
        return count == null ? 0 : count;
    }

    // ---- what is shown

    List<Resource> search(String query) {
        return store.search(query).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    Patient patient(String mrn) {
        return search("Patient?identifier=" + authority + "|" + mrn).stream()
                .map(Patient.class::cast)
                .filter(patient -> patient.getMeta().getTag().isEmpty())
                .filter(patient -> patient.getIdentifierFirstRep().getValue().equals(mrn))
                .findFirst()
                .orElseThrow();
    }

    Encounter encounter(String number) {
        return search("Encounter?identifier=" + authority + "|" + number).stream()
                .map(Encounter.class::cast)
                .filter(encounter ->
                        encounter.getIdentifierFirstRep().getValue().equals(number))
                .findFirst()
                .orElseThrow();
    }

    static String reference(Patient patient) {
        return "Patient/" + patient.getIdPart();
    }

    List<String> places(String number) {
        return places(encounter(number));
    }

    /** The places of a visit with the days they were taken and left. */
    List<String> places(Encounter encounter) {
        return encounter.getLocation().stream().map(this::place).toList();
    }

    String place(EncounterLocationComponent place) {
        String id = place.getLocation().getReferenceElement().getIdPart();
        Location location = (Location) store.read("Location", id).orElseThrow();
        return location.getName() + ": "
                + day(place.getPeriod().getStartElement().getValueAsString()) + "-"
                + day(place.getPeriod().getEndElement().getValueAsString());
    }

    static String day(String time) {
        return time == null ? "" : time.substring(8, 10);
    }

    Set<String> everything(Patient patient, String type) {
        String body = http.withBasicAuth("admin", FreshPostgres.ADMIN_PASSWORD)
                .getForObject("/fhir/Patient/" + patient.getIdPart() + "/$everything", String.class);
        Bundle bundle = store.context().newJsonParser().parseResource(Bundle.class, body);
        Set<String> ids = new TreeSet<>();
        bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(resource -> resource.fhirType().equals(type))
                .forEach(resource -> ids.add(resource.getIdPart()));
        return ids;
    }
}
