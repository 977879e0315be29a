package org.headwater.fhirstore;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of FHIR's own search parameters are active, by type and name.
 *
 * @param everything whether all are
 * @param byType the names of each type that has a choice of its own; the names below {@code *} hold for every type
 * @param extra further ones as {@code Type:name} or {@code Type:*}
 */
record SearchParameterSelection(boolean everything, Map<String, Set<String>> byType, Set<String> extra) {

    private static final String EVERY_TYPE = "*";

    static SearchParameterSelection of(FhirSettings settings) {
        boolean all = settings.searchParameters() == FhirSettings.SearchParameters.ALL;
        return new SearchParameterSelection(all, all ? Map.of() : defaults(), settings.extraSearchParameters());
    }

    /** Whether FHIR's own parameter of a type and name is indexed and served. */
    boolean includes(String type, String name) {
        if (everything || !byType.containsKey(type)) {
            return true;
        }
        return byType.getOrDefault(EVERY_TYPE, Set.of()).contains(name)
                || Objects.requireNonNull(byType.get(type)).contains(name)
                || extra.contains(type + ":" + name)
                || extra.contains(type + ":*");
    }

    private static Map<String, Set<String>> defaults() {
        try (InputStream file = SearchParameterSelection.class.getResourceAsStream("search-parameters.yaml")) {
            Map<String, List<String>> lists = new YAMLMapper()
                    .readValue(
                            Objects.requireNonNull(file, "search-parameters.yaml is missing from the jar"),
                            new TypeReference<>() {});
            return lists.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
