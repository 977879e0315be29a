package org.headwater.fhirstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.headwater.fhirstore.IndexExtractor.Link;
import org.headwater.fhirstore.LandedStates.InTransaction;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;

/**
 * Writes what changes of a batch's resources: their versions, what searches find them by, and what is remembered of them,
 * in one database round trip a table.
 */
final class Batches {

    /** How far the remembered time of a directory entry may lag behind what has been seen; see {@link #restate}. */
    private static final long DIRECTORY_LAG_MILLIS = 600_000;

    /** Types that are about nobody in particular, so that every lane of every feed repeats them. */
    private static final Set<String> DIRECTORY = Set.of(
            "Endpoint",
            "HealthcareService",
            "InsurancePlan",
            "Location",
            "Medication",
            "Organization",
            "Practitioner",
            "PractitionerRole",
            "Substance");

    private final Sequences sequences;
    private final TagDefinitions tagDefinitions;
    private final IndexExtractor indexExtractor;
    private final ResourceJson json;
    private final Clock clock;

    Batches(
            Sequences sequences,
            TagDefinitions tagDefinitions,
            IndexExtractor indexExtractor,
            ResourceJson json,
            Clock clock) {
        this.sequences = sequences;
        this.tagDefinitions = tagDefinitions;
        this.indexExtractor = indexExtractor;
        this.json = json;
        this.clock = clock;
    }

    /** A batch to be written on the transaction's connection. */
    Batch on(Connection connection, InTransaction view) {
        return new Batch(connection, view);
    }

    /** What one call writes. */
    final class Batch {
        private final Connection connection;
        private final InTransaction view;
        private final long now = clock.millis();
        private final HapiTables tables;
        private final LandedRows landed;

        private Batch(Connection connection, InTransaction view) {
            this.connection = connection;
            this.view = view;
            this.tables = new HapiTables(connection, sequences, now);
            this.landed = new LandedRows(connection);
        }

        void rewrite(List<Target> targets) throws SQLException {
            if (targets.isEmpty()) {
                return;
            }
            Map<String, Long> pids = numbered(targets);
            Map<Target, Set<Link>> links = new LinkedHashMap<>();
            Map<Target, IndexRows> rows = new HashMap<>();
            for (Target target : targets) {
                rows.put(target, refusing(target, indexExtractor::rows));
                links.put(target, refusing(target, indexExtractor::links));
            }
            resolve(links.values(), pids);
            Map<MetaTag, Long> tags = tagNumbers(targets);
            for (Target target : targets) {
                IndexRows complete = Objects.requireNonNull(rows.get(target));
                indexExtractor.addLinks(complete, target.type, Objects.requireNonNull(links.get(target)), pids);
                addTags(complete, target.type, target.tags(), tags);
                rewrite(target, Objects.requireNonNull(pids.get(target.reference)), complete);
            }
        }

        private <T> T refusing(Target target, Function<Resource, T> extraction) {
            try {
                return extraction.apply(target.content());
            } catch (IllegalArgumentException e) {
                throw new StoreRefusedException(target.reference, Objects.requireNonNull(e.getMessage()), e);
            } catch (RuntimeException e) {
                throw new StoreRefusedException(target.reference, "its search values cannot be read", e);
            }
        }

        private Map<String, Long> numbered(List<Target> targets) throws SQLException {
            Map<String, Long> pids = new HashMap<>();
            int created = 0;
            for (Target target : targets) {
                LandedState before = target.before();
                if (before != null) {
                    pids.put(target.reference, before.pid());
                } else {
                    created++;
                }
            }
            Sequences.Numbers numbers = sequences.take(connection, "SEQ_RESOURCE_ID", created);
            for (Target target : targets) {
                if (target.before() == null) {
                    pids.put(target.reference, numbers.next());
                }
            }
            return pids;
        }

        /** Finds the numbers of what links point at, making empty resources of those not stored yet. */
        private void resolve(Collection<Set<Link>> links, Map<String, Long> pids) throws SQLException {
            Set<String> wanted = new HashSet<>();
            for (Set<Link> some : links) {
                for (Link link : some) {
                    if (link.targetId() != null && !pids.containsKey(link.target())) {
                        wanted.add(link.target());
                    }
                }
            }
            view.load(connection, wanted);
            List<String> absent = new ArrayList<>();
            for (String reference : wanted) {
                LandedState state = view.get(reference);
                if (state == null) {
                    absent.add(reference);
                } else {
                    pids.put(reference, state.pid());
                }
            }
            absent.sort(Comparator.naturalOrder());
            Sequences.Numbers numbers = sequences.take(connection, "SEQ_RESOURCE_ID", absent.size());
            for (String reference : absent) {
                pids.put(reference, placeholder(reference, numbers.next()));
            }
        }

