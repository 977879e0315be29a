package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** What becomes of an order whose later messages name it by its number alone. */
class OrderSequenceTests extends HospitalStories {

    private static final String ORDERED =
            "ORC|NW|P1^EHR\rOBR|1|P1^EHR||2345-7^Glucose^LN\r" + "ORC|NW|P1^EHR\rOBR|2|P1^EHR||2951-2^Sodium^LN";

    @Test
    void anOrderCalledOffByItsNumberAloneIsCalledOff() {
        accept(message("ORM^O01", 1) + pid("M1") + "\r" + ORDERED);
        accept(message("ORM^O01", 1) + pid("M2") + "\rORC|NW|P2^EHR\rOBR|1|P2^EHR||2345-7^Glucose^LN");
        accept(message("ORM^O01", 2) + pid("M1") + "\rORC|CA|P1^EHR");
        List<ServiceRequest> orders = orders("M1");
        assertThat(orders).hasSize(2).allMatch(order -> order.getStatus() == ServiceRequestStatus.REVOKED);
        assertThat(orders)
                .allMatch(order -> order.hasCode() && order.getIntent().toCode().equals("order"));
        assertThat(orders("M2")).allMatch(order -> order.getStatus() == ServiceRequestStatus.ACTIVE);
        List<String> asked = search("Task?patient=" + patient("M1").getIdPart()).stream()
                .map(task -> ((Task) task).getFocus().getReference())
                .toList();
        assertThat(asked)
                .isNotEmpty()
                .allMatch(focus ->
                        orders.stream().anyMatch(order -> focus.equals("ServiceRequest/" + order.getIdPart())));
    }

    @Test
    void aNumberSaysNothingOfAnotherPatientsOrder() {
        accept(message("ORM^O01", 1) + pid("M1") + "\r" + ORDERED);
        accept(message("ORM^O01", 2) + pid("M2") + "\rORC|CA|P1^EHR");
        assertThat(orders("M1")).allMatch(order -> order.getStatus() == ServiceRequestStatus.ACTIVE);
        assertThat(orders("M2")).singleElement().matches(order -> order.getStatus() == ServiceRequestStatus.REVOKED);
    }

    @Test
    void aMedicineCalledOffByItsNumberAloneIsCalledOff() {
        accept(message("RDE^O11", 1) + pid("M1")
                + "\rORC|NW|R1^EHR\rRXE|^^^20260101|314076^Lisinopril 10 MG^RXN|1||TAB\rRXR|PO");
        accept(message("RDE^O11", 2) + pid("M1") + "\rORC|CA|R1^EHR");
        List<MedicationRequest> orders = search(
                        "MedicationRequest?patient=" + patient("M1").getIdPart())
                .stream()
                .map(MedicationRequest.class::cast)
                .toList();
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.getStatus()).isEqualTo(MedicationRequest.MedicationRequestStatus.CANCELLED);
            assertThat(order.getIntent()).isEqualTo(MedicationRequest.MedicationRequestIntent.ORDER);
            assertThat(order.getMedication().isEmpty()).isFalse();
            assertThat(String.valueOf(order.getMedication().primitiveValue())).doesNotContain("unknown");
        });
    }

    private List<ServiceRequest> orders(String mrn) {
        return search("ServiceRequest?patient=" + patient(mrn).getIdPart()).stream()
                .map(ServiceRequest.class::cast)
                .toList();
    }
}
