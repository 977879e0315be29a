package org.headwater.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A v2 group, an X12 loop, or the root: segments and groups in the order sent. */
final class SegmentGroup extends Node {

    private final SegmentSyntax syntax;
    private final ArrayList<Node> children = new ArrayList<>();

    /** Children by name, once one is asked for: then the tree is whole, and many rules will ask. */
    private @Nullable Map<String, List<Node>> named;

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
        List<Node> all = named(childName);
        return all == null ? null : all.get(0);
    }

    @Override
    public List<? extends Node> all(String childName) {
        List<Node> all = named(childName);
        return all == null ? List.of() : all;
    }

    private @Nullable List<Node> named(String childName) {
        Map<String, List<Node>> known = named;
        if (known == null) {
            known = new HashMap<>();
            for (Node child : children) {
                known.computeIfAbsent(child.name(), name -> new ArrayList<>(1)).add(child);
            }
            named = known;
        }
        return known.get(childName);
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
