package org.headwater.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.headwater.message.Node;
import org.headwater.problem.Location;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Stored resources as one tree, for messages we send: names are those of FHIR's JSON, a reference has the resource it names
 * as its child {@code resource}, and a place has itself and every place around it as {@code within}. Made as it is walked.
 */
public final class RecordTree {

    private static final int MOST_PLACES = 10;

    private RecordTree() {}

    /**
     * The tree of a record.
     *
     * @param parts by name: texts, resources, maps and collections of these; null and empty ones are left out
     * @param references the resource of a {@code Type/id}; empty when there is none
     */
    public static Node of(Map<String, ?> parts, Function<String, Optional<Resource>> references) {
        Part root = new Part(null, "record", null);
        parts.forEach((name, value) -> root.add(name, value, references));
        return root;
    }

    /** A part of the record that is no FHIR: a text, or parts of its own. */
    private static final class Part extends Node {
        private final @Nullable String text;
        private final List<Node> children = new ArrayList<>();

        Part(@Nullable Node parent, String name, @Nullable String text) {
            super(parent, name);
            this.text = text;
        }

        void add(String name, @Nullable Object value, Function<String, Optional<Resource>> references) {
            if (value instanceof Collection<?> several) {
                several.forEach(one -> add(name, one, references));
            } else if (value instanceof Map<?, ?> map) {
                Part part = new Part(this, name, null);
                map.forEach((key, one) -> part.add(String.valueOf(key), one, references));
                children.add(part);
            } else if (value instanceof Base base) {
                children.add(new Element(this, name, base, references));
            } else if (value != null && !value.toString().isBlank()) {
                children.add(new Part(this, name, value.toString()));
            }
        }

        @Override
        public @Nullable String text() {
            return text;
        }

        @Override
        public List<Node> children() {
            return children;
        }

        @Override
        public Location location() {
            return new Location(path(this));
        }
    }

    /** A resource, element or value. */
    private static final class Element extends Node {
        private final Base base;
        private final Function<String, Optional<Resource>> references;
        private @Nullable List<Node> children;

        Element(Node parent, String name, Base base, Function<String, Optional<Resource>> references) {
            super(parent, name);
            this.base = base;
            this.references = references;
        }

        @Override
        public @Nullable String text() {
            String value =
                    base instanceof IdType id ? id.getIdPart() : base.isPrimitive() ? base.primitiveValue() : null;
            return value == null || value.isBlank() ? null : value;
        }

        @Override
        public List<Node> children() {
            List<Node> known = children;
            if (known == null) {
                known = made();
                children = known;
            }
            return known;
        }

        private List<Node> made() {
            List<Node> made = new ArrayList<>();
            if (base instanceof Resource resource) {
                made.add(new Part(this, "resourceType", resource.fhirType()));
            }
            for (Property property : base.children()) {
                for (Base value : property.getValues()) {
                    made.add(new Element(this, nameOf(property, value), value, references));
                }
            }
            if (base instanceof Reference reference) {
                find(reference).ifPresent(found -> made.add(new Element(this, "resource", found, references)));
            }
            if (base instanceof org.hl7.fhir.r4.model.Location place) {
                within(place).forEach(one -> made.add(new Element(this, "within", one, references)));
            }
            return made;
        }

        private Optional<Resource> find(Reference reference) {
            String text = reference.getReference();
            return text == null ? Optional.empty() : references.apply(text);
        }

        private Set<org.hl7.fhir.r4.model.Location> within(org.hl7.fhir.r4.model.Location place) {
            Set<org.hl7.fhir.r4.model.Location> places = new LinkedHashSet<>();
            Optional<org.hl7.fhir.r4.model.Location> next = Optional.of(place);
            while (next.isPresent() && places.add(next.get()) && places.size() < MOST_PLACES) {
                next = find(next.get().getPartOf())
                        .filter(org.hl7.fhir.r4.model.Location.class::isInstance)
                        .map(org.hl7.fhir.r4.model.Location.class::cast);
            }
            return places;
        }

        /** {@code value[x]} is called by its type, as in JSON. */
        private static String nameOf(Property property, Base value) {
            String name = property.getName();
            if (!name.endsWith("[x]")) {
                return name;
            }
            String type = value.fhirType();
            return name.substring(0, name.length() - 3)
                    + type.substring(0, 1).toUpperCase(Locale.ROOT)
                    + type.substring(1);
        }

        @Override
        public Location location() {
            return new Location(path(this));
        }
    }

    private static String path(Node node) {
        Node above = node.parent();
        return above == null || above.parent() == null ? node.name() : path(above) + "." + node.name();
    }
}
