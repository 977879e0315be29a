package org.headwater.fhirstore;

import ca.uhn.fhir.mdm.api.MdmLinkSourceEnum;
import ca.uhn.fhir.mdm.api.MdmMatchResultEnum;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@link PersonLinks} in HAPI's table of MDM links; its matcher and its queue are not used. */
@Component
class HapiPersonLinks implements PersonLinks {

    private static final int MATCH = MdmMatchResultEnum.MATCH.ordinal();
    private static final int AUTOMATIC = MdmLinkSourceEnum.AUTO.ordinal();

    private final JdbcTemplate jdbc;
    private final Clock clock;

    HapiPersonLinks(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void link(String goldenId, String patientId) {
        unlink(patientId);
        long golden = pid(goldenId);
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.update(
                "insert into MPI_LINK (PID, GOLDEN_RESOURCE_PID, PERSON_PID, TARGET_PID, TARGET_TYPE, MATCH_RESULT,"
                        + " LINK_SOURCE, CREATED, UPDATED, VERSION, EID_MATCH, NEW_PERSON)"
                        + " values (nextval('SEQ_EMPI_LINK_ID'), ?, ?, ?, 'Patient', ?, ?, ?, ?, '1', false, false)",
                golden,
                golden,
                pid(patientId),
                MATCH,
                AUTOMATIC,
                now,
                now);
    }

    @Override
    public void unlink(String patientId) {
        jdbc.update("delete from MPI_LINK where TARGET_PID = ?", pid(patientId));
    }

    @Override
    public Optional<String> goldenOf(String patientId) {
        return jdbc
                .queryForList(
                        "select g.FHIR_ID from MPI_LINK l join HFJ_RESOURCE g on g.RES_ID = l.GOLDEN_RESOURCE_PID"
                                + " join HFJ_RESOURCE t on t.RES_ID = l.TARGET_PID"
                                + " where t.RES_TYPE = 'Patient' and t.FHIR_ID = ? and l.MATCH_RESULT = ?",
                        String.class,
                        patientId,
                        MATCH)
                .stream()
                .findFirst();
    }

    @Override
    public List<String> patientsOf(String goldenId) {
        return jdbc.queryForList(
                "select t.FHIR_ID from MPI_LINK l join HFJ_RESOURCE t on t.RES_ID = l.TARGET_PID"
                        + " join HFJ_RESOURCE g on g.RES_ID = l.GOLDEN_RESOURCE_PID"
                        + " where g.RES_TYPE = 'Patient' and g.FHIR_ID = ? and l.MATCH_RESULT = ? order by l.PID",
                String.class,
                goldenId,
                MATCH);
    }

    @Override
    public List<String> samePerson(String patientId) {
        String golden = goldenOf(patientId).orElse(patientId);
        Set<String> all = new LinkedHashSet<>();
        all.add(golden);
        all.addAll(patientsOf(golden));
        all.add(patientId);
        return new ArrayList<>(all);
    }

    private long pid(String patientId) {
        Long pid = jdbc.queryForObject(
                "select RES_ID from HFJ_RESOURCE where RES_TYPE = 'Patient' and FHIR_ID = ?", Long.class, patientId);
        if (pid == null) {
            throw new IllegalArgumentException("no Patient of this id is stored");
        }
        return pid;
    }
}
