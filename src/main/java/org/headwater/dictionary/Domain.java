package org.headwater.dictionary;

import java.util.List;

/**
 * A part of the dictionary.
 *
 * @param name {@code person}, {@code claim} …
 * @param purpose what it covers, in one sentence
 * @param elements in the order written
 */
public record Domain(String name, String purpose, List<Element> elements) {
    public Domain {
        elements = List.copyOf(elements);
    }
}
