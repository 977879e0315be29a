package org.headwater.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/** The columns of one sheet: their names, what they are likely to be, and how places in the sheet are told. */
final class TableHeader {

    /** Headers, in lower case and letters and digits only, of columns that tell people apart; the best first. */
    private static final List<String> PERSON_IDS = List.of(
            "clientid",
            "personid",
            "personalid",
            "patientid",
            "memberid",
            "participantid",
            "mrn",
            "medicalrecordnumber",
            "patientmrn",
            "patmrnid",
            "patientmrnid",
            "mpiid",
            "hmisid",
            "clientnumber",
            "membernumber",
            "patientnumber",
            "clientno",
            "memberno",
            "subscriberid",
            "beneficiaryid",
            "mbi",
            "medicareid",
            "medicaidid",
            "medicaidcin",
            "cin",
            "uniqueid",
            "enterpriseid",
            "ssn",
            "socialsecuritynumber",
            "socialsecurity");

    private static final List<String> BIRTH_DATES = List.of(
            "dob", "dateofbirth", "birthdate", "birthday", "birthdt", "dateofbirthdob", "patientdob", "clientdob");
    private static final List<String> LAST_NAMES = List.of(
            "lastname", "surname", "familyname", "last", "lname", "patientlastname", "clientlastname", "namelast");
    private static final List<String> FIRST_NAMES = List.of(
            "firstname", "givenname", "first", "fname", "patientfirstname", "clientfirstname", "namefirst", "forename");
    private static final List<String> WHOLE_NAMES = List.of(
            "name",
            "fullname",
            "clientname",
            "patientname",
            "membername",
            "participantname",
            "client",
            "patient",
            "member",
            "participant");

    /** Headers of tables that have a row for each answer of a questionnaire: what was asked, and what was answered. */
    private static final List<String> QUESTIONS = List.of(
            "questioncode",
            "questionloinc",
            "questionid",
            "question",
            "questiontext",
            "questiondescription",
            "questioncodedescription",
            "loinccode",
            "itemcode",
            "linkid",
            "pregunta");

    private static final List<String> ANSWERS = List.of(
            "answercode",
            "answerloinc",
            "answerid",
            "answer",
            "answertext",
            "answerdescription",
            "answercodedescription",
            "answervalue",
            "response",
            "responsetext",
            "responsecode",
            "responsevalue",
            "respuesta");

    /** What tells one of a person's questionnaires from another. */
    private static final List<String> OCCASIONS = List.of(
            "screeningid",
            "assessmentid",
            "surveyid",
            "responseid",
            "formid",
            "submissionid",
            "encounterid",
            "visitid");

    private static final List<String> OCCASION_DATES = List.of(
            "screeningdate",
            "assessmentdate",
            "surveydate",
            "recordedtime",
            "datescreened",
            "screenedon",
            "dateofscreening",
            "responsedate",
            "completedon",
            "date");

    /** Tables of answers often name their columns by LOINC's codes alone. */
    private static final Pattern QUESTION_CODE = Pattern.compile("\\d{4,5}-\\d");

    private final boolean answersInRows;
    private final int occasionColumn;
    private final int occasionDateColumn;
    private final String sheet;
    private final TableForm form;
    private final int row;
    private final List<String> raw;
    private final List<String> names;
    private final Map<String, Integer> columns = new HashMap<>();
    private final int idColumn;
    private final List<Integer> nameColumns;
    private final int birthDateColumn;

    /**
     * @param sheet the sheet's name where places must tell it; else empty
     * @param form how its file is written
     * @param row the number of the row it ends on; 0 when that is not known
     * @param raw the header row as sent; where it stands on two rows, both as one
     */
    TableHeader(String sheet, TableForm form, int row, List<String> raw) {
        this.sheet = sheet;
        this.form = form;
        this.row = row;
        this.raw = List.copyOf(raw);
        List<String> taken = new ArrayList<>();
        for (int column = 0; column < raw.size(); column++) {
            String name = unused(tidied(raw.get(column)), column);
            taken.add(name);
            columns.put(name, column);
        }
        names = List.copyOf(taken);
        Map<String, Integer> byWord = new HashMap<>();
        for (int column = raw.size() - 1; column >= 0; column--) {
            byWord.put(word(raw.get(column)), column);
        }
        idColumn = likely(byWord, PERSON_IDS);
        birthDateColumn = likely(byWord, BIRTH_DATES);
        nameColumns = nameColumns(byWord);
        answersInRows = likely(byWord, QUESTIONS) >= 0 && likely(byWord, ANSWERS) >= 0;
        occasionColumn = likely(byWord, OCCASIONS);
        occasionDateColumn = likely(byWord, OCCASION_DATES);
    }

    private String unused(String name, int column) {
        if (name.isEmpty()) {
            return "column " + letters(column);
        }
        String unused = name;
        for (int i = 2; columns.containsKey(unused); i++) {
            unused = name + " (" + i + ")";
        }
        return unused;
    }

