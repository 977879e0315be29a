package org.headwater.spreadsheet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headwater.intake.InboxEntry;
import org.headwater.message.RowNotes;
import org.headwater.message.SheetNotes;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** What is to be put right in a file, gathered by sheet and row from what became of its rows. */
final class Corrections {

    private static final Pattern PLACE =
            Pattern.compile("(?:sheet \"(.*)\", )?row (\\d+)(?:, column (?:\"(.*)\"|([A-Z]{1,3})))?", Pattern.DOTALL);
    private static final Pattern ELEMENT = Pattern.compile("\\b[a-z][a-z-]*\\.[a-z][a-z0-9-]*\\b");
    private static final Set<FindingCode> NO_FAULT = Set.of(FindingCode.NOTHING_TO_RECORD, FindingCode.UNREAD_DATA);

    private record Note(Set<Integer> columns, List<String> texts) {}

    private final Map<String, List<String>> headers = new HashMap<>();
    private final Map<String, Integer> headerRows = new HashMap<>();
    private final Map<String, Map<Integer, Note>> notes = new LinkedHashMap<>();
    private final Vocabulary vocabulary;

    Corrections(TableSurvey survey, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        survey.sheets().forEach(sheet -> {
            headers.put(sheet.name(), sheet.headers());
            headerRows.put(sheet.name(), sheet.headerRow());
        });
    }

    /** Whether somebody should do something about a finding. */
    static boolean toFix(Finding finding) {
        return finding.severity() != Severity.INFORMATION && !NO_FAULT.contains(finding.code());
    }

    void add(InboxEntry entry) {
        for (Finding finding : entry.findings()) {
            if (toFix(finding)) {
                add(entry.place(), finding);
            }
        }
    }

    private void add(String unit, Finding finding) {
        Matcher place = PLACE.matcher(finding.location().path());
        Matcher row = PLACE.matcher(unit);
        boolean exact = place.matches();
        if (!exact && !row.matches()) {
            return;
        }
        Matcher at = exact ? place : row;
        String sheet = at.group(1) == null ? "" : at.group(1);
        Note note = notes.computeIfAbsent(sheet, key -> new HashMap<>())
                .computeIfAbsent(Integer.parseInt(at.group(2)), key -> new Note(new HashSet<>(), new ArrayList<>()));
        String header = at.group(3);
        int column = header != null ? headers.getOrDefault(sheet, List.of()).indexOf(header) : letters(at.group(4));
        if (column >= 0) {
            note.columns().add(column);
        }
        String text = (header == null ? "" : header + ": ") + plain(finding, vocabulary);
        if (!note.texts().contains(text)) {
            note.texts().add(text);
        }
    }

    private static int letters(@org.jspecify.annotations.Nullable String letters) {
        int column = 0;
        for (char letter : letters == null ? new char[0] : letters.toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return column - 1;
    }

    /** What to do about a finding, without the dictionary's and the concept maps' own names. */
    static String plain(Finding finding, Vocabulary vocabulary) {
        if (finding.code() == FindingCode.UNMAPPED_CODE) {
            return "This word is not known here. Use a usual one, or say what it stands for when you send the file.";
        }
        return ELEMENT.matcher(finding.message())
                .replaceAll(match -> Matcher.quoteReplacement(
                        vocabulary.element(match.group()).map(ElementWords::of).orElse(match.group())));
    }

    Map<String, SheetNotes> bySheet() {
        Map<String, SheetNotes> sheets = new LinkedHashMap<>();
        notes.forEach((sheet, rows) -> sheets.put(
                sheet,
                new SheetNotes(
                        headerRows.getOrDefault(sheet, 0),
                        headers.getOrDefault(sheet, List.of()).size(),
                        rows.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        row -> new RowNotes(
                                                row.getValue().columns(),
                                                String.join(" ", row.getValue().texts())))))));
        return sheets;
    }
}
