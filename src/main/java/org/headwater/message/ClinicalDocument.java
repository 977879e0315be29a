package org.headwater.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The root of a CDA document's tree. Elements of {@code urn:hl7-org:v3} go by their local names, those of {@code
 * urn:hl7-org:sdtc} with {@code sdtc:} in front, attributes with {@code @} in front.
 */
public final class ClinicalDocument extends XmlNode implements Sectioned {

    private final CcdaStructures structures;
    private final Map<String, List<NarrativeTarget>> narratives = new HashMap<>();
    private @Nullable List<XmlNode> allSections;
    private @Nullable Map<String, List<XmlNode>> sectionsByName;

    private record NarrativeTarget(NarrativeMarkup markup, XmlNode section) {}

    ClinicalDocument(int line, CcdaStructures structures) {
        super(null, "ClinicalDocument", line);
        this.structures = structures;
    }

    /** The section names mappings may use, as {@code mappings/ccda/structures.yaml} lists them. */
    public static Set<String> sectionNames() {
        return CcdaStructures.standard().sectionNames();
    }

    /**
     * The document's sections of a name, nested ones too, in the order sent; empty when it has none or the name is unknown.
     *
     * @param name as {@code mappings/ccda/structures.yaml} lists it: {@code problems}, say
     */
    @Override
    public List<? extends Node> sections(String name) {
        Map<String, List<XmlNode>> byName = sectionsByName;
        if (byName == null) {
            byName = structures.byName(everySection());
            sectionsByName = byName;
        }
        return byName.getOrDefault(name, List.of());
    }

    /** All of the document's sections, nested ones too, in the order sent. */
    public List<? extends Node> sections() {
        return everySection();
    }

    private List<XmlNode> everySection() {
        List<XmlNode> sections = allSections;
        if (sections == null) {
            sections = new ArrayList<>();
            collectSections(this, sections);
            allSections = sections;
        }
        return sections;
    }

    private static void collectSections(XmlNode node, List<XmlNode> into) {
        for (XmlNode child : node.children()) {
            switch (child.name()) {
                case "section" -> {
                    into.add(child);
                    collectSections(child, into);
                }
                case "component", "structuredBody" -> collectSections(child, into);
                default -> {}
            }
        }
    }

    /**
     * The plain text of the narrative element with an id; null when there is none.
     *
     * @param id as {@code reference/@value} gives it, without {@code #}
     */
    public @Nullable String narrative(String id) {
        return narrative(id, this);
    }

    /** Some senders count ids anew in each section, so the one in the asking node's own section goes first. */
    @Nullable String narrative(String id, XmlNode asking) {
        List<NarrativeTarget> targets = narratives.getOrDefault(id, List.of());
        for (NarrativeTarget target : targets) {
            for (Node node = asking; node != null; node = node.parent()) {
                if (node == target.section) {
                    return target.markup.plain();
                }
            }
        }
        return targets.isEmpty() ? null : targets.get(0).markup.plain();
    }

    void addNarrative(String id, NarrativeMarkup markup, XmlNode section) {
        narratives.computeIfAbsent(id, key -> new ArrayList<>(1)).add(new NarrativeTarget(markup, section));
    }

    boolean hasNarrative(String id) {
        return narratives.containsKey(id);
    }

    /** The id a reference's value names: what follows {@code #}, or all of it, for some senders leave the sign out. */
    static String fragment(String reference) {
        return reference.startsWith("#") ? reference.substring(1) : reference;
    }

    /** What kind of document this is, as mappings name it. */
    String type() {
        return structures.typeOf(this);
    }

    /** The document's own id, written as XDS writes it: {@code root^extension}. */
    @Nullable String documentId() {
        return written(first("id"));
    }

    /** The record target's first usable id. */
    @Nullable String patientId() {
        XmlNode target = first("recordTarget");
        XmlNode role = target == null ? null : target.first("patientRole");
        if (role == null) {
            return null;
        }
        return role.all("id").stream()
                .map(ClinicalDocument::written)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String written(@Nullable XmlNode id) {
        if (id == null) {
            return null;
        }
        String root = id.textOf("@root");
        String extension = id.textOf("@extension");
        if (root == null) {
            return extension;
        }
        return extension == null ? root : root + "^" + extension;
    }
}
