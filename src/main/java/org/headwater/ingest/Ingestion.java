package org.headwater.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.Landed;
import org.headwater.fhirstore.Outcome;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.fhirstore.PersonRuling;
import org.headwater.fhirstore.StoreConflictException;
import org.headwater.fhirstore.StoreRequest;
import org.headwater.intake.EntryOutcome;
import org.headwater.intake.EntryState;
import org.headwater.intake.EntryTaken;
import org.headwater.intake.Feed;
import org.headwater.intake.Feeds;
import org.headwater.intake.Inbox;
import org.headwater.intake.InboxEntry;
import org.headwater.intake.RawEntry;
import org.headwater.mapping.Detail;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores what a batch of entries states, exactly once: resources, entry states and outbox events commit together.
 *
 * <p>When the batch fails on account of one of its entries, it is halved until that entry stands alone and goes to
 * quarantine; the order within a lane stays, for the first half is always done before the second.
 */
@Service
class Ingestion {

    private static final Logger log = LoggerFactory.getLogger(Ingestion.class);
    private static final int TRIES = 8;

    private final UnitMapper mapper;
    private final Feeds feeds;
    private final Inbox inbox;
    private final FhirStore store;
    private final Followings followings;
    private final Carriers carriers;
    private final PersonLinks people;
    private final Outbox outbox;
    private final Provenances provenances;
    private final Residue residue;
    private final TransactionTemplate transactions;
    private final Pace pace;
    private final MeterRegistry meters;
    private final Timer mapping;
    private final Timer storing;

    Ingestion(
            UnitMapper mapper,
            Feeds feeds,
            Inbox inbox,
            FhirStore store,
            Followings followings,
            Carriers carriers,
            PersonLinks people,
            Outbox outbox,
            Provenances provenances,
            Residue residue,
            TransactionTemplate transactions,
            Pace pace,
            MeterRegistry meters) {
        this.mapper = mapper;
        this.feeds = feeds;
        this.inbox = inbox;
        this.store = store;
        this.followings = followings;
        this.carriers = carriers;
        this.people = people;
        this.outbox = outbox;
        this.provenances = provenances;
        this.residue = residue;
        this.transactions = transactions;
        this.pace = pace;
        this.meters = meters;
        this.mapping = meters.timer("headwater.ingest.mapping");
        this.storing = meters.timer("headwater.ingest.storing");
    }

    /** An entry and what mapping made of it. */
    private record Mapped(InboxEntry entry, MappingResult result) {}

    /**
     * Maps and stores entries that wait, in their order.
     *
     * @throws RuntimeException when the database does not answer; the entries still wait
     */
    void ingest(List<RawEntry> waiting) {
        long start = System.nanoTime();
        List<Mapped> batch = waiting.stream().map(this::mapped).toList();
        mapping.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        store(batch);
    }

    private Mapped mapped(RawEntry raw) {
        InboxEntry entry = raw.entry();
        String type = entry.type();
        boolean looked = residue.wanted(entry.feed(), type == null ? "" : type);
        MappingResult result =
                mapper.map(raw, looked ? Detail.RESIDUE : Detail.PLAIN).result();
        residue.found(entry, result, looked);
        return new Mapped(entry, result);
    }

    private void store(List<Mapped> batch) {
        for (int attempt = 0; ; attempt++) {
            try {
                long start = System.nanoTime();
                transactions.executeWithoutResult(status -> storeOnce(batch));
                storing.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                count(batch);
                return;
            } catch (EntryTaken e) {
                log.info("batch given up, another attempt finished part of it size={}", batch.size());
                return;
            } catch (RuntimeException e) {
                if (Outage.causes(e)) {
                    throw e;
                }
                if (attempt >= tries(batch, e)) {
                    divide(batch, e);
                    return;
                }
                pace.backOff(Math.min(attempt, 3));
            }
        }
    }

    /** Who got in another's way tries again; what stands alone is given a second chance; the rest is divided at once. */
    private static int tries(List<Mapped> batch, RuntimeException cause) {
        if (cause instanceof StoreConflictException || cause instanceof TransientDataAccessException) {
            return TRIES;
        }
        return batch.size() == 1 ? 1 : 0;
    }

    /** The first half before the second, so that a person's units keep their order; one alone goes to quarantine. */
    private void divide(List<Mapped> batch, RuntimeException cause) {
        if (batch.size() == 1) {
            quarantine(batch.get(0), cause);
            return;
        }
        int middle = batch.size() / 2;
        store(batch.subList(0, middle));
        store(batch.subList(middle, batch.size()));
    }

    private void quarantine(Mapped failed, RuntimeException cause) {
        log.warn(
                "entry quarantined entry={} feed={} cause={}",
                failed.entry().id(),
                failed.entry().feed(),
                cause.getClass().getSimpleName());
        List<Finding> findings = new ArrayList<>(failed.result().findings());
        findings.add(Finding.of(
                FindingCode.STORE_REFUSED,
                Severity.FATAL,
                "",
                "The store refused what this states (" + cause.getClass().getSimpleName()
                        + "). It is kept; replay it when the cause is mended."));
        transactions.executeWithoutResult(status -> inbox.finish(List.of(new EntryOutcome(
                failed.entry().id(), EntryState.QUARANTINED, failed.result().mapping(), findings))));
        meters.counter(
                        "headwater.ingest.quarantined",
                        "feed",
                        failed.entry().feed().value())
                .increment();
    }

