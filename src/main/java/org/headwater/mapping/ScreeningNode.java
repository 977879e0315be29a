package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import org.headwater.message.Node;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A part of a screening as an instrument reads it; it stands where the sender wrote what it was read from. */
final class ScreeningNode extends Node {

    private final @Nullable String text;
    private final @Nullable Node sent;
    private final List<Node> children = new ArrayList<>();

    ScreeningNode(@Nullable Node parent, String name, @Nullable String text, @Nullable Node sent) {
        super(parent, name);
        this.text = text;
        this.sent = sent;
    }

    /** Adds a part that stands in a place of its own. */
    ScreeningNode add(String name, @Nullable String value, @Nullable Node from) {
        ScreeningNode child = new ScreeningNode(this, name, value == null || value.isBlank() ? null : value, from);
        if (child.text != null) {
            children.add(child);
        }
        return child;
    }

    /** Adds a part that stands where this does. */
    ScreeningNode add(String name, @Nullable String value) {
        return add(name, value, sent);
    }

    /** Adds a part that holds others. */
    ScreeningNode part(String name, @Nullable Node from) {
        ScreeningNode child = new ScreeningNode(this, name, null, from);
        children.add(child);
        return child;
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
        if (sent != null) {
            return sent.location();
        }
        Node around = parent();
        return around == null ? Location.WHOLE : around.location();
    }

    @Override
    public void markRead() {
        super.markRead();
        if (sent != null) {
            sent.markRead();
        }
    }
}
