package org.headwater.message;

import java.util.List;

/** The root of a document with named sections, such as a C-CDA document. */
public interface Sectioned {

    /**
     * The sections of a kind, nested ones too, in the order sent; empty when there are none.
     *
     * @param name the kind, as {@code mappings/ccda/structures.yaml} names it ({@code problems})
     */
    List<? extends Node> sections(String name);
}
