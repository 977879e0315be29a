package org.headwater.fhirstore;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.registry.RuntimeSearchParamCache;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParamRegistryImpl;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HAPI's registry of search parameters without those of FHIR's own that are not selected.
 *
 * <p>HAPI knows only two ways to turn one off: all of them, or a retired SearchParameter resource for each, which costs
 * seconds at the first start and stores resources nobody asked for. So the set is thinned here, where the registry is about
 * to make it effective. Parameters that come from stored SearchParameter resources are left alone.
 */
class SelectiveSearchParamRegistry extends SearchParamRegistryImpl {

    private static final String OF_FHIR_ITSELF = "http://hl7.org/fhir/SearchParameter/";

    private final SearchParameterSelection selection;

    SelectiveSearchParamRegistry(SearchParameterSelection selection) {
        this.selection = selection;
    }

    @Override
    public void setActiveSearchParams(RuntimeSearchParamCache parameters) {
        Set<RuntimeSearchParam> all = parameters.getSearchParamStream().collect(Collectors.toSet());
        for (String type : List.copyOf(parameters.getResourceNameKeys())) {
            all.stream()
                    .filter(parameter -> parameters.get(type, parameter.getName()) == parameter)
                    .filter(parameter -> deselected(type, parameter))
                    .forEach(parameter -> parameters.remove(type, parameter.getName()));
        }
        super.setActiveSearchParams(parameters);
    }

    private boolean deselected(String type, RuntimeSearchParam parameter) {
        String uri = parameter.getUri();
        return (uri == null || uri.startsWith(OF_FHIR_ITSELF)) && !selection.includes(type, parameter.getName());
    }
}
