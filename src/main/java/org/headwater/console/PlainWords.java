package org.headwater.console;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;

/**
 * What a resource says, in the few words a timeline has room for.
 *
 * @param date with the precision that was sent; empty when none was
 * @param kind what kind of thing
 * @param title what it was
 * @param detail a result, an amount, a state; may be empty
 */
record PlainWords(String date, String kind, String title, String detail) {

    /** What is no longer than this says nothing to those who do not know the sender's codes. */
    private static final int LONGEST_CODE = 4;

    /** Empty for types that are not a person's events. */
    static Optional<PlainWords> of(Resource resource) {
        return Optional.ofNullable(
                switch (resource.fhirType()) {
                    case "Encounter" -> encounter((Encounter) resource);
                    case "Claim" -> claim((Claim) resource);
                    case "ExplanationOfBenefit" -> benefit((ExplanationOfBenefit) resource);
                    case "Condition" -> condition((Condition) resource);
                    case "Observation" -> observation((Observation) resource);
                    case "DiagnosticReport" -> report((DiagnosticReport) resource);
                    case "Procedure" -> procedure((Procedure) resource);
                    case "Immunization" -> immunization((Immunization) resource);
                    case "MedicationRequest" -> order((MedicationRequest) resource);
                    case "MedicationStatement" -> statement((MedicationStatement) resource);
                    case "MedicationDispense" -> dispense((MedicationDispense) resource);
                    case "MedicationAdministration" -> administration((MedicationAdministration) resource);
                    case "Appointment" -> appointment((Appointment) resource);
                    case "EpisodeOfCare" -> enrolment((EpisodeOfCare) resource);
                    case "DocumentReference" -> document((DocumentReference) resource);
                    case "Goal" -> goal((Goal) resource);
                    case "Task" -> task((Task) resource);
                    case "AllergyIntolerance" -> allergy((AllergyIntolerance) resource);
                    case "ServiceRequest" -> service((ServiceRequest) resource);
                    case "CarePlan" -> plan((CarePlan) resource);
                    case "QuestionnaireResponse" -> answers((QuestionnaireResponse) resource);
                    default -> null;
                });
    }

    private static PlainWords encounter(Encounter visit) {
        String type = text(visit.getTypeFirstRep());
        String title = type.length() <= LONGEST_CODE ? setting(visit.getClass_()) : type;
        String end =
                visit.getPeriod().hasEnd() ? "until " + day(visit.getPeriod().getEndElement()) : "";
        return new PlainWords(
                start(visit.getPeriod()),
                "Visit",
                title,
                joined(visit.hasReasonCode() ? text(visit.getReasonCodeFirstRep()) : "", end));
    }

    /** v3 ActEncounterCode. */
    private static String setting(Coding code) {
        if (code.hasDisplay()) {
            return code.getDisplay();
        }
        return switch (String.valueOf(code.getCode())) {
            case "IMP", "ACUTE", "NONAC" -> "Hospital stay";
            case "EMER" -> "Emergency visit";
            case "AMB" -> "Outpatient visit";
            case "OBSENC" -> "Observation stay";
            case "HH" -> "Home visit";
            case "VR" -> "Virtual visit";
            default -> "Visit";
        };
    }

    private static PlainWords claim(Claim claim) {
        String date = claim.hasBillablePeriod() ? start(claim.getBillablePeriod()) : day(claim.getCreatedElement());
        String diagnosis = claim.hasDiagnosis() && claim.getDiagnosisFirstRep().hasDiagnosisCodeableConcept()
                ? text(claim.getDiagnosisFirstRep().getDiagnosisCodeableConcept())
                : "";
        String title = text(claim.getType());
        return new PlainWords(
                date, "Claim", title.isEmpty() ? "Claim" : title, joined(diagnosis, money(claim.getTotal())));
    }

