package org.headwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headwater.ingest.OutboxEvent;
import org.headwater.intake.Feed;
import org.headwater.intake.FeedId;
import org.headwater.intake.Sector;
import org.headwater.intake.TestIntake;
import org.headwater.message.Format;
import org.headwater.testing.Databases;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From an event of the outbox to messages in the queue: who is told of what, and who is not. */
class NoticesTests {

    private static final String LAKESIDE = "urn:oid:2.16.840.1.113883.19.5.2";
    private static final String MERCY = "urn:oid:2.16.840.1.113883.19.5.1";

    private TestIntake intake;
    private MemoryStore store;
    private Destinations destinations;
    private DeliveryQueue queue;
    private Notices notices;
    private long events;

    @BeforeEach
    void start() {
        intake = new TestIntake(Databases.freshH2());
        store = new MemoryStore();
        Clock clock = Clock.systemUTC();
        destinations = new Destinations(
                new DestinationTable(JdbcClient.create(intake.dataSource), new ObjectMapper(), clock),
                intake.transactions,
                event -> {});
        queue = new DeliveryQueue(intake.jdbc, clock);
        notices = new Notices(
                destinations,
                intake.feeds,
                intake.inbox,
                store,
                new Telling(
                        new Acquaintances(store),
                        new Release(),
                        new Writer(Samples.COMPOSITIONS, clock),
                        new ToldTable(intake.jdbc),
                        queue,
                        clock),
                intake.transactions,
                new Bell());
        feed("mercy-adt", Sector.HOSPITAL, "Mercy Hospital", MERCY);
        feed("lakeside-lab", Sector.HOSPITAL, "Lakeside Medical Group", LAKESIDE);
        feed("hope-network", Sector.SOCIAL, "Hope Network", "urn:headwater:org:hope-network");
        store.put(patient("atMercy", MERCY, "MG-1"));
        store.put(patient("atLakeside", LAKESIDE, "LK-9"));
        store.put(patient("golden", MERCY, "MG-1").addIdentifier(number(LAKESIDE, "LK-9")));
        store.link(Map.of("atMercy", "golden", "atLakeside", "golden"));
        declare("");
    }

    @AfterEach
    void stop() {
        intake.close();
    }

    private void declare(String more) {
        destinations.declare(Samples.lakeside(URI.create("mllp://localhost:1"), more));
    }

    private void feed(String id, Sector sector, String organization, String authority) {
        intake.feeds.declare(new Feed(
                new FeedId(id),
                sector == Sector.SOCIAL ? Format.TABLE : Format.HL7V2,
                sector,
                organization,
                java.time.ZoneId.of("America/Chicago"),
                authority,
                java.util.Map.of(),
                null,
                List.of(),
                null));
    }

    private static Identifier number(String system, String value) {
        Identifier number = new Identifier().setSystem(system).setValue(value);
        number.getType().addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", null));
        return number;
    }

