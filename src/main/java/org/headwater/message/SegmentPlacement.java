package org.headwater.message;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds each segment's place in the groups open so far; the same for v2 and X12, and lenient: a segment goes to the
 * innermost open group that may hold it or a group begun by it; groups further in are closed. One that fits nowhere
 * begins, if it can, a group whose outer groups were not sent; else it stays in the innermost open group.
 */
final class SegmentPlacement {

    /** How a segment came to its place. */
    enum Fit {
        /** Its group is open and may hold it. */
        TAKEN,
        /** It began a group. */
        STARTED,
        /** It began a group although groups around it were not begun. */
        IMPLIED,
        /** It began a group nobody knows, by a code that stands for no group here. */
        STRAY,
        /** The structure has no place for it. */
        UNKNOWN
    }

    /** Segments that may stand anywhere, so that they tell nothing of the group they are meant for. */
    private static final Set<String> ANYWHERE = Set.of("NTE", "PRT", "ROL", "OBX");

    private final SegmentStructure structure;

    /** Whether segments out of their order are put where they were meant to be. */
    private final boolean lenient;

    private GroupShape[] open = new GroupShape[8];

    /** For each open group: the group begun last within it. */
    private @Nullable GroupShape[] latest = new GroupShape[8];

    private int[] begunAt = new int[8];
    private int depth;
    private int kept;

    SegmentPlacement(SegmentStructure structure) {
        this(structure, false);
    }

    /** Also takes segments that stand before the one that should begin their group, or behind a later one. */
    static SegmentPlacement lenient(SegmentStructure structure) {
        return new SegmentPlacement(structure, true);
    }

    private SegmentPlacement(SegmentStructure structure, boolean lenient) {
        this.structure = structure;
        this.lenient = lenient;
        open[0] = structure.root();
    }

    /** How many groups are open below the root. */
    int depth() {
        return depth;
    }

    /** How many of the groups open before the last segment stayed open; the rest up to {@link #depth()} it opened. */
    int kept() {
        return kept;
    }

    /** The shape open at a level; 0 is the root. */
    GroupShape at(int level) {
        return open[level];
    }

    /** Closes all groups below a level. */
    void close(int level) {
        depth = Math.min(depth, level);
    }

    Fit place(String segment, SegmentElements elements) {
        for (int level = depth; level >= 0; level--) {
            if (fits(level, segment, elements)) {
                return depth > kept ? Fit.STARTED : Fit.TAKEN;
            }
        }
        for (int level = depth; level >= 0; level--) {
            List<GroupShape> path = open[level].impliedBy(segment, elements);
            if (!path.isEmpty()) {
                openAll(level, path, segment, elements);
                return Fit.IMPLIED;
            }
        }
        if (lenient && beginsEarly(segment)) {
            return Fit.IMPLIED;
        }
        kept = depth;
        GroupShape stray = structure.strays().get(segment);
        if (stray == null) {
            return Fit.UNKNOWN;
        }
        depth = levelOfLike(segment);
        kept = depth;
        open(stray, 0);
        return Fit.STRAY;
    }

    /** PV1 before PID: it opens the group that PID then joins. */
    private boolean beginsEarly(String segment) {
        if (ANYWHERE.contains(segment)) {
            return false;
        }
        for (int level = depth; level >= 0; level--) {
            if (latest[level] == null) {
                for (GroupShape group : open[level].groups()) {
                    if (group.takes(segment, SegmentElements.NONE)) {
                        depth = level;
                        kept = level;
                        open(group, -1);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * OBX behind an NK1 that should have stood before the OBR: had the standard's order been kept, it would belong to the
     * group begun last and not to one that comes before it.
     */
    private boolean reopens(int level, GroupShape begun, String segment, SegmentElements elements) {
        GroupShape last = latest[level];
        if (!lenient || last == null || last == begun) {
            return false;
        }
        GroupShape inner = last.begun(segment, elements);
        List<GroupShape> groups = open[level].groups();
        if (inner == null || groups.indexOf(begun) > groups.indexOf(last)) {
            return false;
        }
        depth = level + 1;
        kept = depth;
        open[depth] = last;
        begunAt[depth] = Integer.MAX_VALUE;
        open(inner, inner.startOf(segment, elements));
        return true;
    }

    /** The innermost open group in which segments of this name begin groups: where a known code would have put it. */
    private int levelOfLike(String segment) {
        int level = depth;
        while (level > 0 && !open[level].opensWith(segment)) {
            level--;
        }
        return level;
    }

    private boolean fits(int level, String segment, SegmentElements elements) {
        GroupShape shape = open[level];
        int joined = level == 0 ? -1 : shape.join(segment, elements, begunAt[level]);
        if (joined >= 0) {
            begunAt[level] = joined;
            depth = level;
            kept = level;
            return true;
        }
        @Nullable GroupShape begun = shape.begun(segment, elements);
        if (begun != null) {
            if (reopens(level, begun, segment, elements)) {
                return true;
            }
            depth = level;
            kept = level;
            open(begun, begun.startOf(segment, elements));
            return true;
        }
        if (shape.takes(segment, elements)) {
            depth = level;
            kept = level;
            return true;
        }
        return false;
    }

    private void openAll(int level, List<GroupShape> path, String segment, SegmentElements elements) {
        depth = level;
        kept = level;
        for (int i = 0; i < path.size() - 1; i++) {
            open(path.get(i), -1);
        }
        GroupShape last = path.get(path.size() - 1);
        open(last, last.startOf(segment, elements));
    }

    private void open(GroupShape shape, int startedAt) {
        latest[depth] = shape;
        depth++;
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
            latest = Arrays.copyOf(latest, depth * 2);
            begunAt = Arrays.copyOf(begunAt, depth * 2);
        }
        open[depth] = shape;
        latest[depth] = null;
        begunAt[depth] = startedAt;
    }
}
