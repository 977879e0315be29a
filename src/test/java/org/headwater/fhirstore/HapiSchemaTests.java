package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A schema begun by a process that was killed. */
class HapiSchemaTests {

    private final DriverManagerDataSource database = new DriverManagerDataSource(Databases.freshH2(), "sa", "");
    private final JdbcTemplate jdbc = new JdbcTemplate(database);

    @Test
    void aSchemaLeftHalfMadeIsMadeAnew() {
        migrate();
        jdbc.execute("delete from FLY_HFJ_MIGRATION");
        jdbc.execute("drop table HFJ_RES_VER cascade");
        migrate();
        assertThat(jdbc.queryForObject("select count(*) from HFJ_RES_VER", Long.class))
                .isZero();
    }

    @Test
    void aSchemaWithResourcesButWithoutItsAccountIsLeftAlone() {
        migrate();
        jdbc.execute("insert into HFJ_RESOURCE (RES_ID, RES_TYPE, RES_VERSION, RES_VER, RES_PUBLISHED, RES_UPDATED,"
                + " HAS_TAGS, SP_HAS_LINKS, SP_COORDS_PRESENT, SP_DATE_PRESENT, SP_NUMBER_PRESENT,"
                + " SP_QUANTITY_PRESENT, SP_STRING_PRESENT, SP_TOKEN_PRESENT, SP_URI_PRESENT, SP_QUANTITY_NRML_PRESENT) values (1, 'Patient', 'R4',"
                + " 1, now(), now(), false, false, false, false, false, false, false, false, false, false)");
        jdbc.execute("delete from FLY_HFJ_MIGRATION");
        assertThatThrownBy(this::migrate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no account");
    }

    private void migrate() {
        new HapiSchema(database, DriverTypeEnum.H2_EMBEDDED).migrate();
    }
}
