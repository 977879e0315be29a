package org.headwater.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** The joined view of one person: what the source Patients state, each thing once. */
final class GoldenRecord {

    /** How HAPI's MDM tells golden records from sources. */
    static final String STATUS = "http://hapifhir.io/fhir/NamingSystem/mdm-record-status";

    private static final String GOLDEN = "GOLDEN_RECORD";

    private GoldenRecord() {}

    static boolean is(Patient patient) {
        return patient.getMeta().getTag(STATUS, GOLDEN) != null;
    }

    /**
     * Composes the record.
     *
     * @param members in order of linking: where only one value can stand, the first source that has one gives it; one that
     *     its sender has retired after all others
     */
    static MappedResource of(String id, List<Patient> members) {
        List<Patient> sources = members.stream()
                .sorted(Comparator.comparing(source -> source.hasActive() && !source.getActive()))
                .toList();
        Patient golden = new Patient();
        golden.setId(id);
        golden.setMeta(new Meta());
        golden.getMeta().addTag(STATUS, GOLDEN, "Golden Record");
        golden.setActive(sources.stream().anyMatch(source -> !source.hasActive() || source.getActive()));
        for (Patient source : sources) {
            source.getIdentifier().forEach(value -> addOnce(golden.getIdentifier(), value.copy()));
            source.getName().forEach(value -> addOnce(golden.getName(), value.copy()));
            source.getTelecom().forEach(value -> addOnce(golden.getTelecom(), value.copy()));
            source.getAddress().forEach(value -> addOnce(golden.getAddress(), value.copy()));
            source.getCommunication().forEach(value -> addOnce(golden.getCommunication(), value.copy()));
            for (Extension extension : source.getExtension()) {
                if (!golden.hasExtension(extension.getUrl())) {
                    golden.addExtension(extension.copy());
                }
            }
        }
        golden.setGender(first(sources, source -> known(source) ? source.getGender() : null));
        golden.setBirthDateElement(first(
                sources,
                source -> source.hasBirthDate() ? source.getBirthDateElement().copy() : null));
        golden.setDeceased(first(
                sources, source -> source.hasDeceased() ? source.getDeceased().copy() : null));
        golden.setMaritalStatus(first(
                sources,
                source -> source.hasMaritalStatus() ? source.getMaritalStatus().copy() : null));
        return new MappedResource(golden, Landing.REPLACE, null, Set.of());
    }

    private static boolean known(Patient source) {
        return source.hasGender() && !"unknown".equals(source.getGender().toCode());
    }

    private static <T> @Nullable T first(List<Patient> sources, Function<Patient, @Nullable T> value) {
        for (Patient source : sources) {
            T found = value.apply(source);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static <T extends Base> void addOnce(List<T> values, T value) {
        if (values.stream().noneMatch(one -> one.equalsDeep(value))) {
            values.add(value);
        }
    }
}
