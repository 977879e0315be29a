package org.headwater.message;

import java.util.List;
import java.util.Optional;

/**
 * A segment as a structure names it: by its name, or by its name and the code in one of its elements.
 *
 * @param segment the segment's name
 * @param position the element looked at, from 1; 0 when the name is enough
 * @param codes the codes it may hold
 */
record SegmentStart(String segment, int position, List<String> codes) {

    SegmentStart {
        codes = List.copyOf(codes);
    }

    /** Reads {@code PID} or {@code NM1[01=DN|P3]}; empty when the text is neither. */
    static Optional<SegmentStart> parse(String text) {
        int bracket = text.indexOf('[');
        if (bracket < 0) {
            return isName(text) ? Optional.of(new SegmentStart(text, 0, List.of())) : Optional.empty();
        }
        int equals = text.indexOf('=', bracket);
        if (equals < bracket + 2 || !text.endsWith("]") || !isName(text.substring(0, bracket))) {
            return Optional.empty();
        }
        String position = text.substring(bracket + 1, equals);
        if (!position.chars().allMatch(c -> c >= '0' && c <= '9') || position.length() > 3) {
            return Optional.empty();
        }
        List<String> codes =
                List.of(text.substring(equals + 1, text.length() - 1).split("\\|"));
        return Optional.of(new SegmentStart(text.substring(0, bracket), Integer.parseInt(position), codes));
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }

    boolean qualified() {
        return position > 0;
    }

    /** Whether a segment of this name is the one meant. */
    boolean fits(SegmentElements elements) {
        return position == 0 || codes.contains(elements.element(position));
    }
}
