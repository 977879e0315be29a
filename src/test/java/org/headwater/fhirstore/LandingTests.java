package org.headwater.fhirstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.testing.GatewayTest;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@GatewayTest
class LandingTests {

    private static final Instant T1 = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant T2 = Instant.parse("2026-01-02T10:00:00Z");
    private static final Instant T3 = Instant.parse("2026-01-03T10:00:00Z");
    private static final Instant RECEIVED = Instant.parse("2026-02-01T10:00:00Z");

    @Autowired
    FhirStore store;

    @Autowired
    DaoRegistry daos;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    private final String id = UUID.randomUUID().toString();

    @Test
    void keepsProfileSourceAndHistory() {
        assertThat(land(merge(T1, patient -> patient.getMeta().addProfile("http://example.org/one"))))
                .isEqualTo(Outcome.CREATED);
        assertThat(land(merge(T2, patient -> patient.setActive(true)))).isEqualTo(Outcome.UPDATED);
        Patient stored = read();
        assertThat(stored.getMeta().getVersionId()).isEqualTo("2");
        assertThat(stored.getMeta().getSource()).isEqualTo("urn:headwater:entry:7");
        assertThat(stored.getMeta().hasProfile("http://example.org/one")).isTrue();
        Patient first = daos.getResourceDao(Patient.class)
                .read(stored.getIdElement().toUnqualified().withVersion("1"), new SystemRequestDetails());
        assertThat(first.hasActive()).isFalse();
    }

    @Test
    void anUnchangedRepeatWritesNoVersion() {
        land(merge(T1, patient -> patient.setActive(true)));
        assertThat(land(merge(T2, patient -> patient.setActive(true)))).isEqualTo(Outcome.UNCHANGED);
        assertThat(read().getMeta().getVersionId()).isEqualTo("1");
    }

    @Test
    void anUnchangedRepeatStillCountsAsTheNewestWord() {
        land(merge(T1, patient -> patient.setActive(true)));
        land(merge(T3, patient -> patient.setActive(true)));
        assertThat(land(merge(T2, patient -> patient.setActive(false)))).isEqualTo(Outcome.STALE);
        assertThat(read().getActive()).isTrue();
    }

