package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** A row of an HMIS export with its cells and the rows that belong to it, or one of its cells. */
final class HmisNode extends Node {

    private final @Nullable String text;
    private final String place;
    private final List<HmisNode> children = new ArrayList<>();

    private HmisNode(@Nullable Node parent, String name, @Nullable String text, String place) {
        super(parent, name);
        this.text = text;
        this.place = place;
    }

    /** The top of a unit. */
    static HmisNode root(String name) {
        return new HmisNode(null, name, null, "");
    }

    /** A row below this. */
    HmisNode row(String name, String itsPlace) {
        HmisNode row = new HmisNode(this, name, null, itsPlace);
        children.add(row);
        return row;
    }

    /** A cell of this row; none where the value is empty. */
    void cell(String column, String value) {
        if (!value.isEmpty()) {
            children.add(new HmisNode(this, column, value, place + ", column " + column));
        }
    }

    /** The text of a child; empty when there is none. */
    String textOf(String child) {
        HmisNode found = (HmisNode) first(child);
        return found == null || found.text == null ? "" : found.text;
    }

    @Override
    public List<HmisNode> all(String childName) {
        return children.stream().filter(child -> child.name().equals(childName)).toList();
    }

    @Override
    public @Nullable String text() {
        return text;
    }

    @Override
    public List<HmisNode> children() {
        return children;
    }

    /** {@code Enrollment.csv row 12, column EntryDate}. */
    @Override
    public Location location() {
        return new Location(place);
    }
}
