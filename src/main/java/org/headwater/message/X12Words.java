package org.headwater.message;

/** What is said of segments that have no place. Quotes codes only: what stands where a code should may be a name. */
final class X12Words {

    private X12Words() {}

    static String stray(X12Segment segment) {
        String element = segment.is("HL") ? "HL03" : segment.name() + "01";
        String code = segment.element(segment.is("HL") ? 3 : 1);
        return element + " " + told(code)
                + ", which begins no loop here; the segment and those that belong to it were set"
                + " apart. Check the code and the order of the segments.";
    }

    /** A code as a person would say it, and nothing that is no code. */
    static String told(String code) {
        if (code.isEmpty()) {
            return "is empty";
        }
        boolean isCode = code.length() <= 3 && code.chars().allMatch(Character::isLetterOrDigit);
        return isCode ? "is " + code : "is no code";
    }

    /** A level's number as a person would say it. */
    static String toldLevel(String number) {
        boolean isNumber =
                !number.isEmpty() && number.length() <= 6 && number.chars().allMatch(Character::isDigit);
        return isNumber ? "is " + number : "is no number";
    }

    static String unknown(X12Segment segment, String loop) {
        String where = loop.isEmpty() ? "here" : "in loop " + loop + " or around it";
        return segment.hasWellFormedName()
                ? "Segment " + segment.name() + " has no place " + where
                        + "; it was kept, but no rule will find it there."
                : "The segment's name is not one of two or three capitals and digits; it was kept, but it cannot be read.";
    }
}
