package org.headwater.spreadsheet;

/**
 * Something a person may choose.
 *
 * @param value what is kept
 * @param words what it is called
 * @param hint what it means; may be empty
 */
public record Choice(String value, String words, String hint) {}
