package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** An element or attribute of a CDA document. */
class XmlNode extends Node {

    private final int line;
    private @Nullable String ownText;
    private List<XmlNode> children = List.of();

    XmlNode(@Nullable XmlNode parent, String name, int line) {
        super(parent, name);
        this.line = line;
    }

    /** An attribute; its name begins with {@code @}. */
    XmlNode(XmlNode parent, String name, int line, String value) {
        this(parent, name, line);
        this.ownText = value;
    }

    final void add(XmlNode child) {
        if (children.isEmpty()) {
            children = new ArrayList<>(6);
        }
        children.add(child);
    }

    final void addText(String run) {
        String clean = clean(run);
        if (!clean.isEmpty()) {
            ownText = ownText == null ? clean : ownText + " " + clean;
        }
    }

    /** Line breaks and tabs come from whoever laid the XML out, not from the person who entered the text. */
    private static String clean(String run) {
        String stripped = run.strip();
        for (int i = 0; i < stripped.length(); i++) {
            if (stripped.charAt(i) < ' ') {
                return stripped.replaceAll("\\s*[\\n\\r\\t]\\s*", " ");
            }
        }
        return stripped;
    }

    /** The text directly in this element, without that of its children. */
    final @Nullable String ownText() {
        return ownText;
    }

    final int line() {
        return line;
    }

    /**
     * The element's own text; failing that the narrative text its {@code reference} points at (CDA R2 ED.reference), and for
     * {@code text} and {@code originalText} that of the elements within.
     */
    @Override
    public @Nullable String text() {
        if (ownText != null || children.isEmpty()) {
            return ownText;
        }
        String referenced = referencedText();
        if (referenced != null || !(name().equals("text") || name().equals("originalText"))) {
            return referenced;
        }
        StringBuilder gathered = new StringBuilder();
        gather(gathered);
        return gathered.isEmpty() ? null : gathered.toString();
    }

    private @Nullable String referencedText() {
        XmlNode reference = first("reference");
        XmlNode value = reference == null ? null : reference.first("@value");
        if (reference == null || value == null || value.ownText == null) {
            return null;
        }
        String text = document().narrative(ClinicalDocument.fragment(value.ownText), this);
        if (text != null) {
            reference.markRead();
            value.markRead();
        }
        return text;
    }

    private void gather(StringBuilder into) {
        for (XmlNode child : children) {
            if (child.name().startsWith("@")) {
                continue;
            }
            if (child.ownText != null) {
                into.append(into.isEmpty() ? "" : " ").append(child.ownText);
            }
            child.gather(into);
        }
    }

    private ClinicalDocument document() {
        Node node = this;
        for (Node above = node.parent(); above != null; above = node.parent()) {
            node = above;
        }
        return (ClinicalDocument) node;
    }

    @Override
    public List<XmlNode> children() {
        return children;
    }

    @Override
    public final @Nullable XmlNode first(String childName) {
        for (XmlNode child : children) {
            if (child.name().equals(childName)) {
                return child;
            }
        }
        return null;
    }

    @Override
    public final List<XmlNode> all(String childName) {
        List<XmlNode> found = List.of();
        for (XmlNode child : children) {
            if (child.name().equals(childName)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(4);
                }
                found.add(child);
            }
        }
        return found;
    }

    /** The text of the first child of a name. */
    final @Nullable String textOf(String childName) {
        XmlNode child = first(childName);
        return child == null ? null : child.text();
    }

    @Override
    public final Location location() {
        StringBuilder path = new StringBuilder();
        appendPath(path);
        return new Location(path.append(" (line ").append(line).append(')').toString());
    }

    private void appendPath(StringBuilder path) {
        if (!(parent() instanceof XmlNode above)) {
            path.append(name());
            return;
        }
        if (above.parent() != null) {
            above.appendPath(path);
            path.append('/');
        }
        path.append(name());
        List<XmlNode> namesakes = above.all(name());
        if (namesakes.size() > 1) {
            path.append('[').append(namesakes.indexOf(this) + 1).append(']');
        }
    }
}
