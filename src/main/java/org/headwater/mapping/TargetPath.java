package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.jspecify.annotations.Nullable;

/**
 * A compiled FHIR path a rule writes to, checked against R4's definitions.
 *
 * <p>Elements on the way are made when first needed and shared by the rules of a block that name them alike; each has a
 * slot in the block's frame.
 */
final class TargetPath {

    /** A path R4 does not have; the message says what it has instead. */
    static final class UnknownPathException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownPathException(String message) {
            super(message);
        }
    }

    /**
     * One step.
     *
     * @param name the element's name as written ({@code valueQuantity})
     * @param child R4's definition; null for an extension
     * @param type the type of what stands there
     * @param repeats whether R4 allows several
     * @param slot index in the frame's slots
     * @param url of an extension; else null
     * @param maker of values
     */
    private record Step(
            String name,
            @Nullable BaseRuntimeChildDefinition child,
            BaseRuntimeElementDefinition<?> type,
            boolean repeats,
            int slot,
            @Nullable String url,
            Maker maker) {

        IBase made() {
            return child == null ? new Extension(url) : maker.make();
        }

        void add(IBase parent, IBase value) {
            if (child == null) {
                extensions(parent).add((Extension) value);
            } else if (repeats) {
                child.getMutator().addValue(parent, value);
            } else {
                child.getMutator().setValue(parent, value);
            }
        }

        @Nullable IBase existing(IBase parent) {
            if (child == null) {
                for (Extension extension : extensions(parent)) {
                    if (extension.getUrl().equals(url)) {
                        return extension;
                    }
                }
                return null;
            }
            if (repeats) {
                return null;
            }
            List<IBase> values = child.getAccessor().getValues(parent);
            return values.isEmpty() ? null : values.get(0);
        }

        int count(IBase parent) {
            return values(parent).size();
        }

        List<? extends IBase> values(IBase parent) {
            return child == null ? extensions(parent) : child.getAccessor().getValues(parent);
        }

        /** The element's name in FHIR's own paths: {@code value} for {@code valueQuantity}. */
        String pathName() {
            if (child == null) {
                return "extension";
            }
            String element = child.getElementName();
            return element.endsWith("[x]") ? element.substring(0, element.length() - 3) : element;
        }
    }

    private final String text;
    private final Step[] steps;
    private final @Nullable Agreement agreement;

    private TargetPath(String text, List<Step> steps, @Nullable Agreement agreement) {
        this.text = text;
        this.steps = steps.toArray(Step[]::new);
        this.agreement = agreement;
    }

    /**
     * Compiles a path.
     *
     * @param slots names of the slots taken so far in the block; added to
     * @param wanted the type a conversion gives, which decides a choice written without its type; null when unknown
     */
    static TargetPath compile(
            FhirContext fhir,
            BaseRuntimeElementDefinition<?> start,
            String path,
            Map<String, Integer> slots,
            @Nullable String wanted)
            throws UnknownPathException {
        List<Step> steps = new ArrayList<>();
        BaseRuntimeElementDefinition<?> type = start;
        Agreement agreement = null;
        String prefix = "";
        for (String part : parts(path)) {
            prefix = prefix.isEmpty() ? part : prefix + "." + part;
            int slot = slots.computeIfAbsent(prefix, key -> slots.size());
            Step step = step(fhir, type, part, slot, wanted);
            steps.add(step);
            agreement = Agreement.of(type);
            type = step.type();
        }
        if (steps.isEmpty()) {
            throw new UnknownPathException("an element's name is expected");
        }
        return new TargetPath(path, steps, agreement);
    }

    private static Step step(
            FhirContext fhir, BaseRuntimeElementDefinition<?> type, String part, int slot, @Nullable String wanted)
            throws UnknownPathException {
        if (part.startsWith("extension(") && part.endsWith(")")) {
            String url = part.substring("extension(".length(), part.length() - 1);
            BaseRuntimeElementDefinition<?> extension = defined(fhir, "Extension");
            return new Step(part, null, extension, true, slot, url, Maker.of(extension));
        }
        String name = part.contains("[") && !part.endsWith("[x]") ? part.substring(0, part.indexOf('[')) : part;
        if (!(type instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            throw new UnknownPathException(type.getName() + " has no element " + name);
        }
        BaseRuntimeChildDefinition child = composite.getChildByName(name);
        if (child == null) {
            child = composite.getChildByName(name + "[x]");
        }
        if (child == null) {
            throw new UnknownPathException(composite.getName() + " has no element " + name + "; it has "
                    + String.join(
                            ", ",
                            composite.getChildren().stream()
                                    .map(BaseRuntimeChildDefinition::getElementName)
                                    .toList()));
        }
        BaseRuntimeElementDefinition<?> childType = childType(child, name);
        if (childType == null && child instanceof RuntimeChildChoiceDefinition && wanted != null) {
            String base = child.getElementName().replace("[x]", "");
            childType = childType(child, base + Character.toUpperCase(wanted.charAt(0)) + wanted.substring(1));
        }
        if (childType == null) {
            throw new UnknownPathException(
                    name + " is a choice: write its type, one of " + String.join(", ", child.getValidChildNames()));
        }
        return new Step(name, child, childType, child.getMax() != 1, slot, null, Maker.of(childType, child));
    }

    /** The type that stands under a name ({@code valueQuantity}); null when the name leaves a choice open. */
    static @Nullable BaseRuntimeElementDefinition<?> childType(BaseRuntimeChildDefinition child, String name) {
        return child.getValidChildNames().contains(name) ? child.getChildByName(name) : null;
    }

    static BaseRuntimeElementDefinition<?> defined(FhirContext fhir, String typeName) throws UnknownPathException {
        BaseRuntimeElementDefinition<?> definition = fhir.getElementDefinition(typeName);
        if (definition == null) {
            throw new UnknownPathException("FHIR R4 has no type " + typeName);
        }
        return definition;
    }

    /** Divides at points, but not within brackets or parentheses. */
    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == '.' && depth == 0) {
                parts.add(path.substring(start, i));
                start = i + 1;
            }
        }
        if (start < path.length()) {
            parts.add(path.substring(start));
        }
        return parts;
    }

    /** The type of what stands at the path. */
    BaseRuntimeElementDefinition<?> type() {
        return steps[steps.length - 1].type();
    }

    /** Whether a path may hold several values, at its end or by repeating an element on the way. */
    boolean repeats() {
        for (Step step : steps) {
            if (step.repeats()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the element at a path's end itself may stand several times. */
    boolean endsRepeating() {
        return steps[steps.length - 1].repeats();
    }

    /**
     * What a deletion or a filling of a value here is about: the resource's own element, the part of it where it is one
     * that cannot repeat, or the one extension.
     */
    String element() {
        if (steps[0].child() == null) {
            return "extension[" + steps[0].url() + "]";
        }
        if (steps.length == 1 || steps[0].repeats() || steps[1].child() == null) {
            return topElement();
        }
        return topElement() + "." + steps[1].pathName();
    }

    /** The name of the first step, the resource's own element. */
    String topElement() {
        return steps[0].pathName();
    }

    /** What stands at a path that cannot repeat; null when nothing does, or when it may repeat. */
    @Nullable Base single(Frame frame) {
        IBase parent = frame.target;
        for (int i = 0; i < steps.length; i++) {
            boolean end = i == steps.length - 1;
            if (end && steps[i].repeats()) {
                return null;
            }
            IBase next = end ? null : frame.slots[steps[i].slot()];
            next = next == null ? steps[i].existing(parent) : next;
            if (next == null) {
                return null;
            }
            parent = next;
        }
        return (Base) parent;
    }

    /** Whether a repeating element at the path's end has this very value: senders repeat themselves, records need not. */
    boolean holdsAlready(Frame frame, IBase value) {
        int last = steps.length - 1;
        if (!steps[last].repeats() || !(value instanceof Base one)) {
            return false;
        }
        IBase parent = frame.target;
        for (int i = 0; i < last && parent != null; i++) {
            IBase next = frame.slots[steps[i].slot()];
            parent = next == null ? steps[i].existing(parent) : next;
        }
        if (parent == null) {
            return false;
        }
        for (IBase held : steps[last].values(parent)) {
            if (one.equalsDeep((Base) held)) {
                return true;
            }
        }
        return false;
    }

    /** A new, empty value for the end of the path. */
    IBase newValue() {
        return steps[steps.length - 1].made();
    }

    /** What must hold in the value around the path's end; null for nothing. */
    @Nullable Agreement agreement() {
        return agreement;
    }

    /**
     * Puts a value at the path.
     *
     * @param another whether an earlier value of the same rule stands there, so that this one needs a place of its own
     * @return the value around it
     */
    IBase set(Frame frame, IBase value, boolean another) {
        int last = steps.length - 1;
        if (another && !steps[last].repeats()) {
            int fresh = last - 1;
            while (fresh >= 0 && !steps[fresh].repeats()) {
                fresh--;
            }
            if (fresh < 0) {
                return frame.target;
            }
            for (int i = fresh; i < last; i++) {
                frame.slots[steps[i].slot()] = null;
            }
            return place(frame, value, fresh);
        }
        return place(frame, value, -1);
    }

    private IBase place(Frame frame, IBase value, int fresh) {
        IBase parent = frame.target;
        int last = steps.length - 1;
        for (int i = 0; i < last; i++) {
            Step step = steps[i];
            IBase next = frame.slots[step.slot()];
            if (next == null) {
                next = i == fresh ? null : step.existing(parent);
                if (next == null) {
                    next = step.made();
                    step.add(parent, next);
                }
                frame.slots[step.slot()] = next;
            }
            parent = next;
        }
        steps[last].add(parent, value);
        frame.slots[steps[last].slot()] = value;
        return parent;
    }

    /** Where {@link #set} will put the next value, as FHIR writes it, with indexes from 0. */
    String tracePath(Frame frame, boolean another) {
        StringBuilder path = new StringBuilder(frame.tracePath == null ? "" : frame.tracePath);
        int last = steps.length - 1;
        int fresh = -1;
        if (another && !steps[last].repeats()) {
            fresh = last - 1;
            while (fresh >= 0 && !steps[fresh].repeats()) {
                fresh--;
            }
        }
        IBase parent = frame.target;
        for (int i = 0; i <= last; i++) {
            Step step = steps[i];
            path.append('.').append(step.pathName());
            IBase next = null;
            if (parent != null && i < last && (fresh < 0 || i < fresh)) {
                next = frame.slots[step.slot()];
                next = next == null ? step.existing(parent) : next;
            }
            if (step.repeats()) {
                path.append('[').append(index(step, parent, next)).append(']');
            }
            parent = next;
        }
        return path.toString();
    }

    private static int index(Step step, @Nullable IBase parent, @Nullable IBase child) {
        if (parent == null) {
            return 0;
        }
        int count = step.count(parent);
        if (child == null) {
            return count;
        }
        List<? extends IBase> values = step.child() == null
                ? extensions(parent)
                : step.child().getAccessor().getValues(parent);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == child) {
                return i;
            }
        }
        return Math.max(0, count - 1);
    }

    private static List<Extension> extensions(IBase parent) {
        return parent instanceof DomainResource resource
                ? resource.getExtension()
                : ((Element) (Base) parent).getExtension();
    }

    @Override
    public String toString() {
        return text;
    }
}
