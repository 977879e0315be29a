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
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.headwater.fhirstore.IndexExtractor.Link;
import org.headwater.fhirstore.LandedStates.InTransaction;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lands batches of statements.
 *
 * <p>A batch costs a handful of database round trips whatever its size: one for what is remembered of its resources (none
 * when memory knows), one or two for the stored content of those that change, one for each table written. Resources are
 * written in the order of their references, so that two batches that meet wait for each other and do not deadlock.
 */
class Landings {

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

    private final DataSource dataSource;
    private final LandedStates states;
    private final Sequences sequences;
    private final TagDefinitions tagDefinitions;
    private final IndexExtractor indexExtractor;
    private final ResourceElements.Catalog catalog;
    private final ResourceJson json;
    private final Clock clock;

    Landings(
            DataSource dataSource,
            LandedStates states,
            Sequences sequences,
            TagDefinitions tagDefinitions,
            IndexExtractor indexExtractor,
            ResourceElements.Catalog catalog,
            ResourceJson json,
            Clock clock) {
        this.dataSource = dataSource;
        this.states = states;
        this.sequences = sequences;
        this.tagDefinitions = tagDefinitions;
        this.indexExtractor = indexExtractor;
        this.catalog = catalog;
        this.json = json;
        this.clock = clock;
    }

    /** A piece of work on the transaction's connection. */
    private interface Work<T> {
        T on(Connection connection, InTransaction view) throws SQLException;
    }

    List<Landed> land(List<StoreRequest> requests) {
        List<Statement> statements = new ArrayList<>(requests.size());
        for (StoreRequest request : requests) {
            statements.add(statement(request));
        }
        Set<String> references = new HashSet<>();
        statements.forEach(statement -> references.add(statement.reference()));
        return inTransaction(references, (connection, view) -> {
            view.load(connection, references);
            Map<String, Target> targets = targets(references, view);
            readContents(connection, targets, statements);
            List<Landed> landed = new ArrayList<>(statements.size());
            for (Statement statement : statements) {
                Target target = Objects.requireNonNull(targets.get(statement.reference()));
                landed.add(new Landed(statement.reference(), target.lay(statement)));
            }
            write(connection, view, targets);
            return landed;
        });
    }

    private Statement statement(StoreRequest request) {
        String reference = request.mapped().reference();
        try {
            return Statement.of(request, catalog.of(request.mapped().resource().fhirType()), json);
        } catch (RuntimeException e) {
            throw new StoreRefusedException(reference, "it is not a well-formed resource", e);
        }
    }

    /** Targets by reference, in the order in which they are written. */
    private Map<String, Target> targets(Collection<String> references, InTransaction view) {
        Map<String, Target> targets = new TreeMap<>();
        for (String reference : references) {
            ResourceElements elements = catalog.of(reference.substring(0, reference.indexOf('/')));
            targets.put(reference, new Target(reference, view.get(reference), elements, json));
        }
        return targets;
    }

    private void readContents(Connection connection, Map<String, Target> targets, List<Statement> statements)
            throws SQLException {
        Map<Long, Target> wanted = new HashMap<>();
        for (Statement statement : statements) {
            Target target = Objects.requireNonNull(targets.get(statement.reference()));
            LandedState before = target.before();
            if (before != null && target.needsContentFor(statement)) {
                wanted.put(before.pid(), target);
            }
        }
        if (!wanted.isEmpty()) {
            HapiTables.read(connection, wanted.keySet(), json)
                    .forEach((pid, stored) ->
                            Objects.requireNonNull(wanted.get(pid)).loaded(stored));
        }
    }

    private void write(Connection connection, InTransaction view, Map<String, Target> targets) throws SQLException {
        List<Target> rewritten =
                targets.values().stream().filter(Target::rewritten).toList();
        Batch batch = new Batch(connection, view);
        batch.rewrite(rewritten);
        for (Target target : targets.values()) {
            if (target.restated()) {
                restate(batch, view, target);
            }
        }
        batch.flush(targets.keySet());
    }

