package org.headwater.delivery;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headwater.fhirstore.FhirStore;
import org.headwater.ingest.OutboxEvent;
import org.headwater.ingest.OutboxListener;
import org.headwater.intake.Feed;
import org.headwater.intake.Feeds;
import org.headwater.intake.Inbox;
import org.headwater.intake.InboxEntry;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hears what changed and queues a message to every destination that is to learn of it. What was queued and what was told are
 * remembered in one transaction, so hearing of the same event again queues nothing. Hears after identity, so that a record
 * number just joined is known.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class Notices implements OutboxListener {

    private final Destinations destinations;
    private final Feeds feeds;
    private final Inbox inbox;
    private final FhirStore store;
    private final Telling telling;
    private final TransactionTemplate transactions;
    private final Bell bell;

    Notices(
            Destinations destinations,
            Feeds feeds,
            Inbox inbox,
            FhirStore store,
            Telling telling,
            TransactionTemplate transactions,
            Bell bell) {
        this.destinations = destinations;
        this.feeds = feeds;
        this.inbox = inbox;
        this.store = store;
        this.telling = telling;
        this.transactions = transactions;
        this.bell = bell;
    }

    @Override
    public String name() {
        return "delivery";
    }

    @Override
    public void handle(List<OutboxEvent> events) {
        if (destinations.all().isEmpty()) {
            return;
        }
        boolean queued = false;
        for (OutboxEvent event : events) {
            queued |= handle(event);
        }
        if (queued) {
            bell.ring();
        }
    }

    private boolean handle(OutboxEvent event) {
        Optional<InboxEntry> entry = inbox.find(event.entry());
        Optional<Feed> feed = entry.flatMap(one -> feeds.find(one.feed()));
        if (entry.isEmpty() || feed.isEmpty()) {
            return false;
        }
        List<Destination> asking = destinations.all().stream()
                .filter(destination -> destination.listensTo(feed.get()))
                .toList();
        if (asking.isEmpty()) {
            return false;
        }
        Library library = new Library(store);
        Subjects subjects = Subjects.of(event.references(), library);
        Boolean queued = transactions.execute(status -> {
            boolean any = false;
            for (Destination destination : asking) {
                any |= telling.tell(
                        new Telling.Occurrence(event, entry.get(), feed.get()), subjects, destination, library);
            }
            return any;
        });
        return Boolean.TRUE.equals(queued);
    }

    /** What an event may be news of, by {@code Type/id}. */
    record Subjects(Set<String> visits, Set<String> referrals, Set<String> reports, Set<String> people) {

        static Subjects of(List<String> references, Library library) {
            Subjects subjects = new Subjects(
                    new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
            for (String reference : new ArrayList<>(references)) {
                subjects.add(reference, library);
            }
            return subjects;
        }

        private void add(String reference, Library library) {
            switch (reference.substring(0, Math.max(0, reference.indexOf('/')))) {
                case "Encounter" -> visits.add(reference);
                case "Condition" ->
                    library.find(reference, org.hl7.fhir.r4.model.Condition.class)
                            .map(condition -> condition.getEncounter().getReference())
                            .ifPresent(visits::add);
                case "ServiceRequest" -> referrals.add(reference);
                case "Task" ->
                    library.find(reference, org.hl7.fhir.r4.model.Task.class)
                            .map(task -> task.getFocus().getReference())
                            .filter(focus -> focus.startsWith("ServiceRequest/"))
                            .ifPresent(referrals::add);
                case "DiagnosticReport" -> reports.add(reference);
                case "Patient" -> people.add(reference);
                default -> {
                    // Other resources are told of as parts of these.
                }
            }
        }
    }
}
