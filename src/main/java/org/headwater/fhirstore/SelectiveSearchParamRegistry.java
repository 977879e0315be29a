package org.headwater.fhirstore;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.registry.RuntimeSearchParamCache;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParamRegistryImpl;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HAPI's registry of search parameters without those of FHIR's own that are not selected, and with the selected ones cut to
 * the type at hand, and with those that are {@link PublishedSearchParameters published} beside them.
 *
 * <p>HAPI knows only two ways to turn one off: all of them, or a retired SearchParameter resource for each, which costs
 * seconds at the first start and stores resources nobody asked for. So the set is thinned here, where the registry is about
 * to make it effective. Parameters that come from stored SearchParameter resources are left alone.
 *
 * <p>FHIR defines {@code patient} or {@code code} once for thirty types, as thirty paths, which HAPI would try one after the
 * other on each resource. And it defines {@code patient} as {@code subject} where that is a Patient: two index rows that say
 * the same. Cut to one type, and with that condition left out where another parameter indexes the plain path anyway, each
 * parameter has one path and the pair shares its rows.
 */
class SelectiveSearchParamRegistry extends SearchParamRegistryImpl {

    private static final String OF_FHIR_ITSELF = "http://hl7.org/fhir/SearchParameter/";

    private static final List<RuntimeSearchParam> PUBLISHED = PublishedSearchParameters.read();

    private final SearchParameterSelection selection;

    SelectiveSearchParamRegistry(SearchParameterSelection selection) {
        this.selection = selection;
    }

    @Override
    public void setActiveSearchParams(RuntimeSearchParamCache parameters) {
        Set<RuntimeSearchParam> all = parameters.getSearchParamStream().collect(Collectors.toSet());
        for (String type : List.copyOf(parameters.getResourceNameKeys())) {
            List<RuntimeSearchParam> standard = all.stream()
                    .filter(parameter -> parameters.get(type, parameter.getName()) == parameter)
                    .filter(SelectiveSearchParamRegistry::ofFhirItself)
                    .toList();
            standard.stream()
                    .filter(parameter -> !selection.includes(type, parameter.getName()))
                    .forEach(parameter -> parameters.remove(type, parameter.getName()));
            cut(parameters, type, standard);
        }
        for (RuntimeSearchParam published : PUBLISHED) {
            published.getBase().stream()
                    .filter(type -> parameters.get(type, published.getName()) == null)
                    .forEach(type -> parameters.add(type, published.getName(), published));
        }
        super.setActiveSearchParams(parameters);
    }

    private static boolean ofFhirItself(RuntimeSearchParam parameter) {
        String uri = parameter.getUri();
        return uri == null || uri.startsWith(OF_FHIR_ITSELF);
    }

    private static void cut(RuntimeSearchParamCache parameters, String type, List<RuntimeSearchParam> standard) {
        List<RuntimeSearchParam> kept = standard.stream()
                .filter(parameter -> parameters.get(type, parameter.getName()) == parameter)
                .filter(parameter ->
                        parameter.getPath() != null && !parameter.getPath().isBlank())
                .toList();
        Set<String> paths = kept.stream()
                .flatMap(parameter -> parameter.getPathsSplitForResourceType(type).stream())
                .collect(Collectors.toSet());
        for (RuntimeSearchParam parameter : kept) {
            String path = parameter.getPathsSplitForResourceType(type).stream()
                    .map(one -> SearchPath.withoutTarget(one)
                            .filter(paths::contains)
                            .orElse(one))
                    .distinct()
                    .collect(Collectors.joining(" | "));
            if (!path.isEmpty() && !path.equals(parameter.getPath())) {
                parameters.remove(type, parameter.getName());
                parameters.add(type, parameter.getName(), withPath(parameter, path));
            }
        }
    }

    private static RuntimeSearchParam withPath(RuntimeSearchParam parameter, String path) {
        return new RuntimeSearchParam(
                parameter.getId(),
                parameter.getUri(),
                parameter.getName(),
                parameter.getDescription(),
                path,
                parameter.getParamType(),
                parameter.getProvidesMembershipInCompartments(),
                parameter.getTargets(),
                parameter.getStatus(),
                parameter.getComboSearchParamType(),
                parameter.getComponents(),
                parameter.getBase());
    }
}
