package org.headwater.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A segment of a v2 message we send, with the standard's own separators {@code |^~\&} (v2.9 §2.5.4). Fields may be filled in
 * any order; what is empty at an end is not written, and of repetitions that read alike only the first is.
 */
public final class OutgoingSegment {

    private final String name;
    private final Map<Integer, List<OutgoingPart>> fields = new TreeMap<>();

    /** @param name three letters or digits: {@code PID} */
    public OutgoingSegment(String name) {
        this.name = name;
    }

    /** The segment's name. */
    public String name() {
        return name;
    }

    /** One more repetition of a field; the last one, while nothing stands in it. */
    public OutgoingPart add(int field) {
        List<OutgoingPart> repetitions = fields.computeIfAbsent(field, key -> new ArrayList<>(2));
        if (!repetitions.isEmpty() && repetitions.get(repetitions.size() - 1).isEmpty()) {
            return repetitions.get(repetitions.size() - 1);
        }
        OutgoingPart repetition = OutgoingPart.repetition();
        repetitions.add(repetition);
        return repetition;
    }

    /** The first repetition of a field. */
    public OutgoingPart first(int field) {
        List<OutgoingPart> repetitions = fields.get(field);
        return repetitions == null ? add(field) : repetitions.get(0);
    }

    /** The segment as it is sent, without its end. */
    public String text() {
        StringBuilder text = new StringBuilder(name);
        boolean header = name.equals("MSH");
        int written = 0;
        if (header) {
            // MSH-1 is the separator itself, and nothing in MSH-2 is escaped.
            text.append("|^~\\&");
            written = 2;
        }
        for (Map.Entry<Integer, List<OutgoingPart>> field : fields.entrySet()) {
            if (header && field.getKey() <= 2) {
                continue;
            }
            String value = value(field.getValue());
            if (!value.isEmpty()) {
                text.append("|".repeat(field.getKey() - written)).append(value);
                written = field.getKey();
            }
        }
        return text.toString();
    }

    private static String value(List<OutgoingPart> repetitions) {
        Set<String> distinct = new LinkedHashSet<>();
        for (OutgoingPart repetition : repetitions) {
            distinct.add(repetition.text());
        }
        distinct.remove("");
        return String.join("~", distinct);
    }

    /** Prints no content: a segment holds health information. */
    @Override
    public String toString() {
        return name;
    }
}
