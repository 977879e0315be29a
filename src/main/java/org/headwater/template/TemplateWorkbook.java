package org.headwater.template;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import org.dhatim.fastexcel.BorderStyle;
import org.dhatim.fastexcel.DataValidationErrorStyle;
import org.dhatim.fastexcel.Range;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * Writes a template as an XLSX workbook: a frozen header with a comment at each heading, one example row, formatted rows to
 * fill in, lists to choose from. The lists stand on a hidden sheet; readers of tables skip those.
 */
public final class TemplateWorkbook {

    private static final int HEADER = 0;
    private static final int EXAMPLE = 1;
    private static final int FIRST = 2;

    /** Rows made ready; whoever writes more of them loses the lists and formats, nothing else. */
    private static final int LAST = 1000;

    private static final String INK = "FFFFFF";
    private static final String REQUIRED = "17594F";
    private static final String OPTIONAL = "55706B";
    private static final String EXAMPLE_INK = "6B6B6B";
    private static final String EXAMPLE_GROUND = "F1EFE7";

    private TemplateWorkbook() {}

    /** Writes it; the stream stays open. */
    public static void write(Template template, OutputStream out) throws IOException {
        try (Workbook workbook = new Workbook(out, "Headwater", "1.0")) {
            Worksheet sheet = workbook.newWorksheet(template.sheet());
            Worksheet lists = workbook.newWorksheet("Lists");
            lists.setVisibilityState(VisibilityState.HIDDEN);
            List<TemplateColumn> columns = template.columns();
            for (int index = 0; index < columns.size(); index++) {
                heading(sheet, index, columns.get(index));
                example(sheet, index, columns.get(index));
                body(sheet, lists, index, columns.get(index));
            }
            sheet.rowHeight(HEADER, 32);
            sheet.freezePane(1, EXAMPLE);
        }
    }

    private static void heading(Worksheet sheet, int index, TemplateColumn column) {
        sheet.value(HEADER, index, column.heading());
        sheet.style(HEADER, index)
                .bold()
                .wrapText(true)
                .verticalAlignment("center")
                .fontColor(INK)
                .fillColor(column.required() ? REQUIRED : OPTIONAL)
                .borderStyle(BorderStyle.THIN)
                .set();
        sheet.comment(HEADER, index, told(column));
        sheet.width(index, Math.min(34, Math.max(14, column.heading().length() + 4)));
    }

    /** What to write, in the words of the comment. */
    static String told(TemplateColumn column) {
        StringBuilder told = new StringBuilder(column.required() ? "Needed. " : "May stay empty. ");
        told.append(column.help());
        if (!column.choices().isEmpty()) {
            told.append(column.open() ? " Choose from the list or write your own." : " Choose from the list.");
        }
        if (!column.form().advice().isEmpty()) {
            told.append(' ').append(column.form().advice());
        }
        return told.toString();
    }

    private static void example(Worksheet sheet, int index, TemplateColumn column) {
        String example = column.example();
        if (column.form() == TemplateColumn.Form.DATE && !example.isEmpty() && index > 0) {
            sheet.value(EXAMPLE, index, LocalDate.parse(example));
        } else if (column.form() != TemplateColumn.Form.TEXT && !example.isEmpty() && index > 0) {
            sheet.value(EXAMPLE, index, Double.parseDouble(example));
        } else {
            sheet.value(EXAMPLE, index, example);
        }
        sheet.style(EXAMPLE, index)
                .italic()
                .fontColor(EXAMPLE_INK)
                .fillColor(EXAMPLE_GROUND)
                .format(column.form().format())
                .set();
    }

    private static void body(Worksheet sheet, Worksheet lists, int index, TemplateColumn column) {
        Range cells = sheet.range(FIRST, index, LAST, index);
        cells.style().format(column.form().format()).set();
        if (!column.choices().isEmpty()) {
            for (int row = 0; row < column.choices().size(); row++) {
                lists.value(row, index, column.choices().get(row));
            }
            cells.validateWithList(lists.range(0, index, column.choices().size() - 1, index))
                    .allowBlank(true)
                    .showDropdown(true)
                    .showErrorMessage(!column.open())
                    .errorStyle(DataValidationErrorStyle.STOP)
                    .errorTitle("Choose from the list")
                    .error("Please choose one of the words of the list, so that everyone's records mean the same.");
        } else if (column.form() != TemplateColumn.Form.TEXT) {
            String first = letters(index) + (FIRST + 1);
            cells.validateWithFormula("ISNUMBER(" + first + ")")
                    .allowBlank(true)
                    .showErrorMessage(true)
                    .errorStyle(DataValidationErrorStyle.STOP)
                    .errorTitle(column.heading())
                    .error(column.form().advice());
        }
    }

    private static String letters(int column) {
        String letters = "";
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            letters = (char) ('A' + (rest - 1) % 26) + letters;
        }
        return letters;
    }
}
