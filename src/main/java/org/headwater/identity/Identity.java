package org.headwater.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.fhirstore.PersonRuling;
import org.headwater.fhirstore.StoreRequest;
import org.headwater.ingest.OutboxEvent;
import org.headwater.ingest.OutboxListener;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out which source Patients are one person, and keeps golden records. Two are one when a sender says so (a merge, a
 * link), or by a strict rule of ours (see {@link MatchKeys}); they are not when a sender took a link back, whatever else
 * speaks for it. A person of whom there is only one source has no golden record: it is made when a second source comes.
 *
 * <p>Works on as many Patients at once as the outbox tells of, in one transaction and a fixed number of queries.
 */
@Service
@Order(0) // before listeners that ask who is who
class Identity implements OutboxListener {

    private static final Logger log = LoggerFactory.getLogger(Identity.class);
    private static final String SOURCE = "urn:headwater:identity";
    private static final String PATIENT = "Patient/";

    private final FhirStore store;
    private final PersonLinks links;
    private final IdentityKeys keys;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Identity(FhirStore store, PersonLinks links, IdentityKeys keys, TransactionTemplate transactions, Clock clock) {
        this.store = store;
        this.links = links;
        this.keys = keys;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public void handle(List<OutboxEvent> events) {
        Set<String> patients = new LinkedHashSet<>();
        for (OutboxEvent event : events) {
            for (String reference : event.references()) {
                if (reference.startsWith(PATIENT)) {
                    patients.add(reference.substring(PATIENT.length()));
                }
            }
        }
        if (!patients.isEmpty()) {
            transactions.executeWithoutResult(status -> consider(patients));
        }
    }

    /** All that is known of the Patients in question and of those they may be one with. */
    private static final class Neighbourhood {
        final Set<String> patients = new LinkedHashSet<>();
        final Map<String, Patient> content = new HashMap<>();
        final Map<String, String> goldens = new HashMap<>();
        final Map<String, List<String>> members = new LinkedHashMap<>();
        final List<PersonRuling> rulings = new ArrayList<>();
    }

    private void consider(Set<String> changed) {
        Neighbourhood near = new Neighbourhood();
        read(near, changed);
        Map<String, Set<String>> own = new LinkedHashMap<>();
        changed.forEach(id -> {
            Patient patient = near.content.get(id);
            if (patient != null && !GoldenRecord.is(patient)) {
                own.put(id, MatchKeys.of(patient));
            }
        });
        Map<String, Set<String>> sharing = keys.keep(own);
        Set<String> found = new LinkedHashSet<>(own.keySet());
        sharing.values().stream().filter(all -> all.size() > 1).forEach(found::addAll);
        explore(near, found);
        if (near.members.isEmpty() && near.rulings.isEmpty() && near.patients.size() == own.size() && alone(sharing)) {
            return;
        }
        read(near, near.patients);
        near.patients.removeIf(id -> !near.content.containsKey(id) || GoldenRecord.is(content(near, id)));
        settle(near, grouped(near, sharing));
    }

    private static boolean alone(Map<String, Set<String>> sharing) {
        return sharing.values().stream().allMatch(patients -> patients.size() == 1);
    }

    private static Patient content(Neighbourhood near, String id) {
        return Objects.requireNonNull(near.content.get(id));
    }

    private void read(Neighbourhood near, Collection<String> ids) {
        List<String> unread = ids.stream()
                .filter(id -> !near.content.containsKey(id))
                .map(id -> PATIENT + id)
                .toList();
        if (!unread.isEmpty()) {
            for (Resource resource : store.read(unread).values()) {
                near.content.put(resource.getIdPart(), (Patient) resource);
            }
        }
    }

    /** Adds whoever is joined to those found, or ruled to be, and so on until nobody new comes. */
    private void explore(Neighbourhood near, Set<String> found) {
        Set<String> fresh = found;
        while (!fresh.isEmpty()) {
            near.patients.addAll(fresh);
            Set<String> next = new LinkedHashSet<>();
            Map<String, String> goldens = links.goldensOf(fresh);
            near.goldens.putAll(goldens);
            Set<String> unknown = new TreeSet<>(goldens.values());
            unknown.removeAll(near.members.keySet());
            if (!unknown.isEmpty()) {
                links.patientsOf(unknown).forEach((golden, members) -> {
                    near.members.put(golden, members);
                    next.addAll(members);
                });
            }
            for (PersonRuling ruling : links.rulingsOn(fresh)) {
                if (!near.rulings.contains(ruling)) {
                    near.rulings.add(ruling);
                    if (ruling.samePerson()) {
                        next.add(ruling.one());
                        next.add(ruling.other());
                    }
                }
            }
            next.removeAll(near.patients);
            fresh = next;
        }
    }

    // ---- who is one

    private Collection<List<String>> grouped(Neighbourhood near, Map<String, Set<String>> sharing) {
        Set<String> inOrder = new LinkedHashSet<>();
        near.members.values().forEach(inOrder::addAll);
        inOrder.retainAll(near.patients);
        inOrder.addAll(near.patients);
        Groups groups = new Groups(inOrder, near.rulings);
        for (PersonRuling ruling : near.rulings) {
            if (ruling.samePerson() && inOrder.contains(ruling.one()) && inOrder.contains(ruling.other())) {
                groups.join(ruling.one(), ruling.other());
            }
        }
        Set<String> broken = new HashSet<>();
        near.members.forEach((golden, members) -> {
            if (near.rulings.stream().anyMatch(ruling -> divides(ruling, members))) {
                broken.addAll(members);
            } else {
                members.stream().filter(inOrder::contains).forEach(member -> groups.join(members.get(0), member));
            }
        });
        joinSharing(near, groups, sharing);
        if (!broken.isEmpty()) {
            Map<String, Set<String>> byKey = new TreeMap<>();
            keys.of(broken)
                    .forEach((patient, all) -> all.forEach(key ->
                            byKey.computeIfAbsent(key, any -> new TreeSet<>()).add(patient)));
            joinSharing(near, groups, byKey);
        }
        return groups.all();
    }

    private static boolean divides(PersonRuling ruling, List<String> members) {
        return !ruling.samePerson() && members.contains(ruling.one()) && members.contains(ruling.other());
    }

    private static void joinSharing(Neighbourhood near, Groups groups, Map<String, Set<String>> sharing) {
        for (Set<String> alike : new TreeMap<>(sharing).values()) {
            List<String> patients =
                    alike.stream().filter(near.patients::contains).sorted().toList();
            for (int i = 0; i < patients.size(); i++) {
                for (int j = i + 1; j < patients.size(); j++) {
                    if (!contradicts(content(near, patients.get(i)), content(near, patients.get(j)))) {
                        groups.join(patients.get(i), patients.get(j));
                    }
                }
            }
        }
    }

    /** A number shared by a family is no proof: another birth date and another given name tell two people. */
    private static boolean contradicts(Patient one, Patient other) {
        String birth = one.getBirthDateElement().getValueAsString();
        String otherBirth = other.getBirthDateElement().getValueAsString();
        if (birth == null || otherBirth == null || birth.startsWith(otherBirth) || otherBirth.startsWith(birth)) {
            return false;
        }
        Set<String> given = given(one);
        Set<String> otherGiven = given(other);
        return !given.isEmpty() && !otherGiven.isEmpty() && given.stream().noneMatch(otherGiven::contains);
    }

    private static Set<String> given(Patient patient) {
        Set<String> given = new LinkedHashSet<>();
        patient.getName().forEach(name -> name.getGiven().forEach(one -> given.add(MatchKeys.plain(one.getValue()))));
        return given;
    }

    // ---- golden records

    /** Makes golden records and links say what the groups do; where a group had several, the first one stays. */
    private void settle(Neighbourhood near, Collection<List<String>> groups) {
        List<StoreRequest> goldenRecords = new ArrayList<>();
        Map<String, String> linked = new LinkedHashMap<>();
        List<String> unlinked = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        List<List<String>> largestFirst = new ArrayList<>(groups);
        largestFirst.sort(
                Comparator.comparing((List<String> group) -> -group.size()).thenComparing(group -> group.get(0)));
        for (List<String> group : largestFirst) {
            if (group.size() == 1) {
                group.stream().filter(near.goldens::containsKey).forEach(unlinked::add);
                continue;
            }
            String golden = golden(near, group, kept);
            kept.add(golden);
            List<Patient> sources = group.stream().map(id -> content(near, id)).toList();
            goldenRecords.add(new StoreRequest(GoldenRecord.of(golden, sources), clock.instant(), SOURCE));
            for (String member : group) {
                if (!golden.equals(near.goldens.get(member))) {
                    linked.put(member, golden);
                    log.info("linked patient={} golden={}", member, golden);
                }
            }
        }
        if (!goldenRecords.isEmpty()) {
            store.land(goldenRecords);
        }
        links.link(linked);
        if (!unlinked.isEmpty()) {
            links.unlink(unlinked);
            unlinked.forEach(member -> log.info("unlinked patient={}", member));
        }
        List<String> left = near.members.keySet().stream()
                .filter(golden -> !kept.contains(golden))
                .map(golden -> PATIENT + golden)
                .toList();
        if (!left.isEmpty()) {
            store.retire(left, clock.instant(), SOURCE);
        }
    }

    private static String golden(Neighbourhood near, List<String> group, Set<String> taken) {
        Set<String> present = new TreeSet<>();
        group.stream().map(near.goldens::get).filter(Objects::nonNull).forEach(present::add);
        present.removeAll(taken);
        if (!present.isEmpty()) {
            return present.iterator().next();
        }
        return group.stream()
                .sorted()
                .map(Identity::newId)
                .filter(id -> !taken.contains(id) && !near.members.containsKey(id))
                .findFirst()
                .orElseGet(() -> newId(String.join(" ", group)));
    }

    private static String newId(String patient) {
        return UUID.nameUUIDFromBytes(("golden " + patient).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
