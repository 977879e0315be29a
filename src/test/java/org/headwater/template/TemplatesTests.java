package org.headwater.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.headwater.mapping.Detail;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.Mappings;
import org.headwater.mapping.SourceFeed;
import org.headwater.mapping.TraceStep;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Problem;
import org.headwater.problem.Severity;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The templates as they are downloaded, filled in by somebody with a spreadsheet program, and sent. */
class TemplatesTests {

    private static final List<Problem> PROBLEMS = new ArrayList<>();
    private static final List<YamlFile> FILES = YamlFile.below(Path.of("mappings"), PROBLEMS::add);
    private static final Mappings MAPPINGS = Mappings.compile(FhirContext.forR4Cached(), FILES, PROBLEMS::add);
    private static final Templates TEMPLATES =
            Templates.load(FILES, MAPPINGS.dictionary(), MAPPINGS::conceptMap, PROBLEMS::add);
    private static final SourceFeed FEED = new SourceFeed(
            "cbo", "social", "Testwater House", ZoneOffset.UTC, "urn:headwater:org:testwater-house", Map.of(), null);

    @Test
    void thereIsOneForEachKindOfServiceAndNothingIsWrongWithThem() {
        assertThat(PROBLEMS).isEmpty();
        assertThat(TEMPLATES.all())
                .extracting(Template::name)
                .containsExactlyInAnyOrder(
                        "food-pantry",
                        "shelter",
                        "transport",
                        "legal-aid",
                        "home-visiting",
                        "behavioural-health",
                        "community-health-worker",
                        "workforce",
                        "benefits-enrolment");
    }

    @TestFactory
    Stream<DynamicTest> whatIsFilledInLandsInItsElementWithoutAFinding() {
        return TEMPLATES.all().stream().map(template -> dynamicTest(template.name(), () -> fillAndSend(template)));
    }

    @TestFactory
    Stream<DynamicTest> headingsAreFrozenAndExplainedAndListsCanBeChosenFrom() {
        return TEMPLATES.all().stream()
                .map(template -> dynamicTest(template.name(), () -> {
                    try (XSSFWorkbook workbook = opened(template)) {
                        XSSFSheet sheet = workbook.getSheetAt(0);
                        assertThat(sheet.getPaneInformation().isFreezePane()).isTrue();
                        assertThat((int) sheet.getPaneInformation().getHorizontalSplitPosition())
                                .isEqualTo(1);
                        assertThat(workbook.isSheetHidden(1)).isTrue();
                        for (int index = 0; index < template.columns().size(); index++) {
                            assertThat(sheet.getRow(0)
                                            .getCell(index)
                                            .getCellComment()
                                            .getString()
                                            .getString())
                                    .contains(template.columns().get(index).help());
                        }
                        long lists = template.columns().stream()
                                .filter(column -> !column.choices().isEmpty())
                                .count();
                        assertThat(sheet.getDataValidations().stream()
                                        .filter(one ->
                                                one.getValidationConstraint().getValidationType() == 3)
                                        .filter(DataValidation::getEmptyCellAllowed)
                                        .count())
                                .isEqualTo(lists);
                        assertThat(sheet.getRow(1).getCell(0).getStringCellValue())
                                .isEqualTo(Template.EXAMPLE);
                    }
                }));
    }

    @Test
    void aHeadingThatMeansAnotherElementIsRefused() {
        List<Problem> problems = new ArrayList<>();
        List<YamlFile> files = new ArrayList<>(FILES);
        files.removeIf(file -> file.path().contains("templates"));
        files.add(YamlFile.parse("mappings/templates/odd.yaml", """
                template: odd
                title: Odd
                purpose: None.
                sheet: Odd
                required: [person.gender]
                columns: [person.identifier, person.namme, person.birth-date]
                choices: { person.identifier: [A] }
                """, problems::add));
        files.add(YamlFile.parse(
                "mappings/templates/columns.yaml",
                "template-columns: { person.birth-date: { heading: Age }, person.identifier: { map: table-gender } }",
                problems::add));
        Templates.load(files, MAPPINGS.dictionary(), MAPPINGS::conceptMap, problems::add);
        assertThat(problems)
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("no element person.namme"))
                .anyMatch(message -> message.contains("required: person.gender is none of the columns"))
                .anyMatch(message -> message.contains("the heading \"Age\" is no synonym of person.birth-date"))
                .anyMatch(message -> message.contains("\"A\" is not in table-gender"));
    }

    private static void fillAndSend(Template template) throws IOException {
        List<Unit> units = new ArrayList<>();
        try (XSSFWorkbook workbook = opened(template)) {
            XSSFSheet sheet = workbook.getSheet(template.sheet());
            for (int person = 0; person < 2; person++) {
                XSSFRow row = sheet.getRow(2 + person);
                for (int index = 0; index < template.columns().size(); index++) {
                    write(row, index, template.columns().get(index), person);
                }
            }
            ByteArrayOutputStream saved = new ByteArrayOutputStream();
            workbook.write(saved);
            MessageReaders.standard()
                    .of(Format.TABLE)
                    .orElseThrow()
                    .read(new ByteArrayInputStream(saved.toByteArray()), template.file(), units::add);
        }
        assertThat(units).hasSize(3);
        MappingResult example = MAPPINGS.map(units.get(0), FEED, Detail.TRACE);
        assertThat(example.resources()).isEmpty();
        assertThat(example.findings()).extracting(Finding::code).containsExactly(FindingCode.NOTHING_TO_RECORD);
        assertThat(example.findings()).extracting(Finding::severity).containsExactly(Severity.INFORMATION);
        Set<String> filled = new LinkedHashSet<>();
        for (Unit unit : units.subList(1, 3)) {
            MappingResult result = MAPPINGS.map(unit, FEED, Detail.TRACE);
            assertThat(result.findings()).isEmpty();
            result.trace().stream()
                    .map(TraceStep::dictionaryElement)
                    .filter(Objects::nonNull)
                    .forEach(filled::add);
        }
        assertThat(filled)
                .containsAll(template.columns().stream()
                        .map(column -> column.element().name())
                        .toList());
    }

    private static XSSFWorkbook opened(Template template) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TemplateWorkbook.write(template, out);
        return new XSSFWorkbook(new ByteArrayInputStream(out.toByteArray()));
    }

    private static void write(XSSFRow row, int index, TemplateColumn column, int person) {
        var cell = row.getCell(index);
        List<String> choices = column.choices();
        String element = column.element().name();
        if (!choices.isEmpty()) {
            cell.setCellValue(choices.get(person == 0 ? 0 : 1));
        } else if (column.form() == TemplateColumn.Form.DATE) {
            cell.setCellValue(LocalDate.of(2026, 3, 14 + person));
        } else if (column.form() != TemplateColumn.Form.TEXT) {
            cell.setCellValue(2.0 + person);
        } else if (element.equals("person.birth-date")) {
            cell.setCellValue(person == 0 ? "1985" : "07/02/1985");
        } else {
            cell.setCellValue(
                    index == 0 ? "0012" + person : column.example().isEmpty() ? "Testwater" : column.example());
        }
    }
}
