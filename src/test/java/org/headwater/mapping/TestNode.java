package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import org.headwater.message.Node;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A tree built in a test, word by word. */
final class TestNode extends Node {

    private final List<TestNode> children = new ArrayList<>();
    private final @Nullable String text;
    private boolean group;

    private TestNode(@Nullable TestNode parent, String name, @Nullable String text) {
        super(parent, name);
        this.text = text;
    }

    static TestNode root() {
        TestNode root = new TestNode(null, "message", null);
        root.group = true;
        return root;
    }

    TestNode group(String name) {
        TestNode child = add(name, null);
        child.group = true;
        return child;
    }

    TestNode add(String name, @Nullable String value) {
        TestNode child = new TestNode(this, name, value);
        children.add(child);
        return child;
    }

    /** Adds a segment with fields in order; a null leaves one empty. */
    TestNode segment(String name, @Nullable String... fields) {
        TestNode segment = add(name, null);
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i];
            if (field != null) {
                for (String repetition : field.split("~")) {
                    TestNode node = segment.add(Integer.toString(i + 1), repetition.contains("^") ? null : repetition);
                    String[] components = repetition.split("\\^");
                    for (int c = 0; c < components.length; c++) {
                        if (!components[c].isEmpty()) {
                            node.add(Integer.toString(c + 1), components[c]);
                        }
                    }
                }
            }
        }
        return segment;
    }

    @Override
    public @Nullable String text() {
        return deleted()
                ? null
                : text != null || children.isEmpty() ? text : children.get(0).text();
    }

    @Override
    public boolean deleted() {
        return "\"\"".equals(text);
    }

    @Override
    public boolean isGroup() {
        return group;
    }

    @Override
    public List<TestNode> children() {
        return children;
    }

    @Override
    public Location location() {
        return parent() == null ? Location.WHOLE : new Location(parent().location() + "/" + name());
    }
}