    private static PlainWords benefit(ExplanationOfBenefit benefit) {
        String date =
                benefit.hasBillablePeriod() ? start(benefit.getBillablePeriod()) : day(benefit.getCreatedElement());
        String paid = money(benefit.getPayment().getAmount());
        String title = text(benefit.getType());
        return new PlainWords(
                date, "Paid claim", title.isEmpty() ? "Claim" : title, paid.isEmpty() ? "" : "paid " + paid);
    }

    private static PlainWords condition(Condition condition) {
        String date = when(condition.getOnset());
        return new PlainWords(
                date.isEmpty() ? day(condition.getRecordedDateElement()) : date,
                "Problem",
                text(condition.getCode()),
                text(condition.getClinicalStatus()));
    }

    private static PlainWords observation(Observation observation) {
        String date = when(observation.getEffective());
        String value = value(observation.getValue());
        String parts = observation.getComponent().stream()
                .map(part -> joined(text(part.getCode()), value(part.getValue())))
                .limit(4)
                .reduce(PlainWords::joined)
                .orElse("");
        return new PlainWords(date, "Observation", text(observation.getCode()), value.isEmpty() ? parts : value);
    }

    private static PlainWords report(DiagnosticReport report) {
        return new PlainWords(
                when(report.getEffective()),
                "Report",
                text(report.getCode()),
                report.hasResult() ? report.getResult().size() + " results" : "");
    }

    private static PlainWords procedure(Procedure procedure) {
        return new PlainWords(
                when(procedure.getPerformed()), "Procedure", text(procedure.getCode()), state(procedure.getStatus()));
    }

    private static PlainWords immunization(Immunization immunization) {
        return new PlainWords(
                when(immunization.getOccurrence()),
                "Immunization",
                text(immunization.getVaccineCode()),
                state(immunization.getStatus()));
    }

    private static PlainWords order(MedicationRequest order) {
        String what = order.hasMedicationCodeableConcept() ? text(order.getMedicationCodeableConcept()) : "";
        return new PlainWords(day(order.getAuthoredOnElement()), "Prescription", what, state(order.getStatus()));
    }

    private static PlainWords statement(MedicationStatement statement) {
        String what = statement.hasMedicationCodeableConcept() ? text(statement.getMedicationCodeableConcept()) : "";
        return new PlainWords(when(statement.getEffective()), "Medication", what, state(statement.getStatus()));
    }

    private static PlainWords dispense(MedicationDispense dispense) {
        String what = dispense.hasMedicationCodeableConcept() ? text(dispense.getMedicationCodeableConcept()) : "";
        BaseDateTimeType date =
                dispense.hasWhenHandedOver() ? dispense.getWhenHandedOverElement() : dispense.getWhenPreparedElement();
        return new PlainWords(
                day(date), "Dispensed", what, joined(value(dispense.getQuantity()), state(dispense.getStatus())));
    }

    private static PlainWords administration(MedicationAdministration given) {
        String what = given.hasMedicationCodeableConcept() ? text(given.getMedicationCodeableConcept()) : "";
        return new PlainWords(
                when(given.getEffective()),
                "Given",
                what,
                joined(value(given.getDosage().getDose()), state(given.getStatus())));
    }

    private static PlainWords appointment(Appointment appointment) {
        String what = first(appointment.getServiceTypeFirstRep(), text(appointment.getAppointmentType()));
        String title = what.isEmpty() ? appointment.getDescription() : what;
        return new PlainWords(
                day(appointment.getStartElement()),
                "Appointment",
                title == null ? "" : title,
                state(appointment.getStatus()));
    }

    private static PlainWords enrolment(EpisodeOfCare episode) {
        return new PlainWords(
                start(episode.getPeriod()), "Programme", text(episode.getTypeFirstRep()), state(episode.getStatus()));
    }

    private static PlainWords document(DocumentReference document) {
        String title = text(document.getType());
        return new PlainWords(
                day(document.getDateElement()),
                "Document",
                title.isEmpty() && document.hasDescription() ? document.getDescription() : title,
                state(document.getStatus()));
    }

