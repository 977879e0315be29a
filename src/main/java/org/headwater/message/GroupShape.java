package org.headwater.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of group (v2) or loop (X12) may hold, compiled so that the place of a segment is found with one look-up
 * for each open group.
 */
final class GroupShape {

    private final String name;
    private final List<SegmentStart> starts;
    private final List<SegmentStart> takes;
    private final List<GroupShape> groups;
    private final boolean required;
    private final int most;
    private final Map<String, Openings> openings = new HashMap<>();
    private final Map<String, List<Implied>> implied = new HashMap<>();

    /**
     * What a segment of one name may do in a group.
     *
     * @param joins positions, in the group's own list of starts, at which it may stand
     * @param groups the groups it may begin
     * @param taken as what it may stand in the group by itself
     */
    private record Openings(List<Integer> joins, List<GroupShape> groups, List<SegmentStart> taken) {}

    /** A way to begin a group further down although the groups around it were not begun. */
    private record Implied(List<GroupShape> path, SegmentStart start, int index) {}

    /**
     * Makes a shape.
     *
     * @param name the group's name
     * @param starts the segments that begin it; one later in the list joins a group begun by an earlier one
     * @param takes its other segments
     * @param groups the groups in it
     * @param required whether a group around it is incomplete without one
     * @param most how often it may stand in the group around it; 0 when as often as wanted
     * @param unit the loop that makes up a unit of its own, which nothing but its own start may begin; null for none
     */
    GroupShape(
            String name,
            List<SegmentStart> starts,
            List<SegmentStart> takes,
            List<GroupShape> groups,
            boolean required,
            int most,
            @Nullable String unit) {
        this.name = name;
        this.starts = List.copyOf(starts);
        this.takes = List.copyOf(takes);
        this.groups = List.copyOf(groups);
        this.required = required;
        this.most = most;
        compileOpenings();
        compileImplied(this, new ArrayList<>(), unit);
        implied.values().forEach(ways -> ways.sort(Comparator.comparingInt(way -> way.path.size())));
    }

    private void compileOpenings() {
        Map<String, List<Integer>> joins = new HashMap<>();
        for (int i = 0; i < starts.size(); i++) {
            joins.computeIfAbsent(starts.get(i).segment(), any -> new ArrayList<>())
                    .add(i);
        }
        Map<String, List<GroupShape>> begun = new HashMap<>();
        for (GroupShape group : groups) {
            group.starts.stream()
                    .map(SegmentStart::segment)
                    .distinct()
                    .forEach(segment -> begun.computeIfAbsent(segment, any -> new ArrayList<>())
                            .add(group));
        }
        Map<String, List<SegmentStart>> taken = takes.stream().collect(Collectors.groupingBy(SegmentStart::segment));
        Set<String> names = new HashSet<>(taken.keySet());
        names.addAll(joins.keySet());
        names.addAll(begun.keySet());
        for (String segment : names) {
            openings.put(
                    segment,
                    new Openings(
                            joins.getOrDefault(segment, List.of()),
                            begun.getOrDefault(segment, List.of()),
                            taken.getOrDefault(segment, List.of())));
        }
    }

    private void compileImplied(GroupShape at, List<GroupShape> path, @Nullable String unit) {
        for (GroupShape group : at.groups) {
            List<GroupShape> deeper = new ArrayList<>(path);
            deeper.add(group);
            if (deeper.size() > 1) {
                for (int i = 0; i < group.starts.size(); i++) {
                    SegmentStart start = group.starts.get(i);
                    implied.computeIfAbsent(start.segment(), any -> new ArrayList<>())
                            .add(new Implied(deeper, start, i));
                }
            }
            if (!group.name.equals(unit)) {
                compileImplied(group, deeper, unit);
            }
        }
    }

    String name() {
        return name;
    }

    List<SegmentStart> starts() {
        return starts;
    }

    List<SegmentStart> takes() {
        return takes;
    }

    List<GroupShape> groups() {
        return groups;
    }

    boolean required() {
        return required;
    }

    int most() {
        return most;
    }

    /**
     * The position among this group's own starts at which the segment joins it, when it begun at an earlier one; -1 when it
     * cannot. A segment told by a code never joins a group that was begun without its first segment.
     */
    int join(String segment, SegmentElements elements, int begunAt) {
        Openings ways = openings.get(segment);
        if (ways == null) {
            return -1;
        }
        for (int i : ways.joins) {
            SegmentStart start = starts.get(i);
            if (i > begunAt && !(begunAt < 0 && start.qualified()) && start.fits(elements)) {
                return i;
            }
        }
        return -1;
    }

    /** The group within this one that the segment begins; null when there is none. */
    @Nullable GroupShape begun(String segment, SegmentElements elements) {
        Openings ways = openings.get(segment);
        if (ways == null) {
            return null;
        }
        for (GroupShape group : ways.groups) {
            if (group.startOf(segment, elements) >= 0) {
                return group;
            }
        }
        return null;
    }

    /** Whether segments of this name begin groups within this one, be it with other codes. */
    boolean opensWith(String segment) {
        Openings ways = openings.get(segment);
        return ways != null && !ways.groups.isEmpty();
    }

    /** The position of the start the segment is; -1 when it does not begin this group. */
    int startOf(String segment, SegmentElements elements) {
        for (int i = 0; i < starts.size(); i++) {
            SegmentStart start = starts.get(i);
            if (start.segment().equals(segment) && start.fits(elements)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the segment may stand in this group as it is. */
    boolean takes(String segment, SegmentElements elements) {
        Openings ways = openings.get(segment);
        if (ways == null) {
            return false;
        }
        for (SegmentStart one : ways.taken) {
            if (one.fits(elements)) {
                return true;
            }
        }
        return false;
    }

    /** The groups to open, outermost first, so that the segment begins the last of them; empty when there is no way. */
    List<GroupShape> impliedBy(String segment, SegmentElements elements) {
        for (Implied way : implied.getOrDefault(segment, List.of())) {
            if (way.start.fits(elements)) {
                return way.path;
            }
        }
        return List.of();
    }
}
