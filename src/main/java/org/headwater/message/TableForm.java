package org.headwater.message;

/**
 * How a table's file is written, as it was found out.
 *
 * @param kind {@code csv}, {@code xlsx} or {@code xls}
 * @param characterSet of text ({@code UTF-8}, {@code windows-1252} …); empty for workbooks
 * @param separator between the cells of text; a comma for workbooks, which have none
 */
public record TableForm(String kind, String characterSet, char separator) {

    static final TableForm WORKBOOK = new TableForm("xlsx", "", ',');
    static final TableForm OLD_WORKBOOK = new TableForm("xls", "", ',');
}
