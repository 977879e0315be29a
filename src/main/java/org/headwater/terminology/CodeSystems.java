package org.headwater.terminology;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** The URIs of code systems and identifier systems, by the names and OIDs senders use ({@code LN}, {@code I10}). */
public final class CodeSystems {

    private final Map<String, String> uris;

    private CodeSystems(Map<String, String> uris) {
        this.uris = uris;
    }

    /**
     * Reads every file that has a {@code code-systems} key: a map from URI to names and OIDs.
     *
     * @param problems told of names that stand for two systems
     */
    public static CodeSystems load(List<YamlFile> files, Consumer<Problem> problems) {
        Map<String, String> uris = new HashMap<>();
        for (YamlFile file : files) {
            file.root()
                    .get("code-systems")
                    .ifPresent(systems -> systems.entries()
                            .forEach((uri, names) -> names.items().forEach(name -> {
                                String known = uris.put(fold(name.text().orElse("")), uri);
                                if (known != null && !known.equals(uri)) {
                                    problems.accept(name.problem(
                                            "\"" + name.text().orElse("") + "\" already stands for " + known));
                                }
                            })));
        }
        return new CodeSystems(uris);
    }

    /** The URI a name or OID stands for; empty when it is not known. HL70001 and the like are v2's own tables. */
    public Optional<String> uri(String name) {
        String uri = uris.get(fold(name));
        if (uri == null && name.matches("(?i)hl7[ -]?\\d{4}")) {
            uri = "http://terminology.hl7.org/CodeSystem/v2-" + name.substring(name.length() - 4);
        }
        return Optional.ofNullable(uri);
    }

    private static String fold(String name) {
        return name.strip().toUpperCase(Locale.ROOT);
    }
}
