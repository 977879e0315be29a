package org.headwater.mapping;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headwater.message.Node;
import org.headwater.message.OutgoingPart;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.Translation;
import org.jspecify.annotations.Nullable;

/**
 * One line of a composition: where a value of a message we send comes from, and how it is written.
 *
 * @param to where it goes
 * @param each context in place of the block's, once for every node; null for the block's
 * @param from where it comes from; several are joined; empty for a constant
 * @param join put between several
 * @param constant instead of a source; empty for none
 * @param less a text to be taken off the beginning
 * @param unlike the rule does not hold where this says the same; null for nothing
 * @param match of the value, only what its groups say
 * @param translate concept map from FHIR's codes to v2's
 * @param reverse concept map from v2's codes to FHIR's, read backward
 * @param keep whether a code no map knows is sent as it is
 * @param fallback where nothing is found
 * @param writing how it is written
 * @param most so many repetitions at most
 * @param missing whether only where nothing stands yet
 * @param when condition
 * @param since first version of the standard that has the field
 * @param until last version that has it
 */
record FieldRule(
        Place.Coordinate to,
        @Nullable SourcePath each,
        List<Source> from,
        String join,
        String constant,
        @Nullable Source less,
        @Nullable Source unlike,
        @Nullable Pattern match,
        @Nullable ConceptMap translate,
        @Nullable ConceptMap reverse,
        boolean keep,
        String fallback,
        Writing writing,
        int most,
        boolean missing,
        @Nullable Condition when,
        String since,
        String until) {

    /** Writes what there is; answers whether something of the record was written, constants not counted. */
    boolean apply(Node context, Place place, Composing composing) {
        if (!composing.dialect().within(since, until)) {
            return false;
        }
        if (each == null) {
            return applyHere(context, place, composing);
        }
        boolean found = false;
        for (Node node : each.all(context, composing.run())) {
            found |= applyHere(node, place, composing);
        }
        return found;
    }

    private boolean applyHere(Node context, Place place, Composing composing) {
        if (when != null && !when.holds(context, composing.run())) {
            return false;
        }
        if (missing && !place.present(to).isEmpty()) {
            return false;
        }
        if (!constant.isEmpty()) {
            place.next(to).put(constant);
            return false;
        }
        int written = 0;
        for (Value value : values(context, composing)) {
            if (written < most && value.present()) {
                String text = text(value, context, composing);
                OutgoingPart part = place.next(to);
                if (text != null && writing.write(value, text, part, composing)) {
                    written++;
                }
            }
        }
        if (written == 0 && !fallback.isEmpty()) {
            place.next(to).put(fallback);
        }
        return written > 0 && from.stream().noneMatch(Source.Variable.class::isInstance);
    }

    private List<Value> values(Node context, Composing composing) {
        if (from.size() == 1) {
            return from.get(0).values(context, composing.run());
        }
        String joined = from.stream()
                .flatMap(source -> source.values(context, composing.run()).stream())
                .flatMap(value -> Optional.ofNullable(value.text()).stream())
                .collect(Collectors.joining(join));
        return joined.isEmpty() ? List.of() : List.of(Value.of(joined));
    }

    /** The text to write, empty for a value that has only parts; null when there is none. */
    private @Nullable String text(Value value, Node context, Composing composing) {
        String text = value.text();
        if (text == null) {
            return match == null && translate == null && reverse == null ? "" : null;
        }
        if (unlike != null && text.equals(textOf(unlike, context, composing))) {
            return null;
        }
        if (less != null) {
            String head = textOf(less, context, composing);
            text = head != null && text.startsWith(head)
                    ? text.substring(head.length()).strip()
                    : text;
        }
        if (match != null) {
            text = matched(text, match);
        }
        return text == null ? null : translated(text);
    }

    private static @Nullable String textOf(Source source, Node context, Composing composing) {
        Value value = source.value(context, composing.run());
        return value == null ? null : value.text();
    }

    private static @Nullable String matched(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        return IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(matcher::group)
                .filter(group -> group != null)
                .collect(Collectors.joining());
    }

    private @Nullable String translated(String code) {
        Optional<String> found = Optional.of(code);
        if (translate != null) {
            found = translate.translate(code).filter(one -> !one.none()).map(Translation::code);
        } else if (reverse != null) {
            found = reverse.reverse(code);
        }
        return found.orElse(keep ? code : null);
    }
}
