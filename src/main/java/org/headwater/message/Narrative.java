package org.headwater.message;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CDA section's narrative: the text a person reads. Its markup is no part of the tree; it is given as plain text or as
 * XHTML that is safe to show and fit for a FHIR Narrative.
 */
public final class Narrative extends XmlNode {

    private final NarrativeMarkup markup;

    Narrative(XmlNode section, String name, int line, NarrativeMarkup markup) {
        super(section, name, line);
        this.markup = markup;
    }

    /** The narrative as plain text: one line a paragraph, item or table row, cells divided by {@code |}. */
    @Override
    public @Nullable String text() {
        return markup.plain();
    }

    /** None: markup is not data. */
    @Override
    public List<XmlNode> children() {
        return List.of();
    }

    /**
     * The narrative as a {@code div} in the XHTML namespace that holds only elements and attributes FHIR R4 allows
     * (Narrative, txt-1), without scripts and styles; empty when there is no text.
     */
    public Optional<String> xhtml() {
        return text() == null ? Optional.empty() : Optional.of(markup.xhtml());
    }
}
