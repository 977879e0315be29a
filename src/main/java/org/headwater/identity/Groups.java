package org.headwater.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.fhirstore.PersonRuling;

/**
 * Patients put into groups, each of one person. Two that a sender ruled to be different people never come into one group,
 * neither directly nor by way of a third; what is joined first has the better claim.
 */
final class Groups {

    private final Map<String, String> leaders = new LinkedHashMap<>();
    private final Map<String, Set<String>> different = new HashMap<>();

    Groups(Collection<String> patients, List<PersonRuling> rulings) {
        patients.forEach(patient -> leaders.put(patient, patient));
        for (PersonRuling ruling : rulings) {
            if (!ruling.samePerson()) {
                keepApart(ruling.one(), ruling.other());
                keepApart(ruling.other(), ruling.one());
            }
        }
    }

    private void keepApart(String one, String other) {
        different.computeIfAbsent(one, any -> new HashSet<>()).add(other);
    }

    /** Puts two into one group, with all that are in theirs, unless that would join who is different. */
    void join(String one, String other) {
        String first = leader(one);
        String second = leader(other);
        if (first.equals(second) || keptApart(first, second)) {
            return;
        }
        leaders.replaceAll((patient, leader) -> leader.equals(second) ? first : leader);
    }

    private String leader(String patient) {
        return leaders.computeIfAbsent(patient, any -> patient);
    }

    private boolean keptApart(String first, String second) {
        if (different.isEmpty()) {
            return false;
        }
        List<String> others = members(second);
        return members(first).stream()
                .map(patient -> different.getOrDefault(patient, Set.of()))
                .anyMatch(apart -> others.stream().anyMatch(apart::contains));
    }

    private List<String> members(String leader) {
        return leaders.entrySet().stream()
                .filter(entry -> entry.getValue().equals(leader))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The groups, each in the order in which its Patients were given. */
    Collection<List<String>> all() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        leaders.forEach((patient, leader) ->
                groups.computeIfAbsent(leader, any -> new ArrayList<>()).add(patient));
        return groups.values();
    }
}
