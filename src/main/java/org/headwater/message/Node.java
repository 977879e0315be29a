package org.headwater.message;

import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/**
 * One named place in a unit's tree: a group, segment, field, component, loop, element, XML element, JSON property, row or
 * cell. A node has children, or text, or both.
 *
 * <p>Names are the format's own: {@code PID}, then {@code 3} for a field, {@code 1} for a component; {@code 2300}, then
 * {@code CLM}, then {@code 5} and {@code 1}; {@code patientRole}, {@code @extension}, {@code sdtc:raceCode}; a JSON
 * property; a column's header. Repetitions are several children of one name, in the order sent.
 *
 * <p>Nodes are cheap to make and not thread-safe. Reading marks a node as read, so that what nobody read can be told.
 */
public abstract class Node {

    private final @Nullable Node parent;
    private final String name;
    private boolean read;

    protected Node(@Nullable Node parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /** The node this one is part of; null at the root. */
    public final @Nullable Node parent() {
        return parent;
    }

    /** The format's own name of this place. */
    public final String name() {
        return name;
    }

    /**
     * The value that stands here, decoded (escapes resolved) and not blank; null when there is none. For a v2 or X12 node
     * with components, the first leaf's text, as the standards ask of a reader that expects a simpler type.
     *
     * <p>A v2 field of {@code ""} answers null here and true for {@link #deleted()}.
     */
    public abstract @Nullable String text();

    /** Children in the order sent. Empty repetitions and empty fields are not children. */
    public abstract List<? extends Node> children();

    /** The first child of a name; null when there is none. */
    public @Nullable Node first(String childName) {
        for (Node child : children()) {
            if (child.name().equals(childName)) {
                return child;
            }
        }
        return null;
    }

    /** All children of a name, in the order sent. */
    public List<? extends Node> all(String childName) {
        return children().stream()
                .filter(child -> child.name().equals(childName))
                .toList();
    }

    /**
     * The first child at a numbered position (v2 fields and components, X12 elements and components), counted from 1;
     * null when empty.
     */
    public @Nullable Node at(int position) {
        return first(Integer.toString(position));
    }

    /** All repetitions at a numbered position. */
    public List<? extends Node> allAt(int position) {
        return all(Integer.toString(position));
    }

    /** The next child of the same parent and name; null when this is the last. */
    public @Nullable Node another() {
        List<? extends Node> all = parent == null ? List.of() : parent.all(name);
        int next = all.indexOf(this) + 1;
        return next > 0 && next < all.size() ? all.get(next) : null;
    }

    /**
     * Which numbered places below this hold something: bit n for place n, up to 62. A place whose bit is not set is empty;
     * all bits are set where it was not looked.
     */
    public long filled() {
        return -1;
    }

    /** Whether this holds segments and further groups (a v2 group, an X12 loop) rather than values. */
    public boolean isGroup() {
        return false;
    }

    /** Whether the sender asks to delete the value here (v2's {@code ""}). */
    public boolean deleted() {
        return false;
    }

    /** Where this stands in the sender's data; computed when asked. */
    public abstract Location location();

    /** Notes that a mapping read this value. */
    public void markRead() {
        read = true;
    }

    /** Whether a mapping read this value. */
    public final boolean wasRead() {
        return read;
    }
}