    private static Patient patient(String id, String system, String value) {
        Patient patient = new Patient();
        patient.setId(id);
        patient.addIdentifier(number(system, value));
        patient.addIdentifier(new Identifier()
                .setSystem("http://hl7.org/fhir/sid/us-ssn")
                .setValue("900-00-0001")
                .setType(new org.hl7.fhir.r4.model.CodeableConcept()
                        .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "SS", null))));
        patient.addName().setFamily("Testwater").addGiven("Rosa");
        return patient;
    }

    private static Encounter visit(Encounter.EncounterStatus status) {
        Encounter visit = new Encounter();
        visit.setId("visit");
        visit.setStatus(status);
        visit.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null));
        visit.setSubject(new Reference("Patient/atMercy"));
        visit.getPeriod().setStartElement(new DateTimeType(Instant.now().toString()));
        return visit;
    }

    /** Keeps a message of a feed and tells what it changed; answers the event. */
    private OutboxEvent happened(String feed, String... references) {
        long number = ++events;
        intake.inbox.accept(
                intake.feeds.find(new FeedId(feed)).orElseThrow(),
                ("MSH|^~\\&|X|||||ADT^A01|" + number + "|P|2.5.1\r").getBytes(StandardCharsets.UTF_8));
        long entry = intake.jdbc.queryForObject("select max(id) from hw_inbox_entry", Long.class);
        OutboxEvent event = new OutboxEvent(number, entry, List.of(references));
        notices.handle(List.of(event));
        return event;
    }

    private List<String> types() {
        return queue.newest(new DestinationId("lakeside-emr"), null, Long.MAX_VALUE, 50).stream()
                .sorted(java.util.Comparator.comparing(Delivery::id))
                .map(Delivery::type)
                .toList();
    }

    private String newest() {
        Delivery newest = queue.newest(new DestinationId("lakeside-emr"), null, Long.MAX_VALUE, 1)
                .get(0);
        return queue.body(newest.destination(), newest.id()).orElseThrow().replace('\r', '\n');
    }

    @Test
    void aStayElsewhereIsToldFromAdmissionToDischargeByTheReceiversOwnNumber() {
        store.put(visit(Encounter.EncounterStatus.INPROGRESS));
        happened("mercy-adt", "Patient/atMercy", "Encounter/visit");
        assertThat(types()).containsExactly("ADT^A01");
        assertThat(Receiver.field(newest(), "PID", 3))
                .isEqualTo(
                        "LK-9^^^LAKESIDE&2.16.840.1.113883.19.5.2&ISO^MR~MG-1^^^MERCY&2.16.840.1.113883.19.5.1&ISO^MR");
        assertThat(newest()).doesNotContain("900-00-0001");
        store.put(visit(Encounter.EncounterStatus.FINISHED));
        happened("mercy-adt", "Patient/atMercy", "Encounter/visit");
        assertThat(types()).containsExactly("ADT^A01", "ADT^A03");
    }

    @Test
    void aStayLearnedOfAtItsEndIsToldFromItsBeginning() {
        Encounter visit = visit(Encounter.EncounterStatus.FINISHED);
        visit.getPeriod().setEndElement(new DateTimeType(Instant.now().toString()));
        store.put(visit);
        happened("mercy-adt", "Encounter/visit");
        assertThat(types()).containsExactly("ADT^A01", "ADT^A03");
        assertThat(Receiver.field(newest(), "PV1", 45)).isNotEmpty();
        assertThat(queue.next(new DestinationId("lakeside-emr"), 0, 1)
                        .orElseThrow()
                        .body()
                        .replace('\r', '\n'))
                .contains("ADT^A01")
                .satisfies(admission ->
                        assertThat(Receiver.field(admission, "PV1", 45)).isEmpty());
    }

    @Test
    void theSameEventToldTwiceIsOneMessageWithOneControlId() {
        store.put(visit(Encounter.EncounterStatus.INPROGRESS));
        OutboxEvent event = happened("mercy-adt", "Encounter/visit");
        notices.handle(List.of(event));
        notices.handle(List.of(event));
        assertThat(types()).containsExactly("ADT^A01");
        String id = Receiver.field(newest(), "MSH", 9);
        assertThat(id).hasSize(20).isEqualTo(id.toUpperCase(Locale.ROOT));
    }

    @Test
    void whatChangedNothingIsNotTold() {
        store.put(visit(Encounter.EncounterStatus.INPROGRESS));
        happened("mercy-adt", "Encounter/visit");
        happened("mercy-adt", "Encounter/visit", "Patient/atMercy");
        assertThat(types()).filteredOn("ADT^A08"::equals).isEmpty();
    }

    @Test
    void nothingGoesBackWhereItCameFrom() {
        Encounter visit = visit(Encounter.EncounterStatus.INPROGRESS);
        visit.setSubject(new Reference("Patient/atLakeside"));
        store.put(visit);
        happened("lakeside-lab", "Encounter/visit", "Patient/atLakeside");
        assertThat(types()).isEmpty();
    }

    @Test
    void aStrangerToTheReceiverIsNotTold() {
        store.unlink(List.of("atMercy"));
        store.put(visit(Encounter.EncounterStatus.INPROGRESS));
        happened("mercy-adt", "Patient/atMercy", "Encounter/visit");
        assertThat(types()).isEmpty();
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        declare("sectors: [social]");
        store.put(visit(Encounter.EncounterStatus.INPROGRESS));
        happened("mercy-adt", "Encounter/visit");
        assertThat(types()).isEmpty();
    }

    @Test
    void oldNewsIsNoNews() {
        Encounter visit = visit(Encounter.EncounterStatus.FINISHED);
        visit.getPeriod().setStartElement(new DateTimeType("2019-03-02T08:15:00-06:00"));
        visit.getPeriod().setEndElement(new DateTimeType("2019-03-05T08:15:00-06:00"));
        store.put(visit);
        happened("mercy-adt", "Encounter/visit");
        assertThat(types()).isEmpty();
    }

    @Test
    void anUpdateOfAPersonIsToldOnItsOwn() {
        happened("mercy-adt", "Patient/atMercy");
        assertThat(types()).containsExactly("ADT^A31");
        assertThat(Receiver.field(newest(), "PV1", 2)).isEqualTo("N");
    }

    @Test
    void recordsTheirSenderMergedAreToldOnceToWhoHeardOfThePerson() {
        Patient former = patient("formerAtMercy", MERCY, "MG-0");
        former.setActive(false);
        former.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/atMercy"));
        store.put(former);
        store.put(patient("atMercy", MERCY, "MG-1")
                .addIdentifier(number(MERCY, "MG-0").setUse(Identifier.IdentifierUse.OLD)));
        happened("mercy-adt", "Patient/formerAtMercy", "Patient/atMercy");
        assertThat(types()).containsExactly("ADT^A31");
        happened("mercy-adt", "Patient/formerAtMercy", "Patient/atMercy");
        assertThat(types()).containsExactly("ADT^A31", "ADT^A40");
        assertThat(Receiver.field(newest(), "PID", 3))
                .startsWith("LK-9^")
                .contains("~MG-1^")
                .doesNotContain("MG-0");
        assertThat(Receiver.field(newest(), "MRG", 1)).isEqualTo("MG-0^^^MERCY&2.16.840.1.113883.19.5.1&ISO^MR");
        assertThat(Receiver.field(newest(), "MSH", 8)).isEqualTo("ADT^A40^ADT_A39");
        happened("mercy-adt", "Patient/formerAtMercy", "Patient/atMercy");
        assertThat(types()).hasSize(2);
    }

    @Test
    void aReferralsOutcomeIsTold() {
        ServiceRequest referral = new ServiceRequest();
        referral.setId("referral");
        referral.getCode().setText("Food");
        referral.setSubject(new Reference("Patient/atMercy"));
        store.put(referral);
        Task task = new Task();
        task.setId("task");
        task.setStatus(Task.TaskStatus.REQUESTED);
        task.setFocus(new Reference("ServiceRequest/referral"));
        task.setLastModifiedElement(new DateTimeType(Instant.now().toString()));
        store.put(task);
        happened("hope-network", "ServiceRequest/referral", "Task/task");
        assertThat(types()).containsExactly("REF^I12");
        task.setStatus(Task.TaskStatus.COMPLETED);
        task.getBusinessStatus().setText("Service provided");
        happened("hope-network", "Task/task");
        assertThat(types()).containsExactly("REF^I12", "REF^I13");
        assertThat(newest())
                .contains("RF1|A|")
                .contains("OBX|1|CWE|referral-status")
                .contains("completed^Completed")
                .contains("Service provided");
        task.setStatus(Task.TaskStatus.CANCELLED);
        declare("referrals: RRI");
        happened("hope-network", "Task/task");
        assertThat(types()).last().isEqualTo("RRI^I14");
        task.setStatus(Task.TaskStatus.FAILED);
        declare("referrals: ORU");
        happened("hope-network", "Task/task");
        assertThat(types()).last().isEqualTo("ORU^R01");
    }

    @Test
    void whatIsLabelledRestrictedIsWithheldAndShownAsSuch() {
        Encounter visit = visit(Encounter.EncounterStatus.INPROGRESS);
        visit.getMeta().addSecurity(new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null));
        store.put(visit);
        happened("mercy-adt", "Encounter/visit");
        Delivery withheld = queue.newest(new DestinationId("lakeside-emr"), null, Long.MAX_VALUE, 1)
                .get(0);
        assertThat(withheld.state()).isEqualTo(DeliveryState.WITHHELD);
        assertThat(withheld.reason()).contains("restricted");
        assertThat(queue.body(withheld.destination(), withheld.id())).hasValue("");
        assertThat(queue.next(withheld.destination(), 0, 1)).isEmpty();
    }
}