        private long placeholder(String reference, long pid) {
            int slash = reference.indexOf('/');
            String type = reference.substring(0, slash);
            Resource empty = ResourceFactory.createResource(type);
            if (empty instanceof DomainResource domain) {
                domain.addExtension(Stored.PLACEHOLDER, new BooleanType(true));
            }
            String text = json.encode(empty);
            tables.create(new HapiTables.Version(
                    pid,
                    type,
                    indexExtractor.typeNumber(type),
                    reference.substring(slash + 1),
                    1,
                    now,
                    text,
                    ContentHash.hex(ContentHash.of(text)),
                    new IndexRows(),
                    ""));
            view.put(
                    reference,
                    new LandedState(
                            pid, 1, LandedState.NONE, now, false, ElementTimes.all(now, 0), List.of(), List.of()));
            return pid;
        }

        private Map<MetaTag, Long> tagNumbers(List<Target> targets) throws SQLException {
            Set<MetaTag> tags = new HashSet<>();
            targets.forEach(target -> tags.addAll(target.tags()));
            return tagDefinitions.numbers(connection, tags, view.definedTags());
        }

        private void addTags(IndexRows rows, String type, Set<MetaTag> tags, Map<MetaTag, Long> numbers) {
            for (MetaTag tag : tags) {
                rows.add(IndexTable.TAG, type, indexExtractor.typeNumber(type), numbers.get(tag));
            }
        }

        private void rewrite(Target target, long pid, IndexRows rows) {
            LandedState before = target.before();
            long version = before == null ? 1 : before.version() + 1;
            long published = before == null ? now : before.published();
            HapiTables.Version written = new HapiTables.Version(
                    pid,
                    target.type,
                    indexExtractor.typeNumber(target.type),
                    target.id,
                    version,
                    published,
                    target.json(),
                    ContentHash.hex(target.contentHash()),
                    rows,
                    target.source());
            LandedState after = new LandedState(
                    pid,
                    version,
                    before == null ? 0 : before.revision() + 1,
                    published,
                    false,
                    target.times(),
                    target.current(),
                    rows.digests());
            if (before == null) {
                tables.create(written);
                landed.insert(after, target.source());
            } else {
                tables.update(written, before.version(), before.indexes());
                record(before, after, target.source());
            }
            view.put(target.reference, after);
        }

        /**
         * Records that something was stated again. Entries of directories are repeated by every message of every lane, which
         * would all wait for each other to move one record's time; for them it moves in steps only.
         */
        void restate(Target target) {
            LandedState before = Objects.requireNonNull(target.before());
            if (target.onlyLater()) {
                boolean directory = DIRECTORY.contains(target.type);
                if (directory && target.times().latest() - before.times().latest() < DIRECTORY_LAG_MILLIS) {
                    landed.check(before);
                    return;
                }
                LandedState later = before.withTimes(target.times(), before.revision());
                landed.later(later);
                view.put(target.reference, later);
                return;
            }
            LandedState after = new LandedState(
                    before.pid(),
                    before.version(),
                    before.revision() + 1,
                    before.published(),
                    false,
                    target.times(),
                    target.current(),
                    before.indexes());
            if (before.recorded()) {
                landed.update(after, before.revision(), null);
            } else {
                landed.insert(after, target.source());
            }
            view.put(target.reference, after);
        }

        private void record(LandedState before, LandedState after, String source) {
            if (before.recorded()) {
                landed.update(after, before.revision(), source);
            } else {
                landed.insert(after, source);
            }
        }

        /** As HAPI does, tags and labels stay: they also restrict the history, which stays readable. */
        void retire(String reference, LandedState before, Set<MetaTag> tags, long when, String source)
                throws SQLException {
            int slash = reference.indexOf('/');
            String type = reference.substring(0, slash);
            IndexRows rows = new IndexRows();
            addTags(rows, type, tags, tagDefinitions.numbers(connection, tags, view.definedTags()));
            tables.update(
                    new HapiTables.Version(
                            before.pid(),
                            type,
                            indexExtractor.typeNumber(type),
                            reference.substring(slash + 1),
                            before.version() + 1,
                            before.published(),
                            null,
                            null,
                            rows,
                            source),
                    before.version(),
                    before.indexes());
            LandedState after = new LandedState(
                    before.pid(),
                    before.version() + 1,
                    before.revision() + 1,
                    before.published(),
                    true,
                    ElementTimes.all(Math.max(when, before.times().latest()), 0),
                    List.of(),
                    rows.digests());
            record(before, after, source);
            view.put(reference, after);
        }

        void flush(Collection<String> references) throws SQLException {
            if (!tables.flush() || !landed.flush()) {
                view.forget(references);
                throw new StoreConflictException("a resource of the batch was changed by another transaction", null);
            }
        }
    }
}
