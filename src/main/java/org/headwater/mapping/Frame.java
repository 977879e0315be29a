package org.headwater.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.headwater.message.Node;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;

/** The state of one run of one block or data type: its context, its target, and what it has made so far. */
final class Frame {

    /** A resource made by a block. */
    private record Made(String block, String reference) {}

    final @Nullable Frame outer;
    final Node context;
    final Base target;
    final @Nullable IBase[] slots;
    final int index;
    /** FHIR path of the target, with the resource's type in front; null when nothing is traced. */
    @Nullable String tracePath;
    /** Id of the target when it is a resource, once it is known. */
    @Nullable String resourceId;

    /** Whether anything came of the source. */
    boolean found;
    /** Whether a block below made a resource. */
    boolean madeSomething;
    /** Whether what is made here is known to the frame around, as if it had been made there. */
    boolean transparent;
    /** The one block whose resource is known to the frame around all the same; null for none. */
    @Nullable String exported;

    private @Nullable List<Made> made;
    private @Nullable Set<String> deletions;
    private @Nullable Set<String> fills;
    private @Nullable Set<String> undone;

    Frame(@Nullable Frame outer, Node context, Base target, int slots, int index) {
        this.outer = outer;
        this.context = context;
        this.target = target;
        this.slots = new @Nullable IBase[slots];
        this.index = index;
    }

    /** The id of the nearest resource around this frame; empty at the top. */
    String enclosingResourceId() {
        for (Frame frame = outer; frame != null; frame = frame.outer) {
            if (frame.resourceId != null) {
                return frame.resourceId;
            }
        }
        return "";
    }

    /** The reference to the nearest resource around this frame; null at the top. */
    @Nullable String enclosingResource() {
        for (Frame frame = outer; frame != null; frame = frame.outer) {
            if (frame.resourceId != null) {
                return frame.target.fhirType() + "/" + frame.resourceId;
            }
        }
        return null;
    }

    /** Tells that a block made a resource. */
    void made(@Nullable String block, String reference) {
        madeSomething = true;
        if (outer != null && (transparent || (block != null && block.equals(exported)))) {
            outer.made(block, reference);
        } else if (block != null) {
            if (made == null) {
                made = new ArrayList<>(4);
            }
            made.add(new Made(block, reference));
        }
    }

    /** Takes back {@link #made}. */
    void unmade(String reference) {
        if (outer != null && (transparent || exported != null)) {
            outer.unmade(reference);
        }
        if (made != null) {
            made.removeIf(one -> one.reference().equals(reference));
        }
    }

    /**
     * References to what a block made, from the nearest frame that has any.
     *
     * @param anywhere whether the last one made anywhere in the unit will do
     */
    List<String> references(String block, boolean anywhere, Run run) {
        for (Frame frame = this; frame != null; frame = frame.outer) {
            if (frame.made != null) {
                List<String> references = null;
                for (Made one : frame.made) {
                    if (one.block().equals(block)) {
                        references = references == null ? new ArrayList<>(2) : references;
                        references.add(one.reference());
                    }
                }
                if (references != null) {
                    return references;
                }
            }
        }
        String last = anywhere ? run.lastMade(block) : null;
        return last == null ? List.of() : List.of(last);
    }

    /** Notes that the sender asks to delete an element of the resource, or an entry of one. */
    void delete(String element) {
        if (outer != null && outer.target == target) {
            outer.delete(element);
            return;
        }
        deletions = with(deletions, element);
    }

    Set<String> deletions() {
        return deletions == null ? Set.of() : deletions;
    }

    /** Notes that an element of the resource is to land only where nothing is stated. */
    void fill(String element) {
        if (outer != null && outer.target == target) {
            outer.fill(element);
            return;
        }
        fills = with(fills, element);
    }

    Set<String> fills() {
        return fills == null ? Set.of() : fills;
    }

    /** Notes that what became of an element of the resource last is taken back. */
    void undo(String element) {
        if (outer != null && outer.target == target) {
            outer.undo(element);
            return;
        }
        undone = with(undone, element);
    }

    Set<String> undone() {
        return undone == null ? Set.of() : undone;
    }

    private static Set<String> with(@Nullable Set<String> names, String name) {
        Set<String> more = names == null ? new HashSet<>() : names;
        more.add(name);
        return more;
    }
}
