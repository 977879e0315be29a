package org.headwater.fhirstore;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeDeclaredChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/**
 * Writes a resource as JSON without its {@code id} and {@code meta}, character for character as HAPI's parser does, in about
 * a fifth of its time: HAPI's parser asks of each element at each place whether it is to be written, this one knows.
 *
 * <p>It gives up on what is rare and intricate in HAPI's parser: contained and nested resources, references to objects and
 * to versions, extensions of {@code meta}. Whoever asks takes the long way then; see {@link ResourceJson}.
 */
final class PlainJson {

    /** A resource holds something that only HAPI's parser writes. */
    private static final class TooIntricate extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooIntricate() {
            super(null, null, false, false);
        }
    }

    private static final Set<String> NOT_WRITTEN = Set.of("id", "meta");
    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");

    private final FhirContext context;
    private final Map<Class<?>, List<Child>> children = new ConcurrentHashMap<>();
    private final Map<Class<?>, String> extensionValueNames = new ConcurrentHashMap<>();

    PlainJson(FhirContext context) {
        this.context = context;
    }

    /** One possible child of an element. */
    private static final class Child {
        private final BaseRuntimeChildDefinition definition;
        private final Field field;
        private final boolean list;
        private final boolean contained;
        private final boolean extensions;
        private final Map<Class<?>, String> names = new ConcurrentHashMap<>();

        Child(BaseRuntimeDeclaredChildDefinition definition) {
            this.definition = definition;
            this.field = definition.getField();
            this.field.setAccessible(true);
            this.list = List.class.isAssignableFrom(field.getType());
            this.contained = definition.getElementName().equals("contained");
            this.extensions = EXTENSIONS.contains(definition.getElementName());
        }

        @Nullable Object value(Object parent) {
            try {
                return field.get(parent);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The text; null when the resource holds something this does not write. */
    @Nullable String encode(Resource resource) {
        if (resource.hasMeta() && resource.getMeta().hasExtension()) {
            return null;
        }
        try {
            StringBuilder out = new StringBuilder(2048);
            out.append("{\"resourceType\":\"").append(resource.fhirType()).append('"');
            children(resource, out);
            return out.append('}').toString();
        } catch (TooIntricate e) {
            return null;
        }
    }

    private void children(IBase parent, StringBuilder out) {
        boolean extensionsWritten = false;
        for (Child child : childrenOf(parent.getClass())) {
            if (child.extensions) {
                if (!extensionsWritten) {
                    extensions(parent, out);
                    extensionsWritten = true;
                }
                continue;
            }
            Object value = child.value(parent);
            if (value == null) {
                continue;
            }
            if (child.contained && !((List<?>) value).isEmpty()) {
                throw new TooIntricate();
            }
            if (child.list) {
                list(child, (List<?>) value, out);
            } else {
                single(name(child, (IBase) value), (IBase) value, out);
            }
        }
    }

    private List<Child> childrenOf(Class<?> type) {
        List<Child> known = children.get(type);
        return known != null ? known : children.computeIfAbsent(type, this::childrenFoundIn);
    }

    @SuppressWarnings("unchecked")
    private List<Child> childrenFoundIn(Class<?> type) {
        BaseRuntimeElementDefinition<?> definition = context.getElementDefinition((Class<? extends IBase>) type);
        List<Child> found = new ArrayList<>();
        for (BaseRuntimeChildDefinition child :
                ((BaseRuntimeElementCompositeDefinition<?>) definition).getChildrenAndExtension()) {
            if (!NOT_WRITTEN.contains(child.getElementName())
                    && child instanceof BaseRuntimeDeclaredChildDefinition declared) {
                found.add(new Child(declared));
            }
        }
        return List.copyOf(found);
    }

    /** The name of a child as it depends on the type of its value: {@code valueQuantity}. */
    private String name(Child child, IBase value) {
        String known = child.names.get(value.getClass());
        return known != null
                ? known
                : child.names.computeIfAbsent(value.getClass(), type -> {
                    String name = child.definition.getChildNameByDatatype(value.getClass());
                    if (name == null && child.definition.getValidChildNames().size() == 1) {
                        name = child.definition.getValidChildNames().iterator().next();
                    }
                    if (name == null) {
                        throw new TooIntricate();
                    }
                    return name;
                });
    }

    private void extensions(IBase parent, StringBuilder out) {
        if (parent instanceof DomainResource resource) {
            extensions("extension", resource.hasExtension() ? resource.getExtension() : List.of(), out);
            extensions(
                    "modifierExtension",
                    resource.hasModifierExtension() ? resource.getModifierExtension() : List.of(),
                    out);
        } else if (parent instanceof Element element) {
            extensions("extension", element.hasExtension() ? element.getExtension() : List.of(), out);
            if (parent instanceof BackboneElement backbone && backbone.hasModifierExtension()) {
                extensions("modifierExtension", backbone.getModifierExtension(), out);
            }
        }
    }

    private void extensions(String name, List<Extension> extensions, StringBuilder out) {
        if (extensions.isEmpty()) {
            return;
        }
        name(name, out).append('[');
        for (Extension extension : extensions) {
            if (extension.isEmpty()) {
                throw new TooIntricate();
            }
            separate(out);
            extension(extension, out);
        }
        out.append(']');
    }

    private void extension(Extension extension, StringBuilder out) {
        out.append('{');
        id(extension, out);
        name("url", out);
        text(extension.getUrl(), out);
        extensions("extension", extension.hasExtension() ? extension.getExtension() : List.of(), out);
        if (extension.hasValue()) {
            IBase value = extension.getValue();
            String valueName = extensionValueNames.computeIfAbsent(
                    value.getClass(),
                    type -> context.getRuntimeChildUndeclaredExtensionDefinition()
                            .getChildNameByDatatype(value.getClass()));
            single(valueName, value, out);
        }
        out.append('}');
    }

    private void single(String name, IBase value, StringBuilder out) {
        if (value instanceof PrimitiveType<?> primitive) {
            if (!blank(primitive)) {
                name(name, out);
                value(primitive, out);
            }
            if (decorated(primitive)) {
                name("_" + name, out);
                decoration(primitive, out);
            }
            return;
        }
        int start = out.length();
        name(name, out);
        if (!composite(value, out)) {
            out.setLength(start);
        }
    }

    private void list(Child child, List<?> values, StringBuilder out) {
        if (values.isEmpty()) {
            return;
        }
        int start = out.length();
        String name = name(child, (IBase) values.get(0));
        name(name, out).append('[');
        int empty = out.length();
        boolean decorated = false;
        for (Object value : values) {
            decorated |= listed((IBase) value, out);
        }
        if (out.length() == empty) {
            out.setLength(start);
            return;
        }
        out.append(']');
        if (decorated) {
            name("_" + name, out).append('[');
            for (Object value : values) {
                decoration((IBase) value, out);
            }
            out.append(']');
        }
    }

    /** Writes one value of a list; answers whether it has an id or extensions to be written beside it. */
    private boolean listed(IBase value, StringBuilder out) {
        int start = out.length();
        if (value instanceof PrimitiveType<?> primitive) {
            boolean decorated = decorated(primitive);
            if (!blank(primitive)) {
                separate(out);
                value(primitive, out);
            } else if (decorated) {
                separate(out);
                out.append("null");
            }
            return decorated;
        }
        separate(out);
        if (!composite(value, out)) {
            out.setLength(start);
        }
        return false;
    }

    private void decoration(IBase value, StringBuilder out) {
        PrimitiveType<?> primitive = (PrimitiveType<?>) value;
        if (!decorated(primitive)) {
            if (!blank(primitive)) {
                separate(out);
                out.append("null");
            }
            return;
        }
        separate(out);
        out.append('{');
        id(primitive, out);
        extensions("extension", primitive.hasExtension() ? primitive.getExtension() : List.of(), out);
        out.append('}');
    }

    /** Writes an element with children; answers false, with a torso written, when it holds nothing. */
    private boolean composite(IBase value, StringBuilder out) {
        if (value instanceof XhtmlNode xhtml) {
            String text = xhtml.getValueAsString();
            if (text == null || text.isEmpty()) {
                return false;
            }
            text(text, out);
            return true;
        }
        if (value instanceof Resource) {
            throw new TooIntricate();
        }
        if (value instanceof Reference reference) {
            mustBePlain(reference);
        }
        out.append('{');
        int empty = out.length();
        if (value instanceof Element element) {
            id(element, out);
        }
        children(value, out);
        if (out.length() == empty) {
            return false;
        }
        out.append('}');
        return true;
    }

    private static void mustBePlain(Reference reference) {
        String text = reference.hasReference() ? reference.getReference() : null;
        if (reference.getResource() != null
                || (text != null && (text.startsWith("#") || text.contains("/_history/")))) {
            throw new TooIntricate();
        }
    }

    private static void value(PrimitiveType<?> value, StringBuilder out) {
        if (value instanceof BooleanType || value instanceof IntegerType || value instanceof DecimalType) {
            out.append(value.getValueAsString());
        } else {
            text(value.getValueAsString(), out);
        }
    }

    private static boolean blank(IPrimitiveType<?> value) {
        String text = value.getValueAsString();
        return text == null || text.isBlank();
    }

    private static boolean decorated(PrimitiveType<?> value) {
        if (value.hasId() && !value.hasExtension()) {
            throw new TooIntricate();
        }
        return value.hasExtension();
    }

    private static void id(Element element, StringBuilder out) {
        if (element.hasId()) {
            name("id", out);
            text(element.getId(), out);
        }
    }

    private static StringBuilder name(String name, StringBuilder out) {
        separate(out);
        return out.append('"').append(name).append("\":");
    }

    private static void separate(StringBuilder out) {
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[' && last != ':') {
            out.append(',');
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, from, i);
                escaped(c, out);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private static void escaped(char c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append(String.format("\\u%04X", (int) c));
        }
    }
}