    /**
     * Records that something was stated again. Entries of directories are repeated by every message of every lane, which
     * would all wait for each other to move one record's time; for them it moves in steps only.
     */
    private static void restate(Batch batch, InTransaction view, Target target) {
        LandedState before = Objects.requireNonNull(target.before());
        if (target.onlyLater()) {
            boolean directory = DIRECTORY.contains(target.type);
            if (directory && target.times().latest() - before.times().latest() < DIRECTORY_LAG_MILLIS) {
                batch.landed.check(before);
                return;
            }
            LandedState later = before.withTimes(target.times(), before.revision());
            batch.landed.later(later);
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
            batch.landed.update(after, before.revision(), null);
        } else {
            batch.landed.insert(after, target.source());
        }
        view.put(target.reference, after);
    }

    int retire(Collection<String> references, long when, String source) {
        return inTransaction(references, (connection, view) -> {
            view.load(connection, references);
            TreeMap<String, LandedState> living = new TreeMap<>();
            for (String reference : references) {
                LandedState state = view.get(reference);
                if (state != null && !state.deleted()) {
                    living.put(reference, state);
                }
            }
            Map<Long, Stored> contents = HapiTables.read(
                    connection, living.values().stream().map(LandedState::pid).toList(), json);
            Batch batch = new Batch(connection, view);
            for (Map.Entry<String, LandedState> entry : living.entrySet()) {
                Stored stored = contents.get(entry.getValue().pid());
                batch.retire(
                        entry.getKey(),
                        entry.getValue(),
                        stored == null ? Set.of() : MetaTag.of(stored.resource()),
                        when,
                        source);
            }
            batch.flush(references);
            return living.size();
        });
    }

    /** The current content of resources, by reference; those that are not stored, or deleted, or empty are left out. */
    Map<String, Resource> read(Collection<String> references) {
        Map<String, Resource> found = new HashMap<>();
        contents(references).forEach((reference, stored) -> found.put(reference, stored.resource()));
        return found;
    }

    private Map<String, Stored> contents(Collection<String> references) {
        return inTransaction(references, (connection, view) -> {
            view.load(connection, references);
            Map<Long, String> wanted = new HashMap<>();
            for (String reference : references) {
                LandedState state = view.get(reference);
                if (state != null) {
                    wanted.put(state.pid(), reference);
                }
            }
            Map<String, Stored> found = new HashMap<>();
            HapiTables.read(connection, wanted.keySet(), json).forEach((pid, stored) -> {
                if (!stored.placeholder()) {
                    String reference = Objects.requireNonNull(wanted.get(pid));
                    stored.resource().setId(reference.substring(reference.indexOf('/') + 1));
                    found.put(reference, stored);
                }
            });
            return found;
        });
    }

    /** Gives resources new references; what they state else, and when, stays. */
    List<String> redirect(List<Referrer> referrers, Map<String, String> renamed) {
        List<String> references = referrers.stream().map(Referrer::reference).toList();
        Map<String, Stored> contents = contents(references);
        return inTransaction(references, (connection, view) -> {
            Map<String, Target> targets = targets(contents.keySet(), view);
            List<Target> reworded = new ArrayList<>();
            for (Referrer referrer : referrers) {
                Stored stored = contents.get(referrer.reference());
                Target target = targets.get(referrer.reference());
                if (stored != null && target != null) {
                    stored.resource().setIdElement(null);
                    target.loaded(stored);
                    Resource content = stored.resource().copy();
                    if (References.rename(content, renamed)) {
                        target.reword(content, referrer.source());
                        reworded.add(target);
                    }
                }
            }
            Batch batch = new Batch(connection, view);
            batch.rewrite(reworded);
            batch.flush(references);
            return reworded.stream().map(target -> target.reference).toList();
        });
    }

    private <T> T inTransaction(Collection<String> references, Work<T> work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("resources land inside the caller's transaction, and there is none");
        }
        InTransaction view = states.inTransaction();
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return work.on(connection, view);
        } catch (SQLException e) {
            view.forget(references);
            throw SqlFailures.translated(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /** What one call writes. */
    private final class Batch {
        private final Connection connection;
        private final InTransaction view;
        private final long now = clock.millis();
        private final HapiTables tables;
        private final LandedRows landed;

        Batch(Connection connection, InTransaction view) {
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
