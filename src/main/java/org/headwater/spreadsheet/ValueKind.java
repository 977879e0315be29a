package org.headwater.spreadsheet;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a cell's text looks like, whatever its column is called. One text may look like several kinds. */
enum ValueKind {
    DATE("dates", DateStyle::isDate),
    WHOLE("whole numbers", text -> matches(text, Patterns.WHOLE)),
    NUMBER("numbers", text -> matches(text, Patterns.NUMBER)),
    MONEY("amounts of money", text -> matches(text, Patterns.MONEY)),
    PHONE("telephone numbers", ValueKind::isPhone),
    EMAIL("e-mail addresses", text -> matches(text, Patterns.EMAIL)),
    SSN("shaped like social security numbers", text -> matches(text, Patterns.SSN)),
    ZIP("ZIP codes", text -> matches(text, Patterns.ZIP)),
    MEDICARE("shaped like Medicare numbers", text -> matches(text, Patterns.MEDICARE)),
    YES_NO("yes or no", text -> YesNo.WORDS.contains(text.toLowerCase(Locale.ROOT))),
    STREET("street addresses", text -> matches(text, Patterns.STREET)),
    FULL_NAME("names of people", text -> matches(text, Patterns.FULL_NAME)),
    WORD("single words or names", text -> matches(text, Patterns.WORD)),
    CODE("numbers or codes", text -> matches(text, Patterns.CODE)),
    TEXT("text of several words", text -> text.indexOf(' ', text.indexOf(' ') + 1) > 0);

    private final String words;
    private final Predicate<String> looks;

    ValueKind(String words, Predicate<String> looks) {
        this.words = words;
        this.looks = looks;
    }

    /** In the plural, as in "96 % of the values are dates". */
    String words() {
        return words;
    }

    boolean fits(String text) {
        return text.length() <= 200 && looks.test(text);
    }

    private static boolean matches(String text, Pattern pattern) {
        return pattern.matcher(text).matches();
    }

    private static boolean isPhone(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if ("+-.() ext#".indexOf(Character.toLowerCase(c)) < 0) {
                return false;
            }
        }
        return (digits == 10
                        || digits == 11
                        || (digits == 7 && text.length() == 8)
                        || (digits > 11 && text.contains("x")))
                && !matches(text, Patterns.LONG_ID);
    }

    /** Words of yes and no, in English and Spanish. */
    private static final class YesNo {
        static final Set<String> WORDS =
                Set.of("y", "n", "yes", "no", "si", "sí", "s", "true", "false", "x", "✓", "☑", "checked", "unchecked");
    }

    /** Enum constants cannot use fields of their own type that come behind them. */
    private static final class Patterns {
        static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}(?:\\.0)?");
        static final Pattern NUMBER =
                Pattern.compile("-?(?:\\d{1,3}(?:[.,]\\d{3})+|\\d{1,12})(?:[.,]\\d{1,4})?(?: ?[A-Za-z]{1,8}\\.?)?");
        static final Pattern MONEY = Pattern.compile(
                "\\(?-?[$€] ?-?[\\d.,]+\\)?|-?[\\d.,]+ ?(?:[$€]|USD|dlls)|-?\\d{1,3}(?:[.,]\\d{3})*[.,]\\d{2}");
        static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[A-Za-z]{2,}");
        static final Pattern SSN = Pattern.compile("(?:\\d{3}|[Xx*]{3})[- ](?:\\d{2}|[Xx*]{2})[- ]\\d{4}");
        static final Pattern ZIP = Pattern.compile("\\d{5}(?:-\\d{4})?");
        static final Pattern MEDICARE =
                Pattern.compile("[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\\d-?"
                        + "[AC-HJKMNP-RT-Y]{2}\\d{2}");
        static final Pattern STREET =
                Pattern.compile("(?i)(?:\\d{1,6}[a-z]?\\s+\\S.*|p\\.? ?o\\.? box .*|calle .*|apartado .*)");
        static final Pattern FULL_NAME = Pattern.compile(
                "[\\p{Lu}][\\p{L}'’.-]*(?: (?:de|del|la|van|von|[\\p{Lu}][\\p{L}'’.-]*))*,? [\\p{Lu}][\\p{L}'’.-]*(?: [\\p{Lu}][\\p{L}'’.-]*)*");
        static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}'’.-]*(?:[ -][\\p{L}][\\p{L}'’.-]*)?");
        static final Pattern CODE = Pattern.compile("[A-Za-z]{0,6}[-#]?\\d[\\dA-Za-z-]{0,20}");
        static final Pattern LONG_ID = Pattern.compile("\\d{4}-\\d{2}-\\d{2}.*|\\d{3}-\\d{2}-\\d{4}");
    }
}
