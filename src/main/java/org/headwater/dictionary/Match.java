package org.headwater.dictionary;

/**
 * A column's header recognised as an element.
 *
 * @param element the element
 * @param confidence from 0 to 1; 1 when the header is the element's name or a synonym
 */
public record Match(Element element, double confidence) {}
