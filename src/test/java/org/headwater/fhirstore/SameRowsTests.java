package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.testing.GatewayTest;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Landing writes the rows that HAPI itself would write for the same resources, column by column. */
@GatewayTest
@DirtiesContext
class SameRowsTests {

    private static final List<String> TABLES = List.of(
            "HFJ_RESOURCE",
            "HFJ_RES_VER",
            "HFJ_SPIDX_STRING",
            "HFJ_SPIDX_TOKEN",
            "HFJ_SPIDX_DATE",
            "HFJ_SPIDX_NUMBER",
            "HFJ_SPIDX_QUANTITY",
            "HFJ_SPIDX_URI",
            "HFJ_SPIDX_COORDS",
            "HFJ_RES_LINK",
            "HFJ_RES_TAG");
    private static final Set<String> OWN = Set.of(
            "pid",
            "sp_id",
            "res_id",
            "src_resource_id",
            "sp_updated",
            "res_updated",
            "res_published",
            "res_deleted_at");

    @Autowired
    FhirStore store;

    @Autowired
    DaoRegistry daos;

    @Autowired
    MemoryCacheService caches;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Test
    void forNewResources() {
        assertSameRows(() -> land(variety(700_001)), () -> variety(700_001).forEach(this::update));
    }

    @Test
    void forChangedResources() {
        assertSameRows(
                () -> {
                    land(variety(700_003));
                    land(changed(variety(700_003)));
                },
                () -> {
                    variety(700_003).forEach(this::update);
                    changed(variety(700_003)).forEach(this::update);
                });
    }

    @Test
    void forDeletedResources() {
        List<Resource> kept = variety(700_005).subList(0, 2);
        Observation gone = SampleRecords.observation(700_005, 1, 0);
        gone.getMeta().setSource("urn:headwater:entry:1");
        assertSameRows(
                () -> {
                    land(kept);
                    land(List.of(gone));
                    new TransactionTemplate(transactions)
                            .execute(status -> store.retire(List.of(gone.getId()), Instant.now(), ""));
                },
                () -> {
                    kept.forEach(this::update);
                    update(gone);
                    daos.getResourceDao("Observation")
                            .delete(gone.getIdElement().toUnqualifiedVersionless(), new SystemRequestDetails());
                });
    }

    /** Stores the same resources by landing and by HAPI, in a database emptied in between. */
    private void assertSameRows(Runnable landing, Runnable hapi) {
        empty();
        landing.run();
        List<String> landed = rows();
        empty();
        hapi.run();
        assertThat(landed).containsExactlyInAnyOrderElementsOf(rows());
    }

    private void empty() {
        List<String> childrenFirst = new ArrayList<>(TABLES);
        Collections.reverse(childrenFirst);
        childrenFirst.add(0, "HW_LANDED");
        childrenFirst.forEach(table -> jdbc.update("delete from " + table));
        caches.invalidateAllCaches();
    }

    private static List<Resource> variety(int person) {
        List<Resource> all = new ArrayList<>(SampleRecords.message(person, 1));
        all.removeIf(resource -> Set.of("Organization", "Practitioner").contains(resource.fhirType()));
        for (Resource resource : all) {
            resource.getMeta().setSource("urn:headwater:entry:1");
            resource.getMeta()
                    .addSecurity()
                    .setSystem("http://terminology.hl7.org/CodeSystem/v3-Confidentiality")
                    .setCode("R");
        }
        Patient patient = (Patient) all.get(0);
        patient.setMultipleBirth(new org.hl7.fhir.r4.model.IntegerType(2));
        patient.addName().setText("Änne \\ \"Testwater\"\tTab\nLine").setFamily("x".repeat(900));
        patient.addIdentifier().setSystem("urn:long").setValue("9".repeat(300));
        patient.getText().setDivAsString("<div xmlns=\"http://www.w3.org/1999/xhtml\">Ünï – text</div>");
        return all;
    }

    private static List<Resource> changed(List<Resource> resources) {
        Patient patient = (Patient) resources.get(0);
        patient.getNameFirstRep().setFamily("Testwaterson");
        patient.getMeta().getProfile().add(new CanonicalType("http://example.org/StructureDefinition/more"));
        Observation observation = (Observation) resources.get(2);
        observation.setValue(new Quantity(5).setUnit("g"));
        observation.addPerformer(new Reference("Practitioner/elsewhere"));
        return resources;
    }

    private void land(List<Resource> resources) {
        List<StoreRequest> requests = resources.stream()
                .map(resource -> new StoreRequest(
                        new MappedResource(resource, Landing.REPLACE, null, Set.of()),
                        Instant.now(),
                        "urn:headwater:entry:1"))
                .toList();
        new TransactionTemplate(transactions).execute(status -> store.land(requests));
    }

    @SuppressWarnings("unchecked")
    private <T extends Resource> void update(T resource) {
        ((IFhirResourceDao<T>) daos.getResourceDao(resource.fhirType())).update(resource, new SystemRequestDetails());
    }

    /** Every row of every table, by resource, without what must differ, sorted. */
    private List<String> rows() {
        Map<Object, String> references = new TreeMap<>();
        jdbc.query("select res_id, res_type, fhir_id from hfj_resource", row -> {
            references.put(row.getLong(1), row.getString(2) + "/" + row.getString(3));
        });
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            String column = table.equals("HFJ_RES_LINK") ? "src_resource_id" : "res_id";
            for (Map<String, Object> row : jdbc.queryForList("select * from " + table)) {
                String reference = references.get(row.get(column));
                rows.add(table + " " + reference + " " + comparable(row, references));
            }
        }
        return rows;
    }

    private static String comparable(Map<String, Object> row, Map<Object, String> references) {
        TreeMap<String, Object> kept = new TreeMap<>(row);
        OWN.forEach(kept::remove);
        kept.computeIfPresent("target_resource_id", (column, pid) -> references.get(pid));
        return kept.toString();
    }
}
