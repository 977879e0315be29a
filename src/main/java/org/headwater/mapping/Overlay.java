package org.headwater.mapping;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.headwater.message.Format;
import org.jspecify.annotations.Nullable;

/**
 * A feed's own changes to the shared mappings, compiled: local codes, assigning authorities, rules for Z-segments and
 * local fields. Belongs to the {@link Mappings} that compiled it; immutable and safe for use by many threads.
 *
 * <p>A shared mapping with the changes made is compiled when the first unit needs it and kept; from then on a unit costs
 * what it costs without an overlay.
 */
public final class Overlay {

    /** The version of an overlay that is not saved: one being edited, or a file's. */
    public static final int UNSAVED = 0;

    private final int version;
    private final Format format;
    private final OverlayDocument document;
    private final MappingCompiler compiler;
    private final ConcurrentHashMap<String, CompiledMapping> variants = new ConcurrentHashMap<>();

    Overlay(int version, Format format, OverlayDocument document, MappingCompiler compiler) {
        this.version = version;
        this.format = format;
        this.document = document;
        this.compiler = compiler;
    }

    /** Counted from 1 by those who keep it; {@link #UNSAVED} when nobody does. */
    public int version() {
        return version;
    }

    /** How results name it, behind the mapping's name and version. */
    String suffix() {
        return suffix(version);
    }

    /** What stands behind a mapping's name and version ({@code hl7v2/adt@1}) when an overlay's version was upon it. */
    public static String suffix(int version) {
        return version == UNSAVED ? "+overlay" : "+overlay@" + version;
    }

    /**
     * Whether the overlay says what a word of the sender's stands for.
     *
     * @param table a concept map, {@link UnmappedCode#AUTHORITIES} or {@link UnmappedCode#SYSTEMS}
     */
    public boolean knows(String table, String code) {
        return switch (table) {
            case UnmappedCode.AUTHORITIES -> document.authorities().containsKey(code);
            case UnmappedCode.SYSTEMS -> document.systems().containsKey(code);
            default ->
                document.codes().getOrDefault(table, Map.of()).keySet().stream()
                        .anyMatch(known -> known.strip().equalsIgnoreCase(code.strip()));
        };
    }

    @Nullable ZoneId zone() {
        return document.zone();
    }

    Map<String, String> authorities() {
        return document.authorities();
    }

    /** The URI of a code system the sender names by a local word; null when the overlay does not say. */
    @Nullable String system(String name) {
        return document.systems().get(name);
    }

    /** A shared mapping with the changes made. */
    CompiledMapping over(CompiledMapping shared) {
        if (shared.format() != format) {
            return shared;
        }
        CompiledMapping known = variants.get(shared.name());
        return known == null ? variants.computeIfAbsent(shared.name(), name -> compiled(shared)) : known;
    }

    private CompiledMapping compiled(CompiledMapping shared) {
        CompiledMapping changed = shared;
        if (document.changesRules()) {
            // Compilers gather while they work; mappings of one feed are compiled one after another.
            synchronized (compiler) {
                CompiledMapping recompiled = compiler.again(shared.name());
                changed = recompiled == null ? shared : recompiled;
            }
        }
        return changed.with(suffix(), columns(shared.columns()), defaults(changed.defaults()), document.habits());
    }

    private Map<String, String> columns(Map<String, String> shared) {
        return merged(shared, document.columns());
    }

    private Map<String, String> defaults(Map<String, String> shared) {
        return format == Format.TABLE ? merged(shared, document.defaults()) : shared;
    }

    private static Map<String, String> merged(
            Map<String, String> shared, Map<String, org.headwater.yaml.YamlNode> own) {
        if (own.isEmpty()) {
            return shared;
        }
        Map<String, String> merged = new LinkedHashMap<>(shared);
        own.forEach((key, node) -> merged.put(key, node.text().orElse("")));
        return merged;
    }

    /** The feed with what the overlay says of it. */
    SourceFeed over(SourceFeed feed) {
        Map<String, String> authorities = feed.authorities();
        if (!document.authorities().isEmpty()) {
            authorities = new HashMap<>(authorities);
            authorities.putAll(document.authorities());
        }
        return new SourceFeed(
                feed.id(),
                feed.sector(),
                feed.organization(),
                document.zone() == null ? feed.zone() : document.zone(),
                feed.authority(),
                authorities,
                feed.mapping(),
                this);
    }
}
