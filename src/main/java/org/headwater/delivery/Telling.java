package org.headwater.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.headwater.delivery.Acquaintances.Acquaintance;
import org.headwater.ingest.OutboxEvent;
import org.headwater.intake.Feed;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.Compositions;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells one destination of one event: finds out what is news to it, and queues the messages that say so. */
@Component
class Telling {

    private static final int CONTROL_ID = 20;
    private static final String REFERRAL = "3457005";

    private final Acquaintances acquaintances;
    private final Release release;
    private final Writer writer;
    private final ToldTable told;
    private final DeliveryQueue queue;
    private final Clock clock;

    Telling(
            Acquaintances acquaintances,
            Release release,
            Writer writer,
            ToldTable told,
            DeliveryQueue queue,
            Clock clock) {
        this.acquaintances = acquaintances;
        this.release = release;
        this.writer = writer;
        this.told = told;
        this.queue = queue;
        this.clock = clock;
    }

    /** That something happened, and by which entry we know. */
    record Occurrence(OutboxEvent event, InboxEntry entry, Feed feed) {}

    /** One thing a message may be about. */
    private record Subject(
            Resource resource,
            String reference,
            Acquaintance person,
            String type,
            String composition,
            Map<String, Object> parts,
            Time occurred) {

        /** What a message of a trigger is about: a beginning is told as it was, though the end be known already. */
        Subject asOf(Trigger trigger) {
            if (!trigger.begins()
                    || !(resource instanceof Encounter visit)
                    || visit.getStatus() != Encounter.EncounterStatus.FINISHED) {
                return this;
            }
            Encounter begun = visit.copy();
            begun.setStatus(Encounter.EncounterStatus.INPROGRESS);
            begun.getPeriod().setEndElement(null);
            begun.getHospitalization().setDischargeDisposition(null).setDestination(null);
            Time start =
                    begun.getPeriod().hasStart() ? Time.of(begun.getPeriod().getStartElement()) : occurred;
            return new Subject(begun, reference, person, type, composition, Map.of("encounter", begun), start);
        }

        @Override
        public String toString() {
            return reference;
        }
    }

    /**
     * When something happened.
     *
     * @param instant its first moment
     * @param stated as precise as it was stated, in FHIR's form
     */
    private record Time(Instant instant, String stated) {

        static Time of(Instant instant) {
            return new Time(instant, instant.truncatedTo(ChronoUnit.SECONDS).toString());
        }

        static Time of(BaseDateTimeType time) {
            return new Time(time.getValue().toInstant(), time.getValueAsString());
        }
    }

    /** Queues what is news inside the caller's transaction; answers whether anything was queued. */
    boolean tell(Occurrence what, Notices.Subjects subjects, Destination destination, Library library) {
        Call call = new Call(what, destination, library);
        // Who goes by another number from now on is told first: the rest uses it.
        subjects.people().forEach(call::merge);
        subjects.visits().forEach(call::visit);
        subjects.referrals().forEach(call::referral);
        subjects.reports().forEach(call::report);
        // What changed of a person goes along with any other news of them.
        subjects.people().forEach(call::person);
        return call.queued;
    }

    private final class Call {
        private final Occurrence what;
        private final Destination destination;
        private final Library library;
        private final Map<String, Acquaintance> toldOf = new LinkedHashMap<>();
        private boolean queued;

        Call(Occurrence what, Destination destination, Library library) {
            this.what = what;
            this.destination = destination;
            this.library = library;
        }

        void visit(String reference) {
            Encounter visit = library.find(reference, Encounter.class).orElse(null);
            Acquaintance person =
                    visit == null ? null : known(visit.getSubject().getReference());
            if (visit == null || person == null) {
                return;
            }
            Subject subject = new Subject(
                    visit, reference, person, "ADT", "outbound/adt", Map.of("encounter", visit), time(visit));
            consider(
                    subject,
                    digest -> Told.of(visit, digest),
                    (before, now) -> VisitChange.triggers(
                            before, now, String.valueOf(visit.getClass_().getCode())));
        }