    private static PlainWords goal(Goal goal) {
        String date = when(goal.getStart());
        return new PlainWords(
                date.isEmpty() ? day(goal.getStatusDateElement()) : date,
                "Goal",
                text(goal.getDescription()),
                state(goal.getLifecycleStatus()));
    }

    private static PlainWords task(Task task) {
        String outcome = text(task.getBusinessStatus());
        BaseDateTimeType date = task.hasAuthoredOn() ? task.getAuthoredOnElement() : task.getLastModifiedElement();
        return new PlainWords(day(date), "Task", text(task.getCode()), joined(state(task.getStatus()), outcome));
    }

    private static PlainWords allergy(AllergyIntolerance allergy) {
        String date = when(allergy.getOnset());
        return new PlainWords(
                date.isEmpty() ? day(allergy.getRecordedDateElement()) : date,
                "Allergy",
                text(allergy.getCode()),
                text(allergy.getClinicalStatus()));
    }

    private static PlainWords service(ServiceRequest service) {
        String date = when(service.getOccurrence());
        return new PlainWords(
                date.isEmpty() ? day(service.getAuthoredOnElement()) : date,
                "Order or referral",
                text(service.getCode()),
                state(service.getStatus()));
    }

    private static PlainWords plan(CarePlan plan) {
        return new PlainWords(
                start(plan.getPeriod()),
                "Care plan",
                plan.hasTitle() ? plan.getTitle() : "Care plan",
                state(plan.getStatus()));
    }

    private static PlainWords answers(QuestionnaireResponse answers) {
        return new PlainWords(
                day(answers.getAuthoredElement()), "Answers", "Questionnaire", state(answers.getStatus()));
    }

    private static String first(CodeableConcept concept, String otherwise) {
        String text = text(concept);
        return text.isEmpty() ? otherwise : text;
    }

    private static String text(CodeableConcept concept) {
        if (concept.hasText()) {
            return concept.getText();
        }
        return Stream.concat(concept.getCoding().stream().filter(Coding::hasDisplay), concept.getCoding().stream())
                .findFirst()
                .map(PlainWords::text)
                .orElse("");
    }

    private static String text(Coding coding) {
        if (coding.hasDisplay()) {
            return coding.getDisplay();
        }
        return coding.hasCode() ? coding.getCode() : "";
    }

    private static String value(Type value) {
        if (value instanceof Quantity quantity) {
            String number = quantity.hasValue() ? quantity.getValue().toPlainString() : "";
            String unit = quantity.hasUnit() ? quantity.getUnit() : quantity.hasCode() ? quantity.getCode() : "";
            return (number + " " + unit).strip();
        }
        if (value instanceof CodeableConcept concept) {
            return text(concept);
        }
        return value != null && value.isPrimitive() ? String.valueOf(value.primitiveValue()) : "";
    }

    private static String money(Money money) {
        BigDecimal amount = money.getValue();
        return amount == null ? "" : (money.hasCurrency() ? money.getCurrency() + " " : "") + amount.toPlainString();
    }

    private static String state(Enum<?> status) {
        return status == null ? "" : status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String when(Type date) {
        if (date instanceof Period period) {
            return start(period);
        }
        return date instanceof BaseDateTimeType time ? day(time) : "";
    }

    private static String start(Period period) {
        return day(period.hasStart() ? period.getStartElement() : period.getEndElement());
    }

    /** The date without the time of day, as precise as it was sent. */
    private static String day(BaseDateTimeType time) {
        String text = time.getValueAsString();
        return text == null ? "" : text.substring(0, Math.min(10, text.length()));
    }

    private static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + ", " + second;
    }

    /** Prints no content: it is health information. */
    @Override
    public String toString() {
        return "PlainWords[" + kind + "]";
    }
}
