package org.headwater.fhirstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.headwater.fhirstore.LandedStates.InTransaction;
import org.hl7.fhir.r4.model.Resource;
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

    private final DataSource dataSource;
    private final LandedStates states;
    private final ResourceElements.Catalog catalog;
    private final ResourceJson json;
    private final Batches batches;

    Landings(
            DataSource dataSource,
            LandedStates states,
            ResourceElements.Catalog catalog,
            ResourceJson json,
            Batches batches) {
        this.dataSource = dataSource;
        this.states = states;
        this.catalog = catalog;
        this.json = json;
        this.batches = batches;
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
        Batches.Batch batch = batches.on(connection, view);
        batch.rewrite(rewritten);
        for (Target target : targets.values()) {
            if (target.restated()) {
                batch.restate(target);
            }
        }
        batch.flush(targets.keySet());
    }

    List<Landed> withdraw(List<StoreRequest> requests) {
        List<Statement> statements = requests.stream().map(this::statement).toList();
        Set<String> references = new HashSet<>();
        statements.forEach(statement -> references.add(statement.reference()));
        List<StoreRequest> unknown = new ArrayList<>();
        Map<String, Statement> living = new TreeMap<>();
        inTransaction(references, (connection, view) -> {
            view.load(connection, references);
            for (int i = 0; i < statements.size(); i++) {
                Statement statement = statements.get(i);
                LandedState state = view.get(statement.reference());
                if (state == null && statement.stated() != 0) {
                    unknown.add(requests.get(i));
                    living.put(statement.reference(), statement);
                } else if (state != null && !state.deleted() && state.times().latest() <= statement.time()) {
                    living.put(statement.reference(), statement);
                }
            }
            return living;
        });
        if (!unknown.isEmpty()) {
            land(unknown);
        }
        living.forEach((reference, statement) -> retire(List.of(reference), statement.time(), statement.source()));
        return statements.stream()
                .map(statement -> new Landed(
                        statement.reference(),
                        living.containsKey(statement.reference()) ? Outcome.UPDATED : Outcome.UNCHANGED))
                .toList();
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
            Batches.Batch batch = batches.on(connection, view);
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
            Batches.Batch batch = batches.on(connection, view);
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
}
