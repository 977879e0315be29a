package org.headwater.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.headwater.message.Format;
import org.headwater.message.Node;
import org.headwater.message.TableRow;

/** Gathers what no rule read of a unit. */
final class Leftovers {

    private static final Pattern REPETITION = Pattern.compile("\\[\\d+]");
    private static final Pattern LINE = Pattern.compile(" \\(.*\\)$");
    private static final Pattern ROW = Pattern.compile("(^|, )row \\d+, ");

    private final Format format;
    private final StructuralPlaces structural;
    private final Map<String, String> places = new TreeMap<>();

    private Leftovers(Format format, StructuralPlaces structural) {
        this.format = format;
        this.structural = structural;
    }

    /** The places below a root, in order, each told once. */
    static List<Unread> of(Node root, Format format, StructuralPlaces structural) {
        Leftovers leftovers = new Leftovers(format, structural);
        List<? extends Node> roots = root instanceof TableRow row ? row.together() : List.of(root);
        roots.forEach(one -> leftovers.gather(one, false));
        List<Unread> unread = new ArrayList<>(leftovers.places.size());
        leftovers.places.forEach((place, location) -> unread.add(new Unread(place, location)));
        return unread;
    }

    private void gather(Node node, boolean firstLeafRead) {
        List<? extends Node> children = node.children();
        boolean read = firstLeafRead || node.wasRead();
        if (children.isEmpty()) {
            if (!read && node.text() != null) {
                leaf(node);
            }
            return;
        }
        boolean first = true;
        for (Node child : children) {
            // Reading a composite as a simple value reads its first part.
            gather(child, first && read && !node.isGroup());
            first = false;
        }
    }

    private void leaf(Node node) {
        String location = node.location().path();
        String place = place(location);
        if (!structural.contains(format, place)) {
            places.putIfAbsent(place, location);
        }
    }

    private String place(String location) {
        if (format == Format.TABLE) {
            return ROW.matcher(location).replaceFirst("$1");
        }
        return REPETITION.matcher(LINE.matcher(location).replaceFirst("")).replaceAll("");
    }
}
