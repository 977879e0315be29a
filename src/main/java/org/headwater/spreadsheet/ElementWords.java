package org.headwater.spreadsheet;

import org.headwater.dictionary.Element;

/** What an element is called in a sentence and in a list: its name without hyphens, the person's without "person". */
final class ElementWords {

    private ElementWords() {}

    /** As in "visit date": {@code birth date}, {@code service date}. */
    static String of(Element element) {
        String name = element.name().substring(element.name().indexOf('.') + 1).replace('-', ' ');
        name = name.replaceFirst("^address (?=city|state|county|postal|country)", "");
        boolean bare = element.domain().equals("person") || name.contains(element.domain());
        String words = bare ? name : element.domain().replace('-', ' ') + " " + name;
        return words.equals("identifier") ? "client number" : words.replace("programme", "program");
    }
}
