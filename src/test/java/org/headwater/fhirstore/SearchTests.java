package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.testing.FreshPostgres;
import org.headwater.testing.GatewayTest;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** What a client of the FHIR server finds, and how pages follow each other. */
@GatewayTest
class SearchTests {

    private static final Instant T1 = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant T2 = Instant.parse("2026-01-02T10:00:00Z");
    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

    @Autowired
    FhirStore store;

    @Autowired
    TestRestTemplate http;

    @Autowired
    PlatformTransactionManager transactions;

    private final String id = UUID.randomUUID().toString();

    @Test
    void searchParametersOfUsCoreFindWhatTheyName() {
        Patient patient = patient();
        patient.addExtension()
                .setUrl(US_CORE + "race")
                .addExtension("ombCategory", new Coding("urn:oid:2.16.840.1.113883.6.238", "2106-3", "White"));
        patient.addExtension(
                US_CORE + "genderIdentity",
                new CodeableConcept(new Coding("http://snomed.info/sct", "446141000124107", null)));
        Condition condition = new Condition().setSubject(new Reference("Patient/" + id));
        condition.setId("Condition/" + id);
        condition.addExtension(
                "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", new DateTimeType("2026-02-03"));
        land(T1, patient, condition);
        assertThat(found("Patient?race=2106-3&_id=" + id)).hasSize(1);
        assertThat(found("Patient?race=urn:oid:2.16.840.1.113883.6.238|2106-3&_id=" + id))
                .hasSize(1);
        assertThat(found("Patient?race=2054-5&_id=" + id)).isEmpty();
        assertThat(found("Patient?gender-identity=446141000124107&_id=" + id)).hasSize(1);
        assertThat(found("Condition?asserted-date=2026-02-03&patient=" + id)).hasSize(1);
        assertThat(found("Condition?asserted-date=gt2026-02-03&patient=" + id)).isEmpty();
    }

    @Test
    void everythingOnSeveralPagesIsEverythingOnOne() {
        land(T1, patient());
        land(T1, observations(23));
        List<String> onOne = found("Patient/" + id + "/$everything");
        assertThat(onOne).hasSize(24).doesNotHaveDuplicates();
        assertThat(found("Patient/" + id + "/$everything?_count=5")).containsExactlyInAnyOrderElementsOf(onOne);
    }

    @Test
    void everythingSinceLeavesOutWhatWasNotUpdatedSinceOnEveryPage() {
        land(T1, patient());
        land(T1, observations(23));
        String before =
                read("Observation", 22).getMeta().getLastUpdatedElement().getValueAsString();
        Observation changed = observations(23)[11].setStatus(ObservationStatus.AMENDED);
        land(T2, changed);
        String since = read("Observation", 11).getMeta().getLastUpdatedElement().getValueAsString();
        assertThat(since).isNotEqualTo(before);
        assertThat(found("Patient/" + id + "/$everything?_count=5&_since=" + since))
                .containsExactly("Observation/" + id + "-11");
    }

    @Test
    void queriesOfOurOwnSortAndInclude() {
        land(T1, patient());
        land(T1, observations(3));
        Bundle bundle = store.search("Observation?patient=" + id + "&_sort=-date&_include=Observation:patient");
        assertThat(bundle.getEntry())
                .extracting(entry -> entry.getResource().getIdPart())
                .containsExactly(id + "-2", id + "-1", id + "-0", id);
        assertThat(bundle.getEntry().get(3).getSearch().getMode()).isEqualTo(Bundle.SearchEntryMode.INCLUDE);
    }

    @Test
    void anAppThatMayWriteRecordsMayNotChangeWhatIsSearched() {
        TestRestTemplate admin = http.withBasicAuth("admin", FreshPostgres.ADMIN_PASSWORD);
        JsonNode client = admin.postForObject(
                "/clients", Map.of("kind", "app", "id", "writer-" + id, "scopes", "system/*.cruds"), JsonNode.class);
        MultiValueMap<String, String> grant = new LinkedMultiValueMap<>();
        grant.add("grant_type", "client_credentials");
        JsonNode token = http.withBasicAuth(
                        "writer-" + id, client.path("secret").asText())
                .postForObject("/oauth2/token", grant, JsonNode.class);
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth(token.path("access_token").asText());
        headers.set("Content-Type", "application/fhir+json");
        assertThat(posted("Patient", "{\"resourceType\":\"Patient\"}", headers)).isEqualTo(HttpStatus.CREATED);
        assertThat(posted("SearchParameter", "{\"resourceType\":\"SearchParameter\"}", headers))
                .isEqualTo(HttpStatus.FORBIDDEN);
    }

    private HttpStatusCode posted(String type, String body, HttpHeaders headers) {
        return http.postForEntity("/fhir/" + type, new HttpEntity<>(body, headers), String.class)
                .getStatusCode();
    }

    private Patient patient() {
        Patient patient = new Patient();
        patient.setId("Patient/" + id);
        patient.addName().setFamily("Testwater");
        return patient;
    }

    private Observation[] observations(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    Observation observation = new Observation()
                            .setStatus(ObservationStatus.FINAL)
                            .setCode(new CodeableConcept().setText("a test"))
                            .setSubject(new Reference("Patient/" + id))
                            .setEffective(new DateTimeType("2026-01-%02d".formatted(number + 1)));
                    observation.setId("Observation/" + id + "-" + number);
                    return observation;
                })
                .toArray(Observation[]::new);
    }

    private Resource read(String type, int number) {
        return store.read(type, id + "-" + number).orElseThrow();
    }

    private void land(Instant when, Resource... resources) {
        List<StoreRequest> requests = new ArrayList<>();
        for (Resource resource : resources) {
            requests.add(new StoreRequest(
                    new MappedResource(resource, Landing.MERGE, when, Set.of()), when, "urn:headwater:entry:1"));
        }
        new TransactionTemplate(transactions).executeWithoutResult(status -> store.land(requests));
    }

    /** All pages of an answer, as {@code Type/id}. */
    private List<String> found(String query) {
        List<String> found = new ArrayList<>();
        Optional<String> page = Optional.of("/fhir/" + query);
        while (page.isPresent()) {
            String body = http.withBasicAuth("admin", FreshPostgres.ADMIN_PASSWORD)
                    .getForObject(page.get().replace("+", "%2B"), String.class);
            Bundle bundle = store.context().newJsonParser().parseResource(Bundle.class, body);
            bundle.getEntry()
                    .forEach(entry -> found.add(entry.getResource().fhirType() + "/"
                            + entry.getResource().getIdPart()));
            page = Optional.ofNullable(bundle.getLink("next"))
                    .map(link -> link.getUrl().substring(link.getUrl().indexOf("/fhir")));
        }
        return found;
    }
}
