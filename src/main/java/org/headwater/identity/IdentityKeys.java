package org.headwater.identity;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.stereotype.Component;

/** The match keys of every source Patient, kept so that whoever shares one is found by it. */
@Component
class IdentityKeys {

    private final JdbcTemplate jdbc;

    IdentityKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps the keys Patients have now in place of those they had; answers who shares any of them, by key. */
    Map<String, Set<String>> keep(Map<String, Set<String>> keys) {
        Map<String, Set<String>> known = of(keys.keySet());
        List<Object[]> gone = new ArrayList<>();
        List<Object[]> come = new ArrayList<>();
        Set<String> all = new HashSet<>();
        keys.forEach((patient, now) -> {
            Set<String> before = known.getOrDefault(patient, Set.of());
            before.stream().filter(key -> !now.contains(key)).forEach(key -> gone.add(new Object[] {key, patient}));
            now.stream().filter(key -> !before.contains(key)).forEach(key -> come.add(new Object[] {key, patient}));
            all.addAll(now);
        });
        if (!gone.isEmpty()) {
            jdbc.batchUpdate("delete from hw_identity_key where match_key = ? and patient = ?", gone);
        }
        if (!come.isEmpty()) {
            jdbc.batchUpdate("insert into hw_identity_key (match_key, patient) values (?, ?)", come);
        }
        return sharing(all);
    }

    /** The keys of Patients. */
    Map<String, Set<String>> of(Collection<String> patients) {
        Map<String, Set<String>> keys = new HashMap<>();
        gather("select patient, match_key from hw_identity_key where patient = any(?)", patients, keys);
        return keys;
    }

    private Map<String, Set<String>> sharing(Collection<String> keys) {
        Map<String, Set<String>> patients = new HashMap<>();
        gather("select match_key, patient from hw_identity_key where match_key = any(?)", keys, patients);
        return patients;
    }

    private void gather(String sql, Collection<String> values, Map<String, Set<String>> into) {
        if (values.isEmpty()) {
            return;
        }
        PreparedStatementCreator query = connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setArray(1, connection.createArrayOf("varchar", values.toArray()));
            return statement;
        };
        jdbc.query(query, row -> {
            into.computeIfAbsent(row.getString(1), any -> new HashSet<>()).add(row.getString(2));
        });
    }
}
