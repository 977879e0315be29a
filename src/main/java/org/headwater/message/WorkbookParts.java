package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The parts of an XLSX workbook: in which file of the zip a sheet of a name stands, and which of its cells are merged
 * (ECMA-376 part 1 §18.2.20, §18.3.1.55).
 */
final class WorkbookParts {

    /** Sheets above this size are lists of rows; nobody merges cells there, and looking would read them twice. */
    private static final long LARGEST_LOOKED_AT = 64L * 1024 * 1024;

    private static final Pattern AREA = Pattern.compile("([A-Z]{1,3})(\\d{1,7}):([A-Z]{1,3})(\\d{1,7})");

    private final ZipFile zip;
    private final Map<String, String> sheets;

    private WorkbookParts(ZipFile zip, Map<String, String> sheets) {
        this.zip = zip;
        this.sheets = sheets;
    }

    /** Looks at a workbook's own list of its parts. */
    static WorkbookParts of(ZipFile zip) throws IOException {
        Map<String, String> targets = new HashMap<>();
        read(zip, "xl/_rels/workbook.xml.rels", xml -> {
            if (xml.getLocalName().equals("Relationship")) {
                String target = xml.getAttributeValue(null, "Target");
                targets.put(
                        xml.getAttributeValue(null, "Id"),
                        target.startsWith("/") ? target.substring(1) : "xl/" + target);
            }
        });
        Map<String, String> sheets = new LinkedHashMap<>();
        read(zip, "xl/workbook.xml", xml -> {
            if (xml.getLocalName().equals("sheet")) {
                String id = xml.getAttributeValue(
                        "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "id");
                sheets.put(xml.getAttributeValue(null, "name"), targets.getOrDefault(String.valueOf(id), ""));
            }
        });
        return new WorkbookParts(zip, sheets);
    }

    /** Files of the zip by the names of the sheets that stand in them. */
    Map<String, String> sheets() {
        return sheets;
    }

    /** Merged cells by the sheets' names. */
    Map<String, MergedCells> mergedCells() throws IOException {
        Map<String, MergedCells> merged = new HashMap<>();
        for (Map.Entry<String, String> sheet : sheets.entrySet()) {
            ZipArchiveEntry part = zip.getEntry(sheet.getValue());
            if (part != null && part.getSize() <= LARGEST_LOOKED_AT) {
                merged.put(sheet.getKey(), mergedCellsOf(sheet.getValue()));
            }
        }
        return merged;
    }

    /** A sheet that is damaged is told of when its rows are read. */
    private MergedCells mergedCellsOf(String part) {
        try {
            return mergedCells(part);
        } catch (IOException e) {
            return new MergedCells();
        }
    }

    private MergedCells mergedCells(String part) throws IOException {
        MergedCells cells = new MergedCells();
        read(zip, part, xml -> {
            if (xml.getLocalName().equals("mergeCell")) {
                Matcher area = AREA.matcher(String.valueOf(xml.getAttributeValue(null, "ref")));
                if (area.matches()) {
                    cells.add(
                            Integer.parseInt(area.group(2)),
                            Integer.parseInt(area.group(4)),
                            column(area.group(1)),
                            column(area.group(3)));
                }
            }
        });
        return cells;
    }

    /** The number of a column, from 0, that is shown as letters. */
    static int column(String letters) {
        int column = 0;
        for (char letter : letters.toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return column - 1;
    }

    /** Told of each element that begins. */
    private interface Elements {
        void begin(XMLStreamReader xml);
    }

    private static void read(ZipFile zip, String name, Elements elements) throws IOException {
        ZipArchiveEntry part = zip.getEntry(name);
        if (part == null) {
            return;
        }
        try (InputStream in = zip.getInputStream(part)) {
            XMLStreamReader xml = SafeXml.open(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    elements.begin(xml);
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException(e.getClass().getSimpleName());
        }
    }
}