    private void storeOnce(List<Mapped> batch) {
        Map<Long, Set<String>> changed = new HashMap<>();
        int from = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (from < i && Carriers.wanted(batch.get(i).result().resources())) {
                land(batch.subList(from, i), changed);
                from = i;
            }
            // What moves takes along all that was said before, and nothing of what is said after.
            if (i == batch.size() - 1 || moves(batch.get(i))) {
                land(batch.subList(from, i + 1), changed);
                from = i + 1;
            }
        }
        store.land(provenances(batch, changed));
        tellOfRulings(batch, changed);
        inbox.finish(batch.stream().map(Ingestion::outcome).toList());
        outbox.append(batch.stream()
                .filter(one -> changed.containsKey(one.entry().id()))
                .map(one -> new Outbox.NewEvent(
                        one.entry().id(),
                        List.copyOf(changed.getOrDefault(one.entry().id(), Set.of()))))
                .toList());
    }

    private static boolean moves(Mapped one) {
        return one.result().resources().stream()
                .anyMatch(resource -> !resource.follow().isEmpty());
    }

    private void land(List<Mapped> batch, Map<Long, Set<String>> changed) {
        followings.apply(batch.stream().map(one -> one.result().resources()).toList());
        List<StoreRequest> requests = new ArrayList<>();
        List<Mapped> owners = new ArrayList<>();
        List<StoreRequest> withdrawn = new ArrayList<>();
        List<Mapped> withdrawers = new ArrayList<>();
        for (Mapped one : batch) {
            for (MappedResource resource : carriers.found(one.result().resources())) {
                if (resource.landing() == Landing.RETIRE) {
                    withdrawn.add(request(one.entry(), resource));
                    withdrawers.add(one);
                } else if (resource.landing() != Landing.WITH_ENTRY) {
                    requests.add(request(one.entry(), resource));
                    owners.add(one);
                }
            }
        }
        note(changed, owners, store.land(requests));
        if (!withdrawn.isEmpty()) {
            note(changed, withdrawers, store.withdraw(withdrawn));
        }
        Mapped last = batch.get(batch.size() - 1);
        for (MappedResource resource : last.result().resources()) {
            if (!resource.follow().isEmpty()) {
                note(changed, last, followings.follow(resource, last.entry()));
            }
        }
    }

    private static void note(Map<Long, Set<String>> changed, List<Mapped> owners, List<Landed> landed) {
        for (int i = 0; i < landed.size(); i++) {
            Outcome outcome = landed.get(i).outcome();
            if (outcome == Outcome.CREATED || outcome == Outcome.UPDATED) {
                note(changed, owners.get(i), List.of(landed.get(i).reference()));
            }
        }
    }

    private static void note(Map<Long, Set<String>> changed, Mapped owner, Collection<String> references) {
        if (!references.isEmpty()) {
            changed.computeIfAbsent(owner.entry().id(), key -> new LinkedHashSet<>())
                    .addAll(references);
        }
    }

    /** Records who is said to be one person and who is not; later stages look at these even where nothing else changed. */
    private void tellOfRulings(List<Mapped> batch, Map<Long, Set<String>> changed) {
        for (Mapped one : batch) {
            for (MappedResource resource : one.result().resources()) {
                PersonRuling.of(request(one.entry(), resource)).forEach(ruling -> {
                    people.rule(ruling);
                    note(changed, one, List.of("Patient/" + ruling.one(), "Patient/" + ruling.other()));
                });
            }
        }
    }

    private List<StoreRequest> provenances(List<Mapped> batch, Map<Long, Set<String>> changed) {
        List<StoreRequest> requests = new ArrayList<>();
        for (Mapped one : batch) {
            Set<String> references = changed.get(one.entry().id());
            if (references != null) {
                String organization = feeds.find(one.entry().feed())
                        .map(Feed::organization)
                        .orElse(one.entry().feed().value());
                requests.add(request(
                        one.entry(), provenances.of(one.entry(), organization, one.result(), List.copyOf(references))));
            }
        }
        return requests;
    }

    private static StoreRequest request(InboxEntry entry, MappedResource resource) {
        return new StoreRequest(resource, entry.receivedAt(), entry.uri());
    }

    private static EntryOutcome outcome(Mapped one) {
        MappingResult result = one.result();
        return new EntryOutcome(
                one.entry().id(),
                result.refused() ? EntryState.QUARANTINED : EntryState.STORED,
                result.mapping().isEmpty() ? null : result.mapping(),
                result.findings());
    }

    private void count(List<Mapped> batch) {
        for (Mapped one : batch) {
            meters.counter(
                            one.result().refused() ? "headwater.ingest.quarantined" : "headwater.ingest.stored",
                            "feed",
                            one.entry().feed().value())
                    .increment();
        }
    }
}
