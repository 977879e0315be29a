package org.headwater.fhirstore;

import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorR4;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;

/** HAPI's extractor with the FHIRPath engine left to the few expressions that need it, and expressions taken apart once. */
class QuickSearchParamExtractor extends SearchParamExtractorR4 {

    private final Map<String, String[]> alternatives = new ConcurrentHashMap<>();
    private final Map<String, Optional<SearchPath>> paths = new ConcurrentHashMap<>();

    @Override
    public String[] split(String expression) {
        String[] known = alternatives.get(expression);
        return known != null ? known : alternatives.computeIfAbsent(expression, super::split);
    }

    @Override
    public IValueExtractor getPathValueExtractor(IBase resource, String path) {
        Optional<SearchPath> known = paths.get(path);
        Optional<SearchPath> compiled = known != null ? known : paths.computeIfAbsent(path, SearchPath::of);
        if (compiled.isPresent() && resource instanceof Base base) {
            List<Base> values = compiled.get().evaluate(base);
            if (values != null) {
                return () -> values;
            }
        }
        return super.getPathValueExtractor(resource, path);
    }
}