        void referral(String reference) {
            ServiceRequest referral =
                    library.find(reference, ServiceRequest.class).orElse(null);
            Acquaintance person =
                    referral == null ? null : known(referral.getSubject().getReference());
            if (referral == null || person == null) {
                return;
            }
            Task task = task(reference).orElse(null);
            if (task == null && !isReferral(referral)) {
                return;
            }
            Map<String, Object> parts = new LinkedHashMap<>();
            parts.put("referral", referral);
            if (task != null) {
                parts.put("task", task);
            }
            ReferralForm form = destination.referrals();
            String status = ReferralChange.status(referral, task);
            Subject subject = new Subject(
                    referral, reference, person, form.type(), form.composition(), parts, time(referral, task));
            consider(
                    subject,
                    digest -> new Told(status, "", digest),
                    (before, now) -> ReferralChange.trigger(before, now).stream()
                            .map(trigger -> form == ReferralForm.ORU ? new Trigger("R01", trigger.occasion()) : trigger)
                            .toList());
        }

        /** The latest of a referral's tasks. */
        private Optional<Task> task(String referral) {
            return library.search("Task?focus=" + referral, Task.class).stream()
                    .max(Comparator.comparing(one -> one.hasLastModified()
                            ? one.getLastModified().toInstant()
                            : one.getMeta().hasLastUpdated()
                                    ? one.getMeta().getLastUpdated().toInstant()
                                    : Instant.EPOCH));
        }

        private boolean isReferral(ServiceRequest request) {
            return request.getCategory().stream()
                    .flatMap(category -> category.getCoding().stream())
                    .anyMatch(coding -> REFERRAL.equals(coding.getCode()));
        }

        void report(String reference) {
            DiagnosticReport report =
                    library.find(reference, DiagnosticReport.class).orElse(null);
            Acquaintance person =
                    report == null ? null : known(report.getSubject().getReference());
            if (report == null || person == null) {
                return;
            }
            Map<String, Object> parts = new LinkedHashMap<>();
            parts.put("report", report);
            library.find(report.getEncounter().getReference(), Encounter.class)
                    .ifPresent(visit -> parts.put("encounter", visit));
            String status = report.hasStatus() ? report.getStatus().toCode() : "unknown";
            Subject subject = new Subject(report, reference, person, "ORU", "outbound/oru", parts, time(report));
            consider(
                    subject,
                    digest -> new Told(status, "", digest),
                    (before, now) -> before != null && before.digest().equals(now.digest())
                            ? List.of()
                            : List.of(new Trigger("R01", Occasion.RESULT)));
        }

        /** A record its sender merged into another, to whoever heard of the person. */
        void merge(String reference) {
            Patient former = library.find(reference, Patient.class).orElse(null);
            String survivor = former == null ? null : survivor(former);
            Acquaintance person = known(survivor);
            if (former == null || survivor == null || person == null) {
                return;
            }
            Patient retired = acquaintances.retired(former, destination);
            boolean heardOf =
                    told.find(destination.id(), "Person/" + person.key()).isPresent();
            if (!heardOf || !retired.hasIdentifier()) {
                return;
            }
            Subject subject = new Subject(
                    former,
                    "Merge/" + former.getIdElement().getIdPart(),
                    person,
                    "ADT",
                    "outbound/adt",
                    Map.of("former", retired),
                    Time.of(what.entry().receivedAt()));
            String into = survivor.substring("Patient/".length());
            consider(
                    subject,
                    digest -> new Told("merged", into, digest),
                    (before, now) -> before != null && before.place().equals(now.place())
                            ? List.of()
                            : List.of(new Trigger("A40", Occasion.REGISTRATION_UPDATE)));
        }

        private static @Nullable String survivor(Patient former) {
            return former.getLink().stream()
                    .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
                    .map(link -> link.getOther().getReference())
                    .findFirst()
                    .orElse(null);
        }

