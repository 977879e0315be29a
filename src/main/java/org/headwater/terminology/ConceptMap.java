package org.headwater.terminology;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A translation from the codes of one system, or of a sender, to those of another. */
public final class ConceptMap {

    private final String name;
    private final @Nullable String source;
    private final @Nullable String target;
    private final Map<String, Translation> codes;
    private final Map<String, Translation> folded;
    private final Map<String, String> backward;

    ConceptMap(String name, @Nullable String source, @Nullable String target, Map<String, Translation> codes) {
        this.name = name;
        this.source = source;
        this.target = target;
        this.codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
        this.folded = new HashMap<>();
        this.backward = new HashMap<>();
        codes.forEach((code, translation) -> {
            folded.putIfAbsent(fold(code), translation);
            backward.putIfAbsent(translation.code(), code);
        });
    }

    /** The name rules call it by. */
    public String name() {
        return name;
    }

    /** The code system translated from; null when senders' own. */
    public @Nullable String source() {
        return source;
    }

    /** The code system translated to; null when each code names its own. */
    public @Nullable String target() {
        return target;
    }

    /** All codes it knows. */
    public Map<String, Translation> codes() {
        return codes;
    }

    /**
     * What a code becomes; empty when the map lacks it.
     *
     * @param code as sent; compared without regard to case when no code differs by nothing else
     */
    public Optional<Translation> translate(String code) {
        Translation exact = codes.get(code);
        return Optional.ofNullable(exact == null ? folded.get(fold(code)) : exact);
    }

    /** The code that becomes this one, the first where there are several; empty when none does. */
    public Optional<String> reverse(String translated) {
        return translated.isEmpty() ? Optional.empty() : Optional.ofNullable(backward.get(translated));
    }

    /** This map with codes added or changed. */
    public ConceptMap with(Map<String, Translation> changes) {
        Map<String, Translation> changed = new LinkedHashMap<>(codes);
        changed.putAll(changes);
        return new ConceptMap(name, source, target, changed);
    }

    private static String fold(String code) {
        return code.strip().toLowerCase(Locale.ROOT);
    }
}
