package org.headwater.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headwater.message.Node;
import org.headwater.message.TableRow;
import org.headwater.terminology.ConceptMap;
import org.jspecify.annotations.Nullable;

/**
 * What a table must have for a mapping to record its rows. A directory of services or a price list has columns that
 * sound like a client's; without this every line of it would become a person.
 *
 * @param needs what there must be a column for
 * @param refusals tables that are known not to be of this kind
 * @param remarks what the first filled cell of a row says that is a total or a legend; null when no row is taken for one
 * @param lists elements whose cells may hold several values, each with the concept map whose words a comma divides; empty
 *     where only semicolons, bars and line breaks do
 */
record Sheet(
        List<Need> needs, List<Refusal> refusals, @Nullable Pattern remarks, Map<String, Optional<ConceptMap>> lists) {

    /** A table this wide has no rows of a single cell, but legends below it do. */
    private static final int WIDE = 3;

    private static final int COLUMNS_TOLD = 12;
    private static final int LONGEST_TOLD = 40;

    private static final Pattern DIVIDERS = Pattern.compile("[;|\\r\\n]+");

    /** What stands between words of a list, and within some names: it divides only where each part is a known word. */
    private static final Pattern COMMAS = Pattern.compile("[,/&+]|\\s(?:and|y)\\s");

    static final Sheet ANY = new Sheet(List.of(), List.of(), null, Map.of());

    Sheet {
        needs = List.copyOf(needs);
        refusals = List.copyOf(refusals);
        lists = Map.copyOf(lists);
    }

    /**
     * A column that there must be.
     *
     * @param any elements of which one must have a column
     * @param vague headers that could mean anybody's or anything's, in lower case
     * @param beside elements of which one must have a column too where only vague headers were found
     * @param otherwise what to tell where there is none
     */
    record Need(Set<String> any, Set<String> vague, Set<String> beside, String otherwise) {
        Need {
            any = Set.copyOf(any);
            vague = Set.copyOf(vague);
            beside = Set.copyOf(beside);
        }

        /**
         * @param columns elements by header
         * @param named headers that a mapping named itself, which are never vague
         */
        boolean met(Map<String, String> columns, Set<String> named) {
            Map<Boolean, List<String>> headers = columns.entrySet().stream()
                    .filter(column -> any.contains(column.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.partitioningBy(
                            header -> !named.contains(header) && vague.contains(folded(header))));
            boolean clear = !headers.getOrDefault(false, List.of()).isEmpty();
            boolean unclear = !headers.getOrDefault(true, List.of()).isEmpty();
            return clear || (unclear && columns.values().stream().anyMatch(beside::contains));
        }
    }

    /**
     * A table that is not of this kind.
     *
     * @param columns headers that all such tables have
     * @param because what to tell
     */
    record Refusal(List<String> columns, String because) {
        Refusal {
            columns = List.copyOf(columns);
        }

        boolean covers(List<String> headers) {
            Set<String> seen = headers.stream().map(Sheet::folded).collect(Collectors.toSet());
            return columns.stream().map(Sheet::folded).allMatch(seen::contains);
        }
    }

    /**
     * Why the rows of a table are not recorded; empty when they are.
     *
     * @param headers all columns
     * @param columns elements by header, of the columns that are understood
     * @param named headers that a mapping named itself
     */
    Optional<String> objection(List<String> headers, Map<String, String> columns, Set<String> named) {
        return refusals.stream()
                .filter(refusal -> refusal.covers(headers))
                .map(Refusal::because)
                .findFirst()
                .or(() -> needs.stream()
                        .filter(need -> !need.met(columns, named))
                        .map(need -> need.otherwise() + seen(headers, columns))
                        .findFirst());
    }

    /** The values a cell of an element holds; one for most. */
    List<String> parts(String element, String text) {
        Optional<ConceptMap> words = lists.get(element);
        if (words == null) {
            return List.of(text);
        }
        List<String> divided = divided(text, DIVIDERS);
        if (divided.size() > 1 || words.isEmpty() || words.get().translate(text).isPresent()) {
            return divided;
        }
        List<String> known = divided(text, COMMAS);
        return known.stream().allMatch(part -> words.get().translate(part).isPresent()) ? known : List.of(text);
    }

    private static List<String> divided(String text, Pattern by) {
        List<String> parts = by.splitAsStream(text)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        return parts.isEmpty() ? List.of(text) : parts;
    }

    /** Whether a row is a total, a legend or a remark rather than something recorded. */
    boolean isRemark(TableRow row) {
        List<? extends Node> cells = row.children();
        if (remarks == null || cells.isEmpty()) {
            return false;
        }
        String first = cells.get(0).text();
        return (cells.size() == 1 && row.headers().size() >= WIDE)
                || (first != null && remarks.matcher(first).matches());
    }

    /** Where nothing is understood the header may be missing, and what is taken for it may name a person. */
    private static String seen(List<String> headers, Map<String, String> columns) {
        return columns.isEmpty()
                ? "; no column was understood at all. Is there a row with the columns' names above the first client?"
                : "; columns seen: " + told(headers)
                        + ". Name the column in the overlay of the feed, or send a list that has it.";
    }

    private static String told(List<String> headers) {
        String first = headers.stream()
                .limit(COLUMNS_TOLD)
                .map(header -> header.length() <= LONGEST_TOLD ? header : header.substring(0, LONGEST_TOLD) + "…")
                .collect(Collectors.joining(", "));
        int more = headers.size() - COLUMNS_TOLD;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    static String folded(String header) {
        return header.strip().toLowerCase(Locale.ROOT);
    }
}
