package org.headwater.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A v2 group, an X12 loop, or the root: segments and groups in the order sent. */
final class SegmentGroup extends Node {

    private final SegmentSyntax syntax;
    private final ArrayList<Node> children = new ArrayList<>();

    SegmentGroup(@Nullable Node parent, String name, SegmentSyntax syntax) {
        super(parent, name);
        this.syntax = syntax;
    }

    void add(Node child) {
        children.add(child);
    }

    @Override
    public @Nullable String text() {
        return null;
    }

    @Override
    public List<? extends Node> children() {
        return Collections.unmodifiableList(children);
    }

    @Override
    public @Nullable Node first(String childName) {
        for (int i = 0, n = children.size(); i < n; i++) {
            Node child = children.get(i);
            if (child.name().equals(childName)) {
                return child;
            }
        }
        return null;
    }

    @Override
    public List<? extends Node> all(String childName) {
        List<Node> found = List.of();
        for (int i = 0, n = children.size(); i < n; i++) {
            Node child = children.get(i);
            if (child.name().equals(childName)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>();
                }
                found.add(child);
            }
        }
        return found;
    }

    @Override
    public @Nullable Node at(int position) {
        return null;
    }

    @Override
    public List<? extends Node> allAt(int position) {
        return List.of();
    }

    @Override
    public boolean isGroup() {
        return true;
    }

    @Override
    public Location location() {
        return syntax.location(this);
    }
}
