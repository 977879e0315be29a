package org.headwater.terminology;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** The URIs of code systems and identifier systems, by the names and OIDs senders use ({@code LN}, {@code I10}). */
public final class CodeSystems {

    private static final Pattern V2_TABLE = Pattern.compile("http://terminology\\.hl7\\.org/CodeSystem/v2-(\\d{4})");
    private static final Pattern V2_NAME = Pattern.compile("(?i)hl7[ -]?\\d{4}");
    private static final Pattern OID = Pattern.compile("[0-2](\\.\\d+)+");

    private final Map<String, String> uris;
    private final Map<String, String> names;

    private CodeSystems(Map<String, String> uris, Map<String, String> names) {
        this.uris = uris;
        this.names = names;
    }

    /**
     * Reads every file that has a {@code code-systems} key: a map from URI to names and OIDs.
     *
     * @param problems told of names that stand for two systems
     */
    public static CodeSystems load(List<YamlFile> files, Consumer<Problem> problems) {
        Map<String, String> uris = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        for (YamlFile file : files) {
            file.root()
                    .get("code-systems")
                    .ifPresent(systems -> systems.entries()
                            .forEach((uri, names) -> names.items().forEach(name -> {
                                String known = uris.put(fold(name.text().orElse("")), uri);
                                if (!OID.matcher(name.text().orElse("")).matches()) {
                                    words.putIfAbsent(uri, name.text().orElse(""));
                                }
                                if (known != null && !known.equals(uri)) {
                                    problems.accept(name.problem(
                                            "\"" + name.text().orElse("") + "\" already stands for " + known));
                                }
                            })));
        }
        return new CodeSystems(uris, words);
    }

    /** The URI a name or OID stands for; empty when it is not known. HL70001 and the like are v2's own tables. */
    public Optional<String> uri(String name) {
        String uri = uris.get(fold(name));
        if (uri == null && V2_NAME.matcher(name).matches()) {
            uri = "http://terminology.hl7.org/CodeSystem/v2-" + name.substring(name.length() - 4);
        }
        return Optional.ofNullable(uri);
    }

    /** The name v2 messages call a system by (table 0396), the first of those listed; empty when none is. */
    public Optional<String> name(String uri) {
        Matcher table = V2_TABLE.matcher(uri);
        return table.matches() ? Optional.of("HL7" + table.group(1)) : Optional.ofNullable(names.get(uri));
    }

    private static String fold(String name) {
        return name.strip().toUpperCase(Locale.ROOT);
    }
}
