package org.headwater.message;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the segments of one kind of message (v2) or transaction (X12) group.
 *
 * @param types the types it is for, as in {@link Unit#type()}; one may end in {@code *}
 * @param transaction X12: the transaction set's number (ST01); empty in v2
 * @param guides X12: implementation guides (as in ST03 or GS08) that tell this type from others of the same transaction
 * @param marker X12: a segment that tells this type when no guide is named; empty when none does
 * @param unit X12: the loop that makes up a unit; empty when the whole transaction is the unit
 * @param root what stands outside any group, and the outermost groups
 * @param strays for each segment that begins groups by a code: the group that sets apart what follows one of an unknown
 *     code, lest an unknown party's address be taken for a known one's
 */
record SegmentStructure(
        List<String> types,
        String transaction,
        List<String> guides,
        String marker,
        String unit,
        GroupShape root,
        Map<String, GroupShape> strays) {

    /** The name of a group begun by a segment whose code nobody knows. */
    static final String STRAY = "unknown";

    SegmentStructure {
        types = List.copyOf(types);
        guides = List.copyOf(guides);
        strays = Map.copyOf(strays);
    }

    static SegmentStructure of(
            List<String> types, String transaction, List<String> guides, String marker, String unit, GroupShape root) {
        return new SegmentStructure(types, transaction, guides, marker, unit, root, straysOf(root));
    }

    /** A message of which nothing is known: all its segments side by side. */
    static SegmentStructure flat(String type) {
        GroupShape root = new GroupShape(type, List.of(), List.of(), List.of(), false, 0, null);
        return new SegmentStructure(List.of(type), "", List.of(), "", "", root, Map.of());
    }

    /** Whether nothing is known of this type's groups. */
    boolean isFlat() {
        return root.groups().isEmpty();
    }

    private static Map<String, GroupShape> straysOf(GroupShape root) {
        Map<String, Set<SegmentStart>> takes = new HashMap<>();
        collect(root, takes);
        Map<String, GroupShape> strays = new HashMap<>();
        takes.forEach((segment, taken) ->
                strays.put(segment, new GroupShape(STRAY, List.of(), List.copyOf(taken), List.of(), false, 0, null)));
        return strays;
    }

    private static void collect(GroupShape shape, Map<String, Set<SegmentStart>> takes) {
        for (SegmentStart start : shape.starts()) {
            if (start.qualified()) {
                takes.computeIfAbsent(start.segment(), any -> new HashSet<>()).addAll(shape.takes());
            }
        }
        shape.groups().forEach(group -> collect(group, takes));
    }

    /** How well this fits a type: 0 not at all; the longer what is spelled out, the better. */
    int fit(String type) {
        int best = 0;
        for (String pattern : types) {
            if (pattern.equals(type)) {
                return Integer.MAX_VALUE;
            }
            if (pattern.endsWith("*") && type.startsWith(pattern.substring(0, pattern.length() - 1))) {
                best = Math.max(best, pattern.length());
            }
        }
        return best;
    }

    /** Whether a version or guide identifier ({@code 005010X222A1}) names one of this type's guides. */
    boolean isGuide(@Nullable String identifier) {
        return identifier != null && guides.stream().anyMatch(identifier::contains);
    }
}
