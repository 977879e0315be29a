package org.headwater.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.fhirstore.StoreRequest;
import org.headwater.ingest.OutboxEvent;
import org.headwater.ingest.OutboxListener;
import org.hl7.fhir.r4.model.Patient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out which source Patients are one person, by a strict rule of ours (see {@link MatchKeys}), and keeps golden
 * records. A person of whom there is only one source has none yet: a golden record is made when a second source comes.
 */
@Service
@Order(0) // before listeners that ask who is who
class Identity implements OutboxListener {

    private static final Logger log = LoggerFactory.getLogger(Identity.class);
    private static final String SOURCE = "urn:headwater:identity";

    private final FhirStore store;
    private final PersonLinks links;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Identity(FhirStore store, PersonLinks links, JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock) {
        this.store = store;
        this.links = links;
        this.jdbc = jdbc;
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
                if (reference.startsWith("Patient/")) {
                    patients.add(reference.substring("Patient/".length()));
                }
            }
        }
        for (String patient : patients) {
            transactions.executeWithoutResult(status -> consider(patient));
        }
    }

    private void consider(String id) {
        Optional<Patient> patient = patient(id);
        if (patient.isEmpty() || GoldenRecord.is(patient.get())) {
            return;
        }
        Set<String> keys = MatchKeys.of(patient.get());
        keep(id, keys);
        Set<String> same = new TreeSet<>();
        for (String other : sharing(id, keys)) {
            if (patient(other).filter(one -> !contradicts(patient.get(), one)).isPresent()) {
                same.add(other);
            }
        }
        if (!same.isEmpty() || links.goldenOf(id).isPresent()) {
            join(id, same);
        }
    }

    private Optional<Patient> patient(String id) {
        return store.read("Patient", id).map(Patient.class::cast);
    }

    private void keep(String id, Set<String> keys) {
        Set<String> known = new LinkedHashSet<>(
                jdbc.queryForList("select match_key from hw_identity_key where patient = ?", String.class, id));
        if (known.equals(keys)) {
            return;
        }
        jdbc.update("delete from hw_identity_key where patient = ?", id);
        jdbc.batchUpdate(
                "insert into hw_identity_key (match_key, patient) values (?, ?)",
                keys.stream().map(key -> new Object[] {key, id}).toList());
    }

    private List<String> sharing(String id, Set<String> keys) {
        List<String> others = new ArrayList<>();
        for (String key : keys) {
            others.addAll(jdbc.queryForList(
                    "select patient from hw_identity_key where match_key = ? and patient <> ?", String.class, key, id));
        }
        return others.stream().distinct().toList();
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

    /** Puts a patient and those it matches under one golden record; where they had several, the first one stays. */
    private void join(String id, Set<String> same) {
        Set<String> goldens = new TreeSet<>();
        Set<String> members = new LinkedHashSet<>();
        for (String one : with(same, id)) {
            Optional<String> golden = links.goldenOf(one);
            if (golden.isPresent()) {
                goldens.add(golden.get());
                members.addAll(links.patientsOf(golden.get()));
            }
        }
        members.addAll(same);
        members.add(id);
        String golden = goldens.isEmpty() ? newId(id) : goldens.iterator().next();
        land(golden, members);
        for (String member : members) {
            if (!links.goldenOf(member).equals(Optional.of(golden))) {
                links.link(golden, member);
                log.info("linked patient={} golden={}", member, golden);
            }
        }
        goldens.remove(golden);
        if (!goldens.isEmpty()) {
            store.retire(goldens.stream().map(old -> "Patient/" + old).toList(), clock.instant(), SOURCE);
        }
    }

    private static Set<String> with(Set<String> ids, String id) {
        Set<String> all = new LinkedHashSet<>(ids);
        all.add(id);
        return all;
    }

    private void land(String golden, Set<String> members) {
        List<Patient> sources =
                members.stream().flatMap(member -> patient(member).stream()).toList();
        store.land(List.of(new StoreRequest(GoldenRecord.of(golden, sources), clock.instant(), SOURCE)));
    }

    private static String newId(String patient) {
        return UUID.nameUUIDFromBytes(("golden " + patient).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
