package org.headwater.ingest;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.Landed;
import org.headwater.fhirstore.Outcome;
import org.headwater.fhirstore.References;
import org.headwater.fhirstore.StoreRequest;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps what belongs to a merged or moved record with its new owner: what is stored is given new references at once; for
 * what comes later, and still names the former patient or number, the change is remembered.
 *
 * <p>Who merges writes the former record before looking for what refers to it, and whoever states something of that record
 * writes it too. So of two transactions that meet, the later one sees what the earlier did, whatever lanes they come from.
 */
@Component
class Followings {

    /** Types a merge or move can be about; a unit that states none of them needs no look. */
    private static final Set<String> OWNERS = Set.of("Patient", "Encounter", "Account");

    private final JdbcTemplate jdbc;
    private final FhirStore store;

    Followings(JdbcTemplate jdbc, FhirStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /** Gives what units state the references that merges and moves before have made of theirs. */
    void apply(List<List<MappedResource>> units) {
        Set<String> owners = new TreeSet<>();
        units.forEach(unit -> unit.forEach(resource -> {
            if (OWNERS.contains(resource.resource().fhirType())) {
                owners.add(resource.reference());
            }
        }));
        Map<String, Map<String, String>> known = known(owners);
        if (known.isEmpty()) {
            return;
        }
        for (List<MappedResource> unit : units) {
            Map<String, String> renamed = new HashMap<>();
            for (MappedResource resource : unit) {
                // Who rules on a resource's whereabouts need not be told of earlier rulings.
                if (resource.follow().isEmpty()) {
                    renamed.putAll(known.getOrDefault(resource.reference(), Map.of()));
                }
            }
            if (!renamed.isEmpty()) {
                unit.stream()
                        .map(MappedResource::resource)
                        .filter(resource -> !resource.fhirType().equals("Patient"))
                        .forEach(resource -> References.rename(resource, without(renamed, resource)));
            }
        }
    }

    /** A merged visit goes on referring to the one it went into. */
    private static Map<String, String> without(Map<String, String> renamed, Resource resource) {
        Map<String, String> others = new HashMap<>(renamed);
        others.values().removeIf((resource.fhirType() + "/" + resource.getIdPart())::equals);
        return others;
    }

    private Map<String, Map<String, String>> known(Set<String> owners) {
        Map<String, Map<String, String>> known = new HashMap<>();
        if (owners.isEmpty()) {
            return known;
        }
        jdbc.query(
                (Connection connection) -> {
                    var statement = connection.prepareStatement(
                            "select resource, former, present from hw_follow where resource = any(?)");
                    statement.setArray(1, connection.createArrayOf("varchar", owners.toArray()));
                    return statement;
                },
                row -> {
                    known.computeIfAbsent(row.getString(1), any -> new HashMap<>())
                            .put(row.getString(2), row.getString(3));
                });
        return known;
    }

    /**
     * Lets what refers to a resource follow it, where what is stored of the resource says so too: a ruling that came late,
     * after another, changes nothing.
     *
     * @param source the entry that rules so
     * @return what has new references now
     */
    List<String> follow(MappedResource ruled, InboxEntry source) {
        Resource stored = store.read(Set.of(ruled.reference())).get(ruled.reference());
        Map<String, String> renamed = new HashMap<>(ruled.follow());
        renamed.values().removeIf(present -> stored == null || !References.holds(stored, present));
        List<String> changed = new ArrayList<>();
        if (stored != null && !renamed.isEmpty()) {
            String successor = renamed.get(ruled.reference());
            if (stored instanceof Encounter && successor != null) {
                changed.addAll(takeOver((Encounter) stored, successor, renamed, source));
            }
            renamed.forEach((former, present) -> remember(ruled.reference(), former, present));
            changed.addAll(store.redirect(ruled.reference(), renamed));
            for (String reference : List.copyOf(changed)) {
                if (reference.startsWith("Encounter/") && !ruled.reference().startsWith("Patient/")) {
                    renamed.forEach((former, present) -> remember(reference, former, present));
                }
            }
        }
        return changed;
    }

    /** A visit that goes on under another number has been what it was; what is known of that number goes first. */
    private List<String> takeOver(Encounter former, String successor, Map<String, String> renamed, InboxEntry source) {
        Encounter history = former.copy();
        history.setId(successor.substring(successor.indexOf('/') + 1));
        history.setMeta(new Meta());
        history.setStatusElement(null);
        history.setPartOf(null).setIdentifier(null);
        history.getStatusHistory().clear();
        References.rename(history, renamed);
        Set<String> all = new TreeSet<>();
        history.children().stream().filter(Property::hasValues).forEach(property -> all.add(property.getName()));
        MappedResource statement =
                new MappedResource(history, Landing.MERGE, source.receivedAt(), Set.of(), all, Set.of(), Map.of());
        Landed landed = store.land(List.of(new StoreRequest(statement, source.receivedAt(), source.uri())))
                .get(0);
        return landed.outcome() == Outcome.UPDATED ? List.of(successor) : List.of();
    }

    private void remember(String resource, String former, String present) {
        jdbc.update("delete from hw_follow where resource = ? and former in (?, ?)", resource, former, present);
        jdbc.update("update hw_follow set present = ? where resource = ? and present = ?", present, resource, former);
        jdbc.update("insert into hw_follow (resource, former, present) values (?, ?, ?)", resource, former, present);
        if (resource.equals(former)) {
            // A merged record that goes on into a third takes along what went into it.
            jdbc.update("update hw_follow set present = ? where present = ?", present, former);
            jdbc.update("delete from hw_follow where resource = ? and former = ?", present, present);
        }
    }
}
