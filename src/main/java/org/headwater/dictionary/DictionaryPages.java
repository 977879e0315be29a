package org.headwater.dictionary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headwater.dictionary.PageViews.DomainPage;
import org.headwater.dictionary.PageViews.Entry;
import org.headwater.dictionary.PageViews.FileOfRules;
import org.headwater.dictionary.PageViews.FormatPage;
import org.headwater.dictionary.PageViews.Heading;
import org.headwater.dictionary.PageViews.RuleRow;
import org.headwater.dictionary.PageViews.SourceOfElement;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * The dictionary as pages to read: the domains with all their elements, which format fills which element from where, the
 * rules of each format, and what columns may be called. Static files that need neither server nor script.
 */
public final class DictionaryPages {

    private static final String TEMPLATES = "templates/dictionary/";

    private final Path folder;
    private final SpringTemplateEngine engine = engine();
    private final List<FormatPage> formats;
    private final List<DomainPage> domains;
    private final List<Heading> headings;

    private DictionaryPages(Path folder, Dictionary dictionary, List<ElementUse> uses) {
        this.folder = folder;
        this.formats = formats(uses);
        this.domains = domains(dictionary, uses);
        this.headings = headings(dictionary);
    }

    /**
     * Writes all pages, with {@code index.html} to begin at.
     *
     * @param folder where to; made when it is not there, and pages of the same name are replaced
     * @param uses every rule that fills an element, of all mappings
     * @throws IOException when the folder cannot be written
     */
    public static void write(Path folder, Dictionary dictionary, List<ElementUse> uses) throws IOException {
        Files.createDirectories(folder);
        new DictionaryPages(folder, dictionary, uses).write();
    }

    private void write() throws IOException {
        long elements =
                domains.stream().mapToLong(page -> page.entries().size()).sum();
        long filled = domains.stream().mapToLong(DomainPage::filled).sum();
        page("index", "index.html", Map.of("elements", elements, "filled", filled));
        page("coverage", "coverage.html", Map.of());
        page("hl7v2-coverage", "hl7v2-coverage.html", Map.of("text", Hl7v2CoverageText.html()));
        page("headings", "headings.html", Map.of("headings", headings));
        for (DomainPage domain : domains) {
            page("domain", domain.file(), Map.of("page", domain));
        }
        for (FormatPage format : formats) {
            page("format", format.file(), Map.of("format", format));
        }
        ClassLoader loader = DictionaryPages.class.getClassLoader();
        try (InputStream style = Objects.requireNonNull(loader.getResourceAsStream(TEMPLATES + "style.css"))) {
            Files.copy(style, folder.resolve("style.css"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void page(String template, String file, Map<String, Object> shown) throws IOException {
        Context context = new Context(Locale.ENGLISH, shown);
        context.setVariable("formats", formats);
        context.setVariable("domains", domains);
        Files.writeString(folder.resolve(file), engine.process(template, context));
    }

    private static SpringTemplateEngine engine() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(DictionaryPages.class.getClassLoader());
        resolver.setPrefix(TEMPLATES);
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        return engine;
    }

    // ---- what is shown

    private static List<FormatPage> formats(List<ElementUse> uses) {
        return grouped(uses, ElementUse::format).entrySet().stream()
                .map(format -> new FormatPage(format.getKey(), files(format.getValue())))
                .toList();
    }

    private static List<FileOfRules> files(List<ElementUse> uses) {
        return grouped(uses, ElementUse::file).entrySet().stream()
                .map(file -> new FileOfRules(file.getKey(), mappings(file.getValue().stream()), rules(file.getValue())))
                .toList();
    }

    /** A rule of a fragment is used by every mapping that includes it, and is one rule still. */
    private static List<RuleRow> rules(List<ElementUse> uses) {
        return uses.stream()
                .map(use -> new RuleRow(use.element(), use.from(), use.line()))
                .distinct()
                .sorted(Comparator.comparingInt(RuleRow::line))
                .toList();
    }

    private static List<String> mappings(Stream<ElementUse> uses) {
        return uses.map(ElementUse::mapping).distinct().sorted().toList();
    }

    private List<DomainPage> domains(Dictionary dictionary, List<ElementUse> uses) {
        Map<String, List<ElementUse>> byElement = grouped(uses, ElementUse::element);
        return dictionary.domains().stream()
                .map(domain -> new DomainPage(
                        domain,
                        domain.elements().stream()
                                .map(element ->
                                        new Entry(element, sources(byElement.getOrDefault(element.name(), List.of()))))
                                .toList()))
                .toList();
    }

    private List<SourceOfElement> sources(List<ElementUse> uses) {
        Map<String, List<ElementUse>> byFormat = grouped(uses, ElementUse::format);
        return formats.stream()
                .flatMap(format ->
                        grouped(byFormat.getOrDefault(format.code(), List.of()), ElementUse::from).entrySet().stream()
                                .map(from ->
                                        new SourceOfElement(format, from.getKey(), mappings(from.getValue().stream()))))
                .toList();
    }

    private static List<Heading> headings(Dictionary dictionary) {
        return dictionary.elements().stream()
                .flatMap(element -> element.synonyms().stream().map(synonym -> new Heading(synonym, element.name())))
                .sorted(Comparator.comparing(heading -> Headings.folded(heading.text())))
                .toList();
    }

    private static Map<String, List<ElementUse>> grouped(List<ElementUse> uses, Function<ElementUse, String> by) {
        return uses.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.toList()));
    }
}
