package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.headwater.Gateway;
import org.headwater.fhirstore.FhirStore;
import org.headwater.testing.FreshPostgres;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/** The demo community's records come in through the real doors and become one person's record. */
@SpringBootTest(classes = Gateway.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@ContextConfiguration(initializers = {FreshPostgres.class, DemoJourneyTests.FreeMllpPort.class})
class DemoJourneyTests {

    private static final String ROSA = "Patient?identifier=urn:oid:2.16.840.1.113883.19.5.1|MG-100417";
    private static final Set<String> OF_FOUR_SECTORS =
            Set.of("Encounter", "DiagnosticReport", "Claim", "DocumentReference", "Procedure", "ServiceRequest");

    @Autowired
    private FhirStore store;

    @Autowired
    private TestRestTemplate http;

    @Test
    void everythingOfOnePersonComesFromAllFourSectors() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(types(everything(""))).containsAll(OF_FOUR_SECTORS));
        assertThat(types(everything("?_mdm=false")))
                .contains("Encounter")
                .doesNotContain("Claim", "DocumentReference", "Procedure");
    }

    private Bundle everything(String query) {
        String id = store.search(ROSA).getEntryFirstRep().getResource().getIdPart();
        String body = http.withBasicAuth("admin", FreshPostgres.ADMIN_PASSWORD)
                .getForObject("/fhir/Patient/" + id + "/$everything" + query, String.class);
        return store.context().newJsonParser().parseResource(Bundle.class, body);
    }

    private static Set<String> types(Bundle bundle) {
        Set<String> types = new TreeSet<>();
        bundle.getEntry().forEach(entry -> types.add(entry.getResource().fhirType()));
        return types;
    }

    /** The demo speaks to the port it is told, so that one must be known beforehand. */
    static class FreeMllpPort implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try (ServerSocket free = new ServerSocket(0)) {
                TestPropertyValues.of("headwater.mllp.port=" + free.getLocalPort())
                        .applyTo(context);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
