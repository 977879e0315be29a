package org.headwater;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import javax.sql.DataSource;
import org.headwater.testing.GatewayTest;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@GatewayTest
class GatewayTests {
    @Autowired
    DaoRegistry daos;

    @Autowired
    DataSource dataSource;

    @Test
    void storesAndReadsAPatientOnPostgres() {
        Patient patient = new Patient();
        patient.setId("Patient/1234");
        patient.addName().setFamily("Testwater");
        daos.getResourceDao(Patient.class).update(patient, new SystemRequestDetails());
        assertThat(daos.getResourceDao(Patient.class)
                        .read(patient.getIdElement().toUnqualifiedVersionless(), new SystemRequestDetails())
                        .getNameFirstRep()
                        .getFamily())
                .isEqualTo("Testwater");
        assertThat(new JdbcTemplate(dataSource)
                        .queryForObject(
                                "select count(*) from hfj_resource where res_type = 'Patient' and fhir_id = '1234'",
                                Long.class))
                .isEqualTo(1);
    }
}