    @Test
    void twoSendersRepeatingThemselvesWriteNoVersions() {
        Consumer<Patient> full = patient -> patient.setActive(true).setGender(AdministrativeGender.OTHER);
        Consumer<Patient> thin = patient -> patient.setActive(true);
        land(merge(T1, full));
        assertThat(land(merge(T1.plusSeconds(1), thin))).isEqualTo(Outcome.UNCHANGED);
        assertThat(land(merge(T1.plusSeconds(2), full))).isEqualTo(Outcome.UNCHANGED);
        assertThat(land(merge(T1.plusSeconds(3), thin))).isEqualTo(Outcome.UNCHANGED);
        // The thin one said nothing of gender, so its word on that is still the full one's of second 2.
        assertThat(land(merge(T1.plusMillis(2500), patient -> patient.setGender(AdministrativeGender.MALE))))
                .isEqualTo(Outcome.UPDATED);
        assertThat(land(merge(T1.plusMillis(2500), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.STALE);
    }

    @Test
    void mergesElementByElement() {
        land(merge(T1, patient -> {
            patient.setActive(true);
            patient.addName().setFamily("Testwater");
            patient.addAddress().setCity("Springfield");
        }));
        land(merge(T2, patient -> patient.addName().setFamily("Testwaterson")));
        Patient stored = read();
        assertThat(stored.getName()).hasSize(1);
        assertThat(stored.getNameFirstRep().getFamily()).isEqualTo("Testwaterson");
        assertThat(stored.getAddressFirstRep().getCity()).isEqualTo("Springfield");
        assertThat(stored.getActive()).isTrue();
    }

    @Test
    void aLateMessageFillsGapsButOverridesNothingNewer() {
        land(merge(T1, patient -> patient.setGender(AdministrativeGender.MALE)));
        land(merge(T3, patient -> patient.addName().setFamily("Newest-Testwater")));
        Outcome late = land(merge(T2, patient -> {
            patient.addName().setFamily("Late-Testwater");
            patient.setGender(AdministrativeGender.FEMALE);
            patient.setActive(true);
        }));
        assertThat(late).isEqualTo(Outcome.UPDATED);
        Patient stored = read();
        assertThat(stored.getNameFirstRep().getFamily()).isEqualTo("Newest-Testwater");
        assertThat(stored.getGender()).isEqualTo(AdministrativeGender.FEMALE);
        assertThat(stored.getActive()).isTrue();
    }

    @Test
    void whatASenderDeletedNoOlderMessageBringsBack() {
        land(merge(T1, patient -> patient.addTelecom().setValue("555-0100")));
        land(request(T3, Landing.MERGE, Set.of("telecom"), patient -> patient.setActive(true)));
        assertThat(read().hasTelecom()).isFalse();
        assertThat(land(merge(T2, patient -> patient.addTelecom().setValue("555-0101"))))
                .isEqualTo(Outcome.STALE);
        assertThat(read().hasTelecom()).isFalse();
        assertThat(land(merge(T3.plusSeconds(1), patient -> patient.addTelecom().setValue("555-0102"))))
                .isEqualTo(Outcome.UPDATED);
        assertThat(read().getTelecomFirstRep().getValue()).isEqualTo("555-0102");
    }

    @Test
    void identifiersExtensionsAndProfilesAddUp() {
        land(merge(T1, patient -> {
            patient.getMeta().addProfile("http://example.org/one");
            patient.addIdentifier().setSystem("urn:a").setValue("1");
            patient.addExtension("http://example.org/x", new StringType("old"));
            patient.addExtension("http://example.org/y", new StringType("kept"));
        }));
        land(merge(T2, patient -> {
            patient.getMeta().addProfile("http://example.org/two");
            patient.addIdentifier().setSystem("urn:b").setValue("2");
            patient.addExtension("http://example.org/x", new StringType("new"));
        }));
        Patient stored = read();
        assertThat(stored.getMeta().getProfile())
                .extracting(PrimitiveType::getValue)
                .containsExactly("http://example.org/one", "http://example.org/two");
        assertThat(stored.getIdentifier()).extracting(Identifier::getValue).containsExactly("1", "2");
        assertThat(stored.getExtension())
                .extracting(extension -> extension.getValue().primitiveValue())
                .containsExactly("new", "kept");
    }

    @Test
    void statementsEndInTheSameStateInWhateverOrderTheyArrive() {
        List<StoreRequest> statements = List.of(
                merge(T1, patient -> {
                    patient.setActive(true).setGender(AdministrativeGender.MALE);
                    patient.addTelecom().setValue("555-0100");
                }),
                merge(
                        T2,
                        patient -> patient.setGender(AdministrativeGender.FEMALE)
                                .addName()
                                .setFamily("Testwater")),
                request(T2.plusSeconds(1), Landing.MERGE, Set.of("telecom"), patient -> patient.setActive(false)),
                merge(T3, patient -> patient.addName().setFamily("Testwaterson")));
        for (List<StoreRequest> order : permutations(statements)) {
            String other = UUID.randomUUID().toString();
            for (StoreRequest statement : order) {
                Patient patient = ((Patient) statement.mapped().resource()).copy();
                patient.setId("Patient/" + other);
                MappedResource mapped = new MappedResource(
                        patient,
                        Landing.MERGE,
                        statement.mapped().eventTime(),
                        statement.mapped().deletions());
                land(new StoreRequest(mapped, RECEIVED, "urn:headwater:entry:7"));
            }
            Patient stored = (Patient) store.read("Patient", other).orElseThrow();
            assertThat(stored.getActive()).isFalse();
            assertThat(stored.getGender()).isEqualTo(AdministrativeGender.FEMALE);
            assertThat(stored.getName()).hasSize(1);
            assertThat(stored.getNameFirstRep().getFamily()).isEqualTo("Testwaterson");
            assertThat(stored.hasTelecom()).isFalse();
        }
    }

    @Test
    void whatIsStatedForWantOfBetterYieldsToAnyRealWord() {
        land(filling(T2, Set.of("gender"), patient -> patient.setActive(true).setGender(AdministrativeGender.UNKNOWN)));
        assertThat(read().getGender()).isEqualTo(AdministrativeGender.UNKNOWN);
        land(merge(T1, patient -> patient.setGender(AdministrativeGender.FEMALE)));
        assertThat(read().getGender()).isEqualTo(AdministrativeGender.FEMALE);
        land(filling(
                T3, Set.of("gender"), patient -> patient.setActive(false).setGender(AdministrativeGender.UNKNOWN)));
        assertThat(read().getGender()).isEqualTo(AdministrativeGender.FEMALE);
        assertThat(read().getActive()).isFalse();
    }

    private StoreRequest filling(Instant eventTime, Set<String> fills, Consumer<Patient> content) {
        MappedResource mapped =
                new MappedResource(patient(content), Landing.MERGE, eventTime, Set.of(), fills, Set.of(), Map.of());
        return new StoreRequest(mapped, RECEIVED, "urn:headwater:entry:7");
    }

    @Test
    void replacesWholeUnlessWhatIsStoredIsNewer() {
        land(request(
                T2,
                Landing.REPLACE,
                Set.of(),
                patient -> patient.setActive(true).setBirthDate(new java.util.Date(0))));
        assertThat(land(request(T1, Landing.REPLACE, Set.of(), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.STALE);
        assertThat(land(request(T3, Landing.REPLACE, Set.of(), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.UPDATED);
        assertThat(read().hasBirthDate()).isFalse();
    }

    @Test
    void createsOnlyWhereNothingIs() {
        assertThat(land(request(T1, Landing.CREATE_ONLY, Set.of(), patient -> patient.setActive(true))))
                .isEqualTo(Outcome.CREATED);
        assertThat(land(request(T2, Landing.CREATE_ONLY, Set.of(), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(read().getActive()).isTrue();
    }

    @Test
    void whatOnlyUpdatesLandsWhereSomethingIsStoredAndNowhereElse() {
        assertThat(land(request(T1, Landing.UPDATE_ONLY, Set.of(), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(store.read("Patient", id)).isEmpty();
        land(request(T1, Landing.REPLACE, Set.of(), patient -> patient.setActive(true)));
        assertThat(land(request(T1, Landing.UPDATE_ONLY, Set.of(), patient -> patient.setActive(false))))
                .isEqualTo(Outcome.UPDATED);
        assertThat(read().getActive()).isFalse();
    }

    @Test
    void statementsOfOneBatchTakeEffectInTheirOrderAndWriteOneVersion() {
        List<Landed> landed = inTransaction(List.of(
                merge(T1, patient -> patient.setActive(true).addName().setFamily("Testwater")),
                merge(T2, patient -> patient.setActive(false)),
                merge(T2, patient -> patient.setActive(false))));
        assertThat(landed)
                .extracting(Landed::outcome)
                .containsExactly(Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED);
        Patient stored = read();
        assertThat(stored.getActive()).isFalse();
        assertThat(stored.getNameFirstRep().getFamily()).isEqualTo("Testwater");
        assertThat(stored.getMeta().getVersionId()).isEqualTo("1");
    }

    @Test
    void aFutureEventTimeCountsAsTheTimeOfReceipt() {
        land(merge(Instant.parse("2999-01-01T00:00:00Z"), patient -> patient.setActive(true)));
        assertThat(land(merge(RECEIVED, patient -> patient.setActive(false)))).isEqualTo(Outcome.UPDATED);
    }

    @Test
    void aRollbackLeavesNothingBehind() {
        StoreRequest first = merge(T1, patient -> patient.setActive(true));
        new TransactionTemplate(transactions).execute(status -> {
            assertThat(store.land(List.of(first)).get(0).outcome()).isEqualTo(Outcome.CREATED);
            status.setRollbackOnly();
            return null;
        });
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(land(first)).isEqualTo(Outcome.CREATED);
        new TransactionTemplate(transactions).execute(status -> {
            store.land(List.of(merge(T2, patient -> patient.setActive(false))));
            status.setRollbackOnly();
            return null;
        });
        assertThat(land(merge(T2, patient -> patient.setActive(false)))).isEqualTo(Outcome.UPDATED);
        assertThat(read().getActive()).isFalse();
    }

    @Test
    void commitsAndRollsBackTogetherWithTheCallersOwnTables() {
        jdbc.execute("create table if not exists landing_tests (id varchar(40) primary key)");
        assertThatThrownBy(() -> new TransactionTemplate(transactions).execute(status -> {
                    store.land(List.of(merge(T1, patient -> patient.setActive(true))));
                    jdbc.update("insert into landing_tests values (?)", id);
                    throw new IllegalStateException("after both");
                }))
                .hasMessage("after both");
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(jdbc.queryForObject("select count(*) from landing_tests where id = ?", Integer.class, id))
                .isZero();
    }

    @Test
    void refusesToWorkOutsideATransaction() {
        assertThatThrownBy(() -> store.land(List.of(merge(T1, patient -> patient.setActive(true)))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsByAReferenceThatWasStoredBeforeItsTarget() {
        Observation observation = new Observation();
        observation.setId("Observation/" + id);
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.setSubject(new Reference("Patient/" + id));
        land(new StoreRequest(
                new MappedResource(observation, Landing.MERGE, T1, Set.of()), RECEIVED, "urn:headwater:entry:7"));
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(land(merge(T1, patient -> patient.setActive(true)))).isEqualTo(Outcome.CREATED);
        assertThat(read().hasExtension()).isFalse();
        Bundle found = store.search("Observation?patient=Patient/" + id);
        assertThat(found.getEntry()).hasSize(1);
        assertThat(store.search("Patient?_id=" + id + "&active=true").getEntry())
                .hasSize(1);
    }

    @Test
    void searchesSeeOnlyTheNewestVersion() {
        String family = "Testwater" + id.replace("-", "");
        land(merge(T1, patient -> patient.addName().setFamily(family + "old")));
        land(merge(T2, patient -> patient.addName().setFamily(family + "new")));
        assertThat(store.search("Patient?family=" + family + "old").getEntry()).isEmpty();
        assertThat(store.search("Patient?family=" + family + "new").getEntry()).hasSize(1);
    }

    @Test
    void aChangeThroughTheApiIsOneMoreStatement() {
        land(merge(T1, patient -> patient.setActive(true).addName().setFamily("Testwater")));
        Patient edited = read();
        edited.setActive(false);
        daos.getResourceDao(Patient.class).update(edited, new SystemRequestDetails());
        assertThatThrownBy(() -> land(merge(T2, patient -> patient.setActive(true))))
                .as("memory knew of the version before the edit")
                .isInstanceOf(StoreConflictException.class);
        assertThat(land(merge(T2, patient -> patient.setActive(true))))
                .as("the edit was made after the event")
                .isEqualTo(Outcome.STALE);
        StoreRequest later = new StoreRequest(
                new MappedResource(patient(patient -> patient.setActive(true)), Landing.MERGE, null, Set.of()),
                Instant.now().plusSeconds(60),
                "urn:headwater:entry:8");
        assertThat(land(later)).isEqualTo(Outcome.UPDATED);
        assertThat(read().getActive()).isTrue();
        assertThat(read().getNameFirstRep().getFamily()).isEqualTo("Testwater");
    }

    @Test
    void transactionsOnOneResourceAtOnceLoseNothingWhenConflictsAreTriedAgain() {
        int statements = 40;
        CompletableFuture<Void> names = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= statements; i++) {
                String family = "Testwater" + i;
                landTryingAgain(
                        merge(T1.plusSeconds(i), patient -> patient.addName().setFamily(family)));
            }
        });
        CompletableFuture<Void> phones = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= statements; i++) {
                String phone = "555-01" + i;
                landTryingAgain(
                        merge(T2.plusSeconds(i), patient -> patient.addTelecom().setValue(phone)));
            }
        });
        CompletableFuture.allOf(names, phones).join();
        assertThat(read().getNameFirstRep().getFamily()).isEqualTo("Testwater" + statements);
        assertThat(read().getTelecomFirstRep().getValue()).isEqualTo("555-01" + statements);
        assertThat(read().getMeta().getVersionId()).isEqualTo(Integer.toString(2 * statements));
    }

    private void landTryingAgain(StoreRequest request) {
        while (true) {
            try {
                land(request);
                return;
            } catch (StoreConflictException e) {
                // the other one got in between
            }
        }
    }

    @Test
    void retiredResourcesComeBackOnlyByNewerStatements() {
        land(merge(T1, patient -> patient.setActive(true)));
        int retired = new TransactionTemplate(transactions)
                .execute(status ->
                        store.retire(List.of("Patient/" + id, "Patient/unknown"), T2, "urn:headwater:entry:9"));
        assertThat(retired).isEqualTo(1);
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(store.search("Patient?_id=" + id).getEntry()).isEmpty();
        assertThat(land(merge(T1.plusSeconds(1), patient -> patient.setActive(true))))
                .isEqualTo(Outcome.STALE);
        assertThat(land(merge(T3, patient -> patient.setActive(false)))).isEqualTo(Outcome.CREATED);
        assertThat(read().getMeta().getVersionId()).isEqualTo("3");
        assertThat(store.search("Patient?_id=" + id + "&active=false").getEntry())
                .hasSize(1);
    }

    @Test
    void whatIsWithdrawnGoesUnlessItWasStatedLater() {
        land(merge(T2, patient -> patient.setActive(true)));

        assertThat(withdraw(T1, patient -> {})).isEqualTo(Outcome.UNCHANGED);
        assertThat(store.read("Patient", id)).isPresent();
        assertThat(withdraw(T2, patient -> {})).isEqualTo(Outcome.UPDATED);
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(withdraw(T3, patient -> {})).isEqualTo(Outcome.UNCHANGED);
        assertThat(land(merge(T3, patient -> patient.setActive(true)))).isEqualTo(Outcome.CREATED);
    }

    @Test
    void whatWasDeletedBeforeItWasEverToldIsNotBroughtUpByAnOlderStatement() {
        assertThat(withdraw(T2, patient -> patient.setActive(true))).isEqualTo(Outcome.UPDATED);
        assertThat(store.read("Patient", id)).isEmpty();
        assertThat(land(merge(T1, patient -> patient.setActive(true)))).isEqualTo(Outcome.STALE);
        assertThat(land(merge(T3, patient -> patient.setActive(true)))).isEqualTo(Outcome.CREATED);
    }

    @Test
    void whatIsGoneAndWasNeverThereLeavesNothing() {
        assertThat(withdraw(T2, patient -> {})).isEqualTo(Outcome.UNCHANGED);
        assertThat(land(merge(T1, patient -> patient.setActive(true)))).isEqualTo(Outcome.CREATED);
    }

    private Outcome withdraw(Instant when, Consumer<Patient> content) {
        Patient patient = new Patient();
        patient.setId(id);
        content.accept(patient);
        StoreRequest request = new StoreRequest(
                new MappedResource(patient, Landing.RETIRE, when, Set.of()), when, "urn:headwater:entry:8");
        return Objects.requireNonNull(
                        new TransactionTemplate(transactions).execute(status -> store.withdraw(List.of(request))))
                .get(0)
                .outcome();
    }

    @Test
    void refusesAReferenceWithoutTypeAndNamesTheResource() {
        assertThatThrownBy(() -> land(merge(T1, patient -> patient.setManagingOrganization(new Reference("12345")))))
                .isInstanceOfSatisfying(
                        StoreRefusedException.class,
                        refused -> assertThat(refused.reference()).isEqualTo("Patient/" + id));
    }

    private Outcome land(StoreRequest request) {
        return inTransaction(List.of(request)).get(0).outcome();
    }

    private List<Landed> inTransaction(List<StoreRequest> requests) {
        return new TransactionTemplate(transactions).execute(status -> store.land(requests));
    }

    private StoreRequest merge(Instant eventTime, Consumer<Patient> content) {
        return request(eventTime, Landing.MERGE, Set.of(), content);
    }

    private StoreRequest request(Instant eventTime, Landing landing, Set<String> deletions, Consumer<Patient> content) {
        MappedResource mapped = new MappedResource(patient(content), landing, eventTime, deletions);
        return new StoreRequest(mapped, RECEIVED, "urn:headwater:entry:7");
    }

    private Patient patient(Consumer<Patient> content) {
        Patient patient = new Patient();
        patient.setId("Patient/" + id);
        content.accept(patient);
        return patient;
    }

    private Patient read() {
        return (Patient) store.read("Patient", id).map(Resource.class::cast).orElseThrow();
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> tail : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