        void person(String reference) {
            Acquaintance person = known(reference);
            if (person == null) {
                return;
            }
            String subject = "Person/" + person.key();
            Resource source = library.find(reference).orElse(person.patient());
            boolean carried = toldOf.containsKey(person.key());
            consider(
                    new Subject(
                            source,
                            subject,
                            person,
                            "ADT",
                            "outbound/adt",
                            Map.of(),
                            Time.of(what.entry().receivedAt())),
                    digest -> new Told("known", "", digest),
                    (before, now) ->
                            carried || (before != null && before.digest().equals(now.digest()))
                                    ? List.of()
                                    : List.of(new Trigger("A31", Occasion.REGISTRATION_UPDATE)));
        }

        private @Nullable Acquaintance known(@Nullable String patient) {
            if (patient == null || !patient.startsWith("Patient/")) {
                return null;
            }
            return acquaintances
                    .of(patient.substring("Patient/".length()), destination, library)
                    .orElse(null);
        }

        private void consider(
                Subject subject,
                java.util.function.Function<String, Told> standing,
                BiFunction<@Nullable Told, Told, List<Trigger>> change) {
            // What it says does not depend on what it is called, so it is composed once to see whether it is news.
            String digest = Digests.hex(32, composed(subject, "A08", "").substance());
            Told before = told.find(destination.id(), subject.reference()).orElse(null);
            Told now = standing.apply(digest);
            List<Trigger> triggers = change.apply(before, now);
            if (!now.equals(before)) {
                told.save(destination.id(), subject.reference(), now);
            }
            triggers.stream()
                    .filter(one -> destination.asksFor(one.occasion()))
                    .filter(one -> fresh(subject.asOf(one)))
                    .forEach(one -> queue(subject.asOf(one), one));
        }

        private boolean fresh(Subject subject) {
            return !subject.occurred().instant().isBefore(clock.instant().minus(destination.freshness()));
        }

        private void queue(Subject subject, Trigger trigger) {
            String controlId = Digests.hex(
                            CONTROL_ID,
                            destination.id().value(),
                            Long.toString(what.event().id()),
                            Long.toString(what.entry().id()),
                            subject.reference(),
                            trigger.code())
                    .toUpperCase(java.util.Locale.ROOT);
            Compositions.Composed composed = composed(subject, trigger.code(), controlId);
            String withheld = release.withheld(
                            destination, subject.resource(), subject.person().patient())
                    .orElse(null);
            queued |= queue.add(new DeliveryQueue.NewDelivery(
                    destination.id(),
                    controlId,
                    subject.person().key(),
                    trigger.occasion(),
                    subject.type() + "^" + trigger.code(),
                    subject.reference(),
                    what.entry().id(),
                    composed.composition(),
                    composed.text(),
                    withheld));
            toldOf.put(subject.person().key(), subject.person());
        }

        private Compositions.Composed composed(Subject subject, String trigger, String controlId) {
            return writer.write(
                    new Writer.News(
                            subject.type(),
                            trigger,
                            controlId,
                            subject.composition(),
                            subject.person().patient(),
                            subject.parts(),
                            what.entry().receivedAt(),
                            subject.occurred().stated(),
                            what.feed()),
                    destination,
                    library);
        }

        /** When the last thing of a visit happened that its sender states. */
        private Time time(Encounter visit) {
            return first(List.of(
                            visit.getPeriod().getEndElement(), visit.getPeriod().getStartElement()))
                    .orElse(Time.of(what.entry().receivedAt()));
        }

        private Time time(ServiceRequest referral, @Nullable Task task) {
            return (task == null
                            ? first(List.of(referral.getAuthoredOnElement()))
                            : first(List.of(
                                    task.getLastModifiedElement(),
                                    task.getExecutionPeriod().getEndElement(),
                                    task.getAuthoredOnElement())))
                    .orElse(Time.of(what.entry().receivedAt()));
        }

        private Time time(DiagnosticReport report) {
            return first(
                            report.getEffective() instanceof DateTimeType time
                                    ? List.of(report.getIssuedElement(), time)
                                    : List.of(report.getIssuedElement()))
                    .orElse(Time.of(what.entry().receivedAt()));
        }

        private Optional<Time> first(List<? extends BaseDateTimeType> times) {
            return times.stream()
                    .filter(BaseDateTimeType::hasValue)
                    .map(Time::of)
                    .findFirst();
        }
    }
}
