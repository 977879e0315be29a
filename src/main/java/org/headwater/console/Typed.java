package org.headwater.console;

import org.jspecify.annotations.Nullable;

/** What somebody typed into a form's field. */
final class Typed {

    private Typed() {}

    /** Without the blanks around it; an absent field, which binds as null, counts as empty. */
    static String stripped(@Nullable String text) {
        return text == null ? "" : text.strip();
    }
}
