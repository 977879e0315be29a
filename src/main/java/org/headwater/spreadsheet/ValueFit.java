package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.dictionary.Element;
import org.headwater.terminology.ConceptMap;
import org.jspecify.annotations.Nullable;

/** How well a column's values go with an element: for it, against it, or neither. */
final class ValueFit {

    /** Values this much against an element speak louder than the heading. */
    static final double AGAINST = -0.5;

    private static final Fit SILENT = new Fit(0, "");
    private static final Set<String> DATES = Set.of("date", "date-time");
    private static final Set<String> NUMBERS = Set.of("integer", "quantity", "decimal");

    /**
     * How values go with an element.
     *
     * @param value from -1, they cannot be that, to 1, they are just that
     * @param words why, to stand in a sentence; empty where they do not tell
     */
    record Fit(double value, String words) {}

    /**
     * An element that values alone suggest.
     *
     * @param confidence from 0 to 1
     */
    record Suggested(Element element, double confidence, String words) {}

    private final Vocabulary vocabulary;

    ValueFit(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    Fit of(Element element, ColumnProfile column) {
        if (column.filled() == 0) {
            return SILENT;
        }
        ValueKind exact = exact(element);
        if (exact != null) {
            return graded(column.share(exact), exact.words(), 0.4);
        }
        ConceptMap map = vocabulary.values(element.name());
        if (map != null) {
            return members(element, column, map);
        }
        if (DATES.contains(element.type())) {
            return date(element, column);
        }
        if (NUMBERS.contains(element.type())) {
            return number(column);
        }
        return switch (element.type()) {
            case "money" ->
                graded(
                        Math.max(
                                column.share(ValueKind.MONEY),
                                Math.max(column.share(ValueKind.WHOLE), column.share(ValueKind.NUMBER))),
                        "amounts",
                        0.3);
            case "boolean" -> graded(yesNo(column), "yes or no", 0.3);
            case "name" -> name(column);
            case "address" -> address(column);
            case "identifier" -> identifier(column);
            case "contact" -> contact(column);
            case "code" -> code(column);
            case "annotation" -> notDates(column);
            default -> text(element, column);
        };
    }

    /** Elements that are nothing but one kind of value. */
    private static @Nullable ValueKind exact(Element element) {
        return switch (element.name()) {
            case "person.social-security-number" -> ValueKind.SSN;
            case "person.medicare-number" -> ValueKind.MEDICARE;
            case "person.email", "contact.email" -> ValueKind.EMAIL;
            case "person.phone", "person.mobile-phone", "contact.phone" -> ValueKind.PHONE;
            case "person.address-postal-code" -> ValueKind.ZIP;
            default -> null;
        };
    }

    private static Fit graded(double share, String words, double least) {
        if (share >= 0.6) {
            return new Fit(share, percent(share) + " of the values are " + words);
        }
        if (share < least) {
            return new Fit(-0.9, "only " + percent(share) + " of the values are " + words);
        }
        return new Fit(-0.2, percent(share) + " of the values are " + words);
    }

    private static Fit date(Element element, ColumnProfile column) {
        double share = column.dateShare();
        if (share < 0.6) {
            return graded(share, "dates", 0.5);
        }
        boolean birth = element.name().contains("birth");
        double old = column.oldShare();
        if (birth && old < 0.2 && column.filled() >= 4) {
            return new Fit(0.1, percent(share) + " of the values are dates, though recent ones");
        }
        if (!birth && old > 0.8 && column.filled() >= 4) {
            return new Fit(-0.3, percent(share) + " of the values are dates, though of long ago");
        }
        return new Fit(share, percent(share) + " of the values are dates" + (birth ? " as of births" : ""));
    }

    private static Fit number(ColumnProfile column) {
        double share = Math.max(
                Math.max(column.share(ValueKind.WHOLE), column.share(ValueKind.NUMBER)), column.share(ValueKind.MONEY));
        return graded(share, "numbers", 0.3);
    }

    private static double yesNo(ColumnProfile column) {
        int yes = 0;
        int all = 0;
        for (Map.Entry<String, Integer> value : column.different().entrySet()) {
            all += value.getValue();
            String text = value.getKey();
            boolean fits = ValueKind.YES_NO.fits(text) || text.equals("1") || text.equals("0");
            yes += fits ? value.getValue() : 0;
        }
        return all == 0 ? 0 : (double) yes / all;
    }

    private Fit members(Element element, ColumnProfile column, ConceptMap map) {
        if (column.manyDifferent()) {
            return vocabulary.keepsOtherValues(element.name())
                    ? notDates(column)
                    : new Fit(-0.8, "the values are too many different ones to be answers to choose from");
        }
        int known = 0;
        int all = 0;
        for (Map.Entry<String, Integer> value : column.different().entrySet()) {
            all += value.getValue();
            known += map.translate(value.getKey()).isPresent() ? value.getValue() : 0;
        }
        double share = all == 0 ? 0 : (double) known / all;
        if (share >= 0.5) {
            return new Fit(share, percent(share) + " of the values are answers it may have");
        }
        if (column.dateShare() > 0.5) {
            return new Fit(-0.9, percent(column.dateShare()) + " of the values are dates");
        }
        boolean free = vocabulary.keepsOtherValues(element.name());
        return share == 0 && !free && column.differentCount() > 12
                ? new Fit(-0.6, "none of the values is an answer it may have")
                : new Fit(free ? 0 : -0.15, percent(share) + " of the values are answers it may have");
    }

    private static Fit name(ColumnProfile column) {
        double share = Math.max(column.share(ValueKind.FULL_NAME), 0.9 * column.share(ValueKind.WORD));
        return graded(share, "names", 0.3);
    }

    private static Fit address(ColumnProfile column) {
        double share = column.share(ValueKind.STREET);
        return share >= 0.5
                ? new Fit(share, percent(share) + " of the values begin like street addresses")
                : notDates(column);
    }

    private static Fit identifier(ColumnProfile column) {
        double share = Math.max(column.share(ValueKind.CODE), column.share(ValueKind.WHOLE));
        if (column.share(ValueKind.DATE) > 0.6) {
            return new Fit(-0.9, percent(column.share(ValueKind.DATE)) + " of the values are dates");
        }
        if (share >= 0.6) {
            return new Fit(0.8 * share, percent(share) + " of the values are numbers or codes");
        }
        return share < 0.2 && column.share(ValueKind.FULL_NAME) > 0.5
                ? new Fit(-0.8, percent(column.share(ValueKind.FULL_NAME)) + " of the values are names")
                : new Fit(-0.1, "");
    }

    private static Fit contact(ColumnProfile column) {
        double share = Math.max(column.share(ValueKind.PHONE), column.share(ValueKind.EMAIL));
        return graded(share, "telephone numbers or e-mail addresses", 0.3);
    }

    private static Fit code(ColumnProfile column) {
        if (column.share(ValueKind.DATE) > 0.5) {
            return new Fit(-0.9, percent(column.share(ValueKind.DATE)) + " of the values are dates");
        }
        if (column.share(ValueKind.EMAIL) > 0.5 || column.share(ValueKind.PHONE) > 0.5) {
            return new Fit(-0.9, "the values are telephone numbers or e-mail addresses");
        }
        boolean repeats = !column.manyDifferent() && column.filled() >= 3 * column.differentCount();
        return repeats ? new Fit(0.4, "its " + column.differentCount() + " different values repeat") : SILENT;
    }

    private static Fit notDates(ColumnProfile column) {
        return column.share(ValueKind.DATE) > 0.5
                ? new Fit(-0.8, percent(column.share(ValueKind.DATE)) + " of the values are dates")
                : SILENT;
    }

    private static Fit text(Element element, ColumnProfile column) {
        if (column.share(ValueKind.DATE) > 0.5) {
            return new Fit(-0.9, percent(column.share(ValueKind.DATE)) + " of the values are dates");
        }
        boolean partOfName =
                element.name().endsWith("-name") && element.domain().equals("person");
        if (partOfName) {
            return graded(column.share(ValueKind.WORD), "single words or names", 0.3);
        }
        return switch (element.name()) {
            case "person.address-line" ->
                column.share(ValueKind.STREET) >= 0.5
                        ? new Fit(
                                column.share(ValueKind.STREET),
                                percent(column.share(ValueKind.STREET)) + " of the values begin like street addresses")
                        : SILENT;
            case "person.address-city", "person.address-county" ->
                column.share(ValueKind.WORD) >= 0.6 ? new Fit(0.5, "the values are words") : new Fit(-0.4, "");
            default -> SILENT;
        };
    }

    /** What values of a column without a telling heading may be. */
    List<Suggested> suggestions(ColumnProfile column) {
        List<Suggested> found = new ArrayList<>();
        if (column.filled() < 2) {
            return found;
        }
        suggest(found, column, ValueKind.SSN, "person.social-security-number", 0.7);
        suggest(found, column, ValueKind.MEDICARE, "person.medicare-number", 0.7);
        suggest(found, column, ValueKind.EMAIL, "person.email", 0.7);
        suggest(found, column, ValueKind.PHONE, "person.phone", 0.6);
        suggest(found, column, ValueKind.ZIP, "person.address-postal-code", 0.5);
        suggest(found, column, ValueKind.STREET, "person.address-line", 0.5);
        if (column.differentCount() * 2 > column.filled()) {
            suggest(found, column, ValueKind.FULL_NAME, "person.name", 0.5);
        }
        if (column.dateShare() >= 0.9 && column.oldShare() > 0.6 && column.share(ValueKind.DATE) > 0.6) {
            vocabulary
                    .element("person.birth-date")
                    .ifPresent(element ->
                            found.add(new Suggested(element, 0.5, "its dates lie as far back as births do")));
        }
        return found;
    }

    private void suggest(List<Suggested> found, ColumnProfile column, ValueKind kind, String name, double confidence) {
        double share = column.share(kind);
        if (share >= 0.8) {
            vocabulary
                    .element(name)
                    .ifPresent(element -> found.add(new Suggested(
                            element, confidence * share, percent(share) + " of the values are " + kind.words())));
        }
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }
}
