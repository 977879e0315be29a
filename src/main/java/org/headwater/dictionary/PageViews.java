package org.headwater.dictionary;

import java.util.List;
import java.util.Locale;

/** What the templates of the dictionary's pages show; the expressions there call public methods only. */
final class PageViews {

    private PageViews() {}

    /** A page on a domain. */
    record DomainPage(Domain domain, List<Entry> entries) {

        public String file() {
            return fileOf(domain.name());
        }

        static String fileOf(String domain) {
            return "domain-" + domain + ".html";
        }

        public long filled() {
            return entries.stream().filter(entry -> !entry.sources().isEmpty()).count();
        }
    }

    /** An element, and all places it is filled from. */
    record Entry(Element element, List<SourceOfElement> sources) {

        /** The element's name without its domain's. */
        public String shortName() {
            return element.name().substring(element.domain().length() + 1);
        }

        /** The source paths one format fills it from. */
        public List<String> paths(String format) {
            return sources.stream()
                    .filter(source -> source.format().code().equals(format))
                    .map(SourceOfElement::from)
                    .distinct()
                    .toList();
        }
    }

    /** A path of one format an element is filled from, and the mappings that do. */
    record SourceOfElement(FormatPage format, String from, List<String> mappings) {}

    /** A page on a format: the rules of its mappings, file by file. */
    record FormatPage(String code, List<FileOfRules> mappings) {

        public String file() {
            return "format-" + code + ".html";
        }

        public String title() {
            return switch (code) {
                case "hl7v2" -> "HL7 v2";
                case "ccda" -> "C-CDA";
                case "fhir" -> "FHIR";
                case "x12" -> "X12";
                case "table" -> "Tables";
                default -> code.toUpperCase(Locale.ROOT);
            };
        }

        public long elements() {
            return mappings.stream()
                    .flatMap(file -> file.rules().stream())
                    .map(RuleRow::element)
                    .distinct()
                    .count();
        }

        public int rules() {
            return mappings.stream().mapToInt(file -> file.rules().size()).sum();
        }
    }

    /** The rules that stand in one file, and the mappings they are part of. */
    record FileOfRules(String file, List<String> mappings, List<RuleRow> rules) {

        public String anchor() {
            return file.replaceAll("[^A-Za-z0-9]+", "-");
        }
    }

    /** One rule. */
    record RuleRow(String element, String from, int line) {

        public String link() {
            return linkTo(element);
        }
    }

    /** What a column may be called. */
    record Heading(String text, String element) {

        public String link() {
            return linkTo(element);
        }
    }

    private static String linkTo(String element) {
        return DomainPage.fileOf(element.substring(0, element.indexOf('.'))) + "#" + element;
    }
}
