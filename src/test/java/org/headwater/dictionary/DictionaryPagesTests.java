package org.headwater.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.headwater.yaml.YamlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class DictionaryPagesTests {

    private static final Dictionary DICTIONARY =
            Dictionary.load(YamlFile.below(Path.of("mappings"), problem -> {}), problem -> {});
    private static final String PATIENT = "mappings/hl7v2/patient/mapping.yaml";
    private static final List<ElementUse> USES = List.of(
            new ElementUse("person.name", "hl7v2/adt", "hl7v2", "PID-5[*]", PATIENT, 12),
            new ElementUse("person.name", "hl7v2/oru-r01", "hl7v2", "PID-5[*]", PATIENT, 12),
            new ElementUse("person.birth-date", "hl7v2/adt", "hl7v2", "PID-7 | \"<&>\"", PATIENT, 13),
            new ElementUse(
                    "person.name", "ccda/document", "ccda", "patient/name[*]", "mappings/ccda/patient/mapping.yaml", 9),
            new ElementUse("claim.total", "x12/837p", "x12", "CLM02", "mappings/x12/837p/mapping.yaml", 40));

    @TempDir
    private Path folder;

    @Test
    void anElementsPageTellsItsMeaningAndWhereItIsFilledFrom() throws IOException {
        DictionaryPages.write(folder, DICTIONARY, USES);

        assertThat(page("domain-person.html"))
                .contains("id=\"person.birth-date\"")
                .contains("The day the person was born")
                .contains("Patient.birthDate")
                .contains("Fecha de nacimiento")
                .contains("in hl7v2/adt, hl7v2/oru-r01")
                .contains("PID-7 | &quot;&lt;&amp;&gt;&quot;");
    }

    @Test
    void whatBecomesOfHl7sOwnTablesIsAPageBesideTheOthers() throws IOException {
        DictionaryPages.write(folder, DICTIONARY, USES);

        assertThat(page("hl7v2-coverage.html"))
                .contains("<h3 id=\"AL1-AllergyIntolerance-\">AL1[AllergyIntolerance]</h3>")
                .contains("<code>AL1-3 ")
                .contains("<td align=\"right\">");
        assertThat(page("index.html")).contains("href=\"hl7v2-coverage.html\"");
    }

    @Test
    void theCoverageShowsEachElementBesideEachFormat() throws IOException {
        DictionaryPages.write(folder, DICTIONARY, USES);

        assertThat(page("coverage.html"))
                .contains("domain-person.html#person.name", "PID-5[*]", "patient/name[*]", "CLM02", "not filled");
        assertThat(page("index.html")).contains("<strong>3</strong> of them are filled");
    }

    @Test
    void aRuleOfAFragmentIsListedOnce() throws IOException {
        DictionaryPages.write(folder, DICTIONARY, USES);

        assertThat(page("format-hl7v2.html"))
                .contains("Part of hl7v2/adt, hl7v2/oru-r01.")
                .containsOnlyOnce("<code>PID-5[*]</code>");
    }

    @Test
    void everyPageIsWellFormedAndEveryLinkLeadsSomewhere() throws Exception {
        DictionaryPages.write(folder, DICTIONARY, USES);
        Map<String, Set<String>> anchors = new HashMap<>();
        Map<String, List<String>> links = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".html")).toList()) {
                String html = Files.readString(file);
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(html.replaceFirst("<!DOCTYPE html>", ""))));
                assertThat(html)
                        .contains("<html lang=\"en\"")
                        .containsOnlyOnce("<h1")
                        .doesNotContain("th:");
                String name = file.getFileName().toString();
                anchors.put(name, new HashSet<>(all(html, " id=\"([^\"]+)\"")));
                links.put(name, all(html, " href=\"(?!https:)([^\"]+)\""));
            }
        }
        anchors.put("style.css", Set.of());

        assertThat(anchors).containsKeys("index.html", "coverage.html", "headings.html", "format-x12.html");
        links.forEach((page, targets) -> targets.forEach(target -> {
            String[] parts = target.split("#", 2);
            String file = parts[0].isEmpty() ? page : parts[0];
            assertThat(anchors).as(page + " links to " + target).containsKey(file);
            if (parts.length > 1) {
                assertThat(anchors.get(file)).as(page + " links to " + target).contains(parts[1]);
            }
        }));
        assertThat(folder.resolve("style.css")).isNotEmptyFile();
    }

    private String page(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private static List<String> all(String html, String pattern) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(html);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
