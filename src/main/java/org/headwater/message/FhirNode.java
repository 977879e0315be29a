package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A FHIR resource, element or value, by its JSON property name whatever it was sent in. */
final class FhirNode extends Node {

    private final int line;
    private final int index;
    private @Nullable String text;
    private List<FhirNode> children = List.of();

    /** @param index its place in an array, from 0; -1 outside one */
    FhirNode(@Nullable FhirNode parent, String name, int line, int index) {
        super(parent, name);
        this.line = line;
        this.index = index;
    }

    /** A resource; its type stands in its {@code resourceType}. */
    static FhirNode root(int line) {
        return new FhirNode(null, "Resource", line, -1);
    }

    FhirNode add(FhirNode child) {
        if (children.isEmpty()) {
            children = new ArrayList<>(4);
        }
        children.add(child);
        return child;
    }

    void text(String value) {
        text = value.isBlank() ? null : value;
    }

    int line() {
        return line;
    }

    @Override
    public @Nullable String text() {
        return text;
    }

    @Override
    public List<FhirNode> children() {
        return children;
    }

    @Override
    public @Nullable FhirNode first(String childName) {
        for (FhirNode child : children) {
            if (child.name().equals(childName)) {
                return child;
            }
        }
        return null;
    }

    @Override
    public List<FhirNode> all(String childName) {
        List<FhirNode> found = new ArrayList<>();
        for (FhirNode child : children) {
            if (child.name().equals(childName)) {
                found.add(child);
            }
        }
        return found;
    }

    /** The text of the first child of a name. */
    @Nullable String textOf(String childName) {
        FhirNode child = first(childName);
        return child == null ? null : child.text;
    }

    /** As FHIRPath with indexes from 0, and the line: {@code Patient.name[0].family (line 12)}. */
    @Override
    public Location location() {
        StringBuilder path = new StringBuilder();
        appendPath(path);
        return new Location(path.append(" (line ").append(line).append(')').toString());
    }

    private void appendPath(StringBuilder path) {
        if (!(parent() instanceof FhirNode above)) {
            path.append(Objects.requireNonNullElse(textOf("resourceType"), name()));
            return;
        }
        above.appendPath(path);
        path.append('.').append(name());
        int place = index;
        if (index < 0) {
            // XML does not say what is an array, but several of one name are
            List<FhirNode> namesakes = above.all(name());
            place = namesakes.size() > 1 ? namesakes.indexOf(this) : -1;
        }
        if (place >= 0) {
            path.append('[').append(place).append(']');
        }
    }
}