    private static List<Integer> nameColumns(Map<String, Integer> byWord) {
        int last = likely(byWord, LAST_NAMES);
        int first = likely(byWord, FIRST_NAMES);
        if (last >= 0) {
            return first >= 0 ? List.of(last, first) : List.of(last);
        }
        int whole = likely(byWord, WHOLE_NAMES);
        return whole >= 0 ? List.of(whole) : List.of();
    }

    private static int likely(Map<String, Integer> byWord, List<String> words) {
        for (String word : words) {
            Integer column = byWord.get(word);
            if (column != null) {
                return column;
            }
        }
        return -1;
    }

    private static String word(String header) {
        return header.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static String tidied(String header) {
        return stripped(header).replaceAll("[\\s\\u00A0]+", " ");
    }

    /**
     * Without white space around it, also of the kinds that spreadsheets and web pages add, and without the {@code ="…"} that
     * some programs write around digits so that Excel keeps leading zeros.
     */
    static String stripped(String cell) {
        String text = withoutBlanks(cell);
        return text.length() > 3 && text.startsWith("=\"") && text.endsWith("\"")
                ? withoutBlanks(text.substring(2, text.length() - 1))
                : text;
    }

    private static String withoutBlanks(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isBlank(cell.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || c == '\u00A0' || c == '\uFEFF' || c == '\u200B' || Character.isWhitespace(c);
    }

    /** The letters a spreadsheet program shows over a column. */
    static String letters(int column) {
        String letters = "";
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            letters = (char) ('A' + (rest - 1) % 26) + letters;
        }
        return letters;
    }

    String sheet() {
        return sheet;
    }

    TableForm form() {
        return form;
    }

    int row() {
        return row;
    }

    List<String> raw() {
        return raw;
    }

    List<String> names() {
        return names;
    }

    int width() {
        return names.size();
    }

    /** The name of a column, also of one beyond the header. */
    String name(int column) {
        return column < names.size() ? names.get(column) : "column " + letters(column);
    }

    /** The column of a name; -1 when there is none. */
    int column(String name) {
        return columns.getOrDefault(name, -1);
    }

    String place(int row) {
        return sheet.isEmpty() ? "row " + row : "sheet \"" + sheet + "\", row " + row;
    }

    Location location(int row, int column) {
        String name = column < raw.size() && !stripped(raw.get(column)).isEmpty()
                ? "column \"" + name(column) + "\""
                : "column " + letters(column);
        return new Location(place(row) + ", " + name);
    }

    /** What tells the person of a row apart: an id, else name and birth date; null when no column is likely to. */
    @Nullable String personKey(List<String> values) {
        IntFunction<String> value = column -> column < 0 || column >= values.size()
                ? ""
                : stripped(values.get(column)).toLowerCase(Locale.ROOT);
        String id = value.apply(idColumn);
        if (!id.isEmpty()) {
            return "id|" + id;
        }
        StringBuilder key = new StringBuilder("person");
        boolean named = false;
        for (int column : nameColumns) {
            String part = value.apply(column);
            named |= !part.isEmpty();
            key.append('|').append(part);
        }
        return named ? key.append('|').append(value.apply(birthDateColumn)).toString() : null;
    }

    /**
     * What rows have in common that are the answers of one questionnaire: whose, and which of theirs. Null where rows are no
     * answers, or do not tell whose they are.
     */
    @Nullable String questionnaireKey(List<String> values) {
        String person = answersInRows ? personKey(values) : null;
        if (person == null) {
            return null;
        }
        String occasion = cell(values, occasionColumn);
        String date = cell(values, occasionDateColumn);
        String day = date.length() > 10 && date.indexOf('T') == 10 ? date.substring(0, 10) : date.split("\\s", 2)[0];
        return person + "|" + (occasion.isEmpty() ? day : occasion);
    }

    private static String cell(List<String> values, int column) {
        return column < 0 || column >= values.size() ? "" : stripped(values.get(column));
    }

    /** Whether a row can be a header: mostly words, of which few repeat. */
    static boolean looksLikeHeader(List<String> cells, int widest) {
        int filled = 0;
        int words = 0;
        Set<String> different = new HashSet<>();
        for (String cell : cells) {
            String text = stripped(cell);
            if (text.isEmpty()) {
                continue;
            }
            filled++;
            different.add(text.toLowerCase(Locale.ROOT));
            boolean worded = text.chars().anyMatch(Character::isLetter)
                    || QUESTION_CODE.matcher(text).matches();
            if (text.length() <= 300 && worded && !isValue(text)) {
                words++;
            }
        }
        return filled > 0 && filled * 2 >= widest && words * 10 >= filled * 7 && different.size() * 10 >= filled * 6;
    }

    private static boolean isValue(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "false", "yes", "no", "null", "n/a" -> true;
            default -> false;
        };
    }
}
