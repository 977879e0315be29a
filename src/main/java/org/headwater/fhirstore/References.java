package org.headwater.fhirstore;

import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** The references a resource holds, wherever in it they stand. */
public final class References {

    private References() {}

    /**
     * Gives references new targets.
     *
     * @param renamed {@code Type/id} by {@code Type/id}
     * @return whether there was any to change
     */
    public static boolean rename(Resource resource, Map<String, String> renamed) {
        return renameIn(resource, renamed);
    }

    private static boolean renameIn(Base base, Map<String, String> renamed) {
        boolean changed = false;
        if (base instanceof Reference reference) {
            String now = reference.hasReference() ? renamed.get(reference.getReference()) : null;
            if (now != null) {
                reference.setReference(now);
                changed = true;
            }
        }
        for (Property property : base.children()) {
            for (Base value : property.getValues()) {
                changed |= renameIn(value, renamed);
            }
        }
        return changed;
    }

    /** Whether a resource refers to another. */
    public static boolean holds(Base base, String target) {
        if (base instanceof Reference reference && target.equals(reference.getReference())) {
            return true;
        }
        for (Property property : base.children()) {
            for (Base value : property.getValues()) {
                if (holds(value, target)) {
                    return true;
                }
            }
        }
        return false;
    }
}
