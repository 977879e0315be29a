package org.headwater.message;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A field's repetition, a component or a subcomponent that we send: text, or parts numbered from 1. Text put where parts
 * are too is the first part's, as readers take it (v2.9 §2.5.3).
 */
public final class OutgoingPart {

    private static final int SUBCOMPONENT = 2;
    private static final String[] SEPARATORS = {"^", "&"};

    private final int depth;
    private final Map<Integer, OutgoingPart> parts = new TreeMap<>();
    private @Nullable String own;

    private OutgoingPart(int depth) {
        this.depth = depth;
    }

    static OutgoingPart repetition() {
        return new OutgoingPart(0);
    }

    /** The part of a number. A subcomponent is its own first part and has room for no other. */
    public OutgoingPart at(int position) {
        if (depth < SUBCOMPONENT) {
            return parts.computeIfAbsent(position, key -> new OutgoingPart(depth + 1));
        }
        return position == 1 ? this : new OutgoingPart(depth);
    }

    /** Sets the text, unescaped; a blank one is none. */
    public void put(String value) {
        own = value.isBlank() ? null : value;
    }

    /** Whether there is nothing to send here. */
    public boolean isEmpty() {
        return text().isEmpty();
    }

    /** As it is sent, escaped, without separators at the end. */
    String text() {
        String mine = own == null ? "" : Hl7v2Escapes.encoded(own);
        if (parts.isEmpty()) {
            return mine;
        }
        StringBuilder text = new StringBuilder(mine);
        int written = 1;
        for (Map.Entry<Integer, OutgoingPart> part : parts.entrySet()) {
            String value =
                    part.getKey() == 1 && own != null ? "" : part.getValue().text();
            if (!value.isEmpty()) {
                text.append(SEPARATORS[depth].repeat(part.getKey() - written)).append(value);
                written = part.getKey();
            }
        }
        return text.toString();
    }

    /** Prints no content: a part holds health information. */
    @Override
    public String toString() {
        return "OutgoingPart";
    }
}
