package org.headwater.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of a document with named sections, such as a C-CDA document. */
public abstract class SectionedNode extends Node {

    protected SectionedNode(@Nullable Node parent, String name) {
        super(parent, name);
    }

    /**
     * The sections of a kind, wherever they are nested, in the order sent.
     *
     * @param name the kind, as {@code mappings/ccda/structures.yaml} names it ({@code problems})
     */
    public abstract List<? extends Node> sections(String name);
}
