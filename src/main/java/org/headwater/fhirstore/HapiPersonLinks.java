package org.headwater.fhirstore;

import ca.uhn.fhir.mdm.api.MdmLinkSourceEnum;
import ca.uhn.fhir.mdm.api.MdmMatchResultEnum;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.stereotype.Component;

/** {@link PersonLinks} in HAPI's table of MDM links; its matcher and its queue are not used. */
@Component
class HapiPersonLinks implements PersonLinks {

    private static final int MATCH = MdmMatchResultEnum.MATCH.ordinal();
    private static final int AUTOMATIC = MdmLinkSourceEnum.AUTO.ordinal();
    private static final String LINKS = "select t.FHIR_ID, g.FHIR_ID from MPI_LINK l"
            + " join HFJ_RESOURCE t on t.RES_ID = l.TARGET_PID join HFJ_RESOURCE g on g.RES_ID = l.GOLDEN_RESOURCE_PID"
            + " where l.MATCH_RESULT = " + MATCH;
    private static final String RULINGS = "select one, other, same_person, ruled_at from hw_person_ruling";

    private final JdbcTemplate jdbc;
    private final Clock clock;

    HapiPersonLinks(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void link(Map<String, String> goldens) {
        if (goldens.isEmpty()) {
            return;
        }
        unlink(goldens.keySet());
        Set<String> all = new HashSet<>(goldens.keySet());
        all.addAll(goldens.values());
        Map<String, Long> pids = pids(all);
        Timestamp now = Timestamp.from(clock.instant());
        List<Object[]> rows = new ArrayList<>();
        goldens.forEach((patient, golden) -> rows.add(
                new Object[] {pid(pids, golden), pid(pids, golden), pid(pids, patient), MATCH, AUTOMATIC, now, now}));
        jdbc.batchUpdate(
                "insert into MPI_LINK (PID, GOLDEN_RESOURCE_PID, PERSON_PID, TARGET_PID, TARGET_TYPE, MATCH_RESULT,"
                        + " LINK_SOURCE, CREATED, UPDATED, VERSION, EID_MATCH, NEW_PERSON)"
                        + " values (nextval('SEQ_EMPI_LINK_ID'), ?, ?, ?, 'Patient', ?, ?, ?, ?, '1', false, false)",
                rows);
    }

    private static long pid(Map<String, Long> pids, String patient) {
        Long pid = pids.get(patient);
        if (pid == null) {
            throw new IllegalArgumentException("no Patient of this id is stored");
        }
        return pid;
    }

    private Map<String, Long> pids(Collection<String> patientIds) {
        Map<String, Long> pids = new HashMap<>();
        jdbc.query(
                anyOf(
                        "select FHIR_ID, RES_ID from HFJ_RESOURCE where RES_TYPE = 'Patient' and FHIR_ID = any(?)",
                        patientIds),
                row -> {
                    pids.put(row.getString(1), row.getLong(2));
                });
        return pids;
    }

    @Override
    public void unlink(Collection<String> patientIds) {
        Collection<Long> pids = pids(patientIds).values();
        jdbc.batchUpdate(
                "delete from MPI_LINK where TARGET_PID = ?",
                pids.stream().map(pid -> new Object[] {pid}).toList());
    }

    @Override
    public Optional<String> goldenOf(String patientId) {
        return Optional.ofNullable(goldensOf(List.of(patientId)).get(patientId));
    }

    @Override
    public Map<String, String> goldensOf(Collection<String> patientIds) {
        Map<String, String> goldens = new HashMap<>();
        jdbc.query(anyOf(LINKS + " and t.RES_TYPE = 'Patient' and t.FHIR_ID = any(?)", patientIds), row -> {
            goldens.put(row.getString(1), row.getString(2));
        });
        return goldens;
    }

    @Override
    public List<String> patientsOf(String goldenId) {
        return patientsOf(List.of(goldenId)).getOrDefault(goldenId, List.of());
    }

    @Override
    public Map<String, List<String>> patientsOf(Collection<String> goldenIds) {
        Map<String, List<String>> patients = new LinkedHashMap<>();
        jdbc.query(
                anyOf(LINKS + " and g.RES_TYPE = 'Patient' and g.FHIR_ID = any(?) order by l.PID", goldenIds), row -> {
                    patients.computeIfAbsent(row.getString(2), golden -> new ArrayList<>())
                            .add(row.getString(1));
                });
        return patients;
    }

    @Override
    public void rule(PersonRuling ruling) {
        boolean inOrder = ruling.one().compareTo(ruling.other()) <= 0;
        String one = inOrder ? ruling.one() : ruling.other();
        String other = inOrder ? ruling.other() : ruling.one();
        OffsetDateTime at = ruling.at().atOffset(ZoneOffset.UTC);
        jdbc.update("delete from hw_person_ruling where one = ? and other = ? and ruled_at <= ?", one, other, at);
        jdbc.update(
                "insert into hw_person_ruling (one, other, same_person, ruled_at) select cast(? as varchar), cast(? as varchar),"
                        + " cast(? as boolean), cast(? as timestamp with time zone)"
                        + " where not exists (select 1 from hw_person_ruling where one = ? and other = ?)",
                one,
                other,
                ruling.samePerson(),
                at,
                one,
                other);
    }

    @Override
    public List<PersonRuling> rulingsOn(Collection<String> patientIds) {
        List<PersonRuling> rulings = new ArrayList<>();
        for (String side : List.of("one", "other")) {
            jdbc.query(anyOf(RULINGS + " where " + side + " = any(?)", patientIds), row -> {
                PersonRuling ruling = new PersonRuling(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getTimestamp(4).toInstant());
                if (!rulings.contains(ruling)) {
                    rulings.add(ruling);
                }
            });
        }
        return rulings;
    }

    private static PreparedStatementCreator anyOf(String sql, Collection<String> values) {
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setArray(1, connection.createArrayOf("varchar", values.toArray()));
            return statement;
        };
    }
}
