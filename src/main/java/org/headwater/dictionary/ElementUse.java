package org.headwater.dictionary;

/**
 * A rule that fills an element.
 *
 * @param element the element's name
 * @param mapping the mapping's name
 * @param format the mapping's format
 * @param from the source path as written; {@code constant} or {@code reference} where there is none
 * @param file the rule's file
 * @param line the rule's line
 */
public record ElementUse(String element, String mapping, String format, String from, String file, int line) {}
