package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/** Which documents and sections are which, by template and LOINC code: {@code mappings/ccda/structures.yaml}. */
final class CcdaStructures {

    private static final String FILE = "mappings/ccda/structures.yaml";

    private record DocumentType(String name, Set<String> templates, Set<String> codes) {}

    private final List<DocumentType> documents = new ArrayList<>();
    private final Set<String> sectionNames = new LinkedHashSet<>();
    private final Map<String, Set<String>> sectionsByTemplate = new HashMap<>();
    private final Map<String, Set<String>> sectionsByCode = new HashMap<>();

    private CcdaStructures(YamlNode root) {
        for (YamlNode document : root.items("documents")) {
            documents.add(new DocumentType(
                    document.text("name").orElse("ClinicalDocument"),
                    Set.copyOf(document.texts("templates")),
                    Set.copyOf(document.texts("codes"))));
        }
        root.get("sections").map(YamlNode::entries).orElse(Map.of()).forEach((name, section) -> {
            sectionNames.add(name);
            section.texts("templates").forEach(template -> add(sectionsByTemplate, template, name));
            section.texts("codes").forEach(code -> add(sectionsByCode, code, name));
        });
    }

    private static void add(Map<String, Set<String>> names, String key, String name) {
        names.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(name);
    }

    /** Those packed with Headwater; read once. */
    static CcdaStructures standard() {
        return Standard.STRUCTURES;
    }

    private static final class Standard {
        static final CcdaStructures STRUCTURES = read();

        private static CcdaStructures read() {
            try (InputStream in = Objects.requireNonNull(
                    CcdaStructures.class.getResourceAsStream("/" + FILE), FILE + " is missing from the class path")) {
                List<Problem> problems = new ArrayList<>();
                YamlFile file =
                        YamlFile.parse(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems::add);
                if (!problems.isEmpty()) {
                    throw new IllegalStateException(problems.toString());
                }
                return new CcdaStructures(file.root());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Set<String> sectionNames() {
        return Set.copyOf(sectionNames);
    }

    /** The type whose template the document claims; else the one of its code; else {@code ClinicalDocument}. */
    String typeOf(XmlNode document) {
        Set<String> templates = templates(document);
        for (DocumentType type : documents) {
            if (type.templates.stream().anyMatch(templates::contains)) {
                return type.name;
            }
        }
        String code = code(document);
        for (DocumentType type : documents) {
            if (type.codes.contains(code)) {
                return type.name;
            }
        }
        return "ClinicalDocument";
    }

    Map<String, List<XmlNode>> byName(List<XmlNode> sections) {
        Map<String, List<XmlNode>> byName = new HashMap<>();
        for (XmlNode section : sections) {
            for (String name : namesOf(section)) {
                byName.computeIfAbsent(name, key -> new ArrayList<>(2)).add(section);
            }
        }
        return byName;
    }

    /**
     * The code goes first, for senders copy a section with its templates and change the code; templates decide where the code
     * is unknown or means several.
     */
    private Set<String> namesOf(XmlNode section) {
        Set<String> byCode = sectionsByCode.getOrDefault(code(section), Set.of());
        if (byCode.size() == 1) {
            return byCode;
        }
        Set<String> names = new LinkedHashSet<>();
        for (String template : templates(section)) {
            for (String name : sectionsByTemplate.getOrDefault(template, Set.of())) {
                if (byCode.isEmpty() || byCode.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names.isEmpty() ? byCode : names;
    }

    private static Set<String> templates(XmlNode node) {
        Set<String> roots = new LinkedHashSet<>();
        for (XmlNode template : node.all("templateId")) {
            String root = template.textOf("@root");
            if (root != null) {
                roots.add(root);
            }
        }
        return roots;
    }

    private static String code(XmlNode node) {
        XmlNode code = node.first("code");
        return code == null ? "" : Objects.requireNonNullElse(code.textOf("@code"), "");
    }
}
