package org.headwater.dictionary;

/**
 * A column's heading recognised as an element.
 *
 * @param element the element
 * @param confidence from 0 to 1; 1 when the heading is the element's name or a synonym of no other element
 */
public record Match(Element element, double confidence) {}
