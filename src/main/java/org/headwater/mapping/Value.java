package org.headwater.mapping;

import org.headwater.message.Node;
import org.jspecify.annotations.Nullable;

/**
 * A value as it is found: a node of the source, a text that has no place there (a variable), or a text made of several
 * nodes.
 *
 * @param node where it stands, or the first of several places; null for a variable
 * @param constant the variable's or the joined text; null when it is the node's own
 */
record Value(@Nullable Node node, @Nullable String constant) {

    static Value of(Node node) {
        return new Value(node, null);
    }

    static Value of(String text) {
        return new Value(null, text);
    }

    /** The text: the node's, unless another was made of it. */
    @Nullable String text() {
        return constant != null || node == null ? constant : node.text();
    }

    /** Whether the sender asks to delete the value here. */
    boolean deleted() {
        return node != null && node.deleted();
    }

    /** Whether there is anything here: text, or parts that may hold some. */
    boolean present() {
        return node == null
                ? constant != null
                : node.text() != null || !node.children().isEmpty();
    }

    void markRead(Run run) {
        if (node != null && run.wantsResidue()) {
            node.markRead();
        }
    }

    /** Where it stands, as told to people. */
    String place() {
        return node == null ? "" : node.location().path();
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "Value[" + place() + "]";
    }
}
