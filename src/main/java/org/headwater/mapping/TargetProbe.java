package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.util.ArrayList;
import java.util.List;
import org.headwater.mapping.TargetPath.UnknownPathException;
import org.hl7.fhir.instance.model.api.IBase;
import org.jspecify.annotations.Nullable;

/** Looks whether a target already holds something at a FHIR path. */
final class TargetProbe {

    /** A step; the type is null where any type of a choice will do. */
    private record Step(
            BaseRuntimeChildDefinition child, @Nullable BaseRuntimeElementDefinition<?> type) {}

    private final List<Step> steps;

    private TargetProbe(List<Step> steps) {
        this.steps = steps;
    }

    static TargetProbe compile(BaseRuntimeElementDefinition<?> start, String path) throws UnknownPathException {
        List<Step> steps = new ArrayList<>();
        BaseRuntimeElementDefinition<?> type = start;
        for (String name : path.split("\\.")) {
            if (!(type instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
                throw new UnknownPathException("nothing can stand below " + path);
            }
            BaseRuntimeChildDefinition child = composite.getChildByName(name);
            child = child == null ? composite.getChildByName(name + "[x]") : child;
            if (child == null) {
                throw new UnknownPathException(composite.getName() + " has no element " + name);
            }
            type = TargetPath.childType(child, name);
            steps.add(new Step(child, type));
        }
        return new TargetProbe(List.copyOf(steps));
    }

    boolean holdsSomething(IBase target) {
        return holds(target, 0);
    }

    private boolean holds(IBase target, int index) {
        if (index == steps.size()) {
            return !target.isEmpty();
        }
        Step step = steps.get(index);
        for (IBase value : step.child().getAccessor().getValues(target)) {
            if ((step.type() == null || step.type().getImplementingClass().isInstance(value))
                    && holds(value, index + 1)) {
                return true;
            }
        }
        return false;
    }
}
