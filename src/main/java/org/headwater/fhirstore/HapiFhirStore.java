package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** The store on HAPI JPA. */
class HapiFhirStore implements FhirStore {

    private static final String SORT = "_sort=";

    private final DaoRegistry daos;
    private final MatchUrlService queries;
    private final Landings landings;
    private final FhirContext context;

    HapiFhirStore(DaoRegistry daos, MatchUrlService queries, Landings landings, FhirContext context) {
        this.daos = daos;
        this.queries = queries;
        this.landings = landings;
        this.context = context;
    }

    @Override
    public List<Landed> land(List<StoreRequest> requests) {
        return landings.land(requests);
    }

    @Override
    public int retire(Collection<String> references, Instant when, String source) {
        return landings.retire(references, when.toEpochMilli(), source);
    }

    @Override
    public Optional<Resource> read(String type, String id) {
        try {
            Resource resource =
                    (Resource) daos.getResourceDao(type).read(new IdType(type, id), new SystemRequestDetails());
            return new Stored(resource, "").placeholder() ? Optional.empty() : Optional.of(resource);
        } catch (ResourceNotFoundException | ResourceGoneException e) {
            return Optional.empty();
        }
    }

    @Override
    public Bundle search(String query) {
        int question = query.indexOf('?');
        String type = question < 0 ? query : query.substring(0, question);
        Map<Boolean, List<String>> asked = Stream.of(
                        query.substring(question + 1).split("&", -1))
                .collect(Collectors.partitioningBy(parameter -> parameter.startsWith(SORT)));
        SearchParameterMap parameters = queries.translateMatchUrl(
                type + "?" + String.join("&", asked.getOrDefault(false, List.of())),
                context.getResourceDefinition(type),
                MatchUrlService.processIncludes());
        parameters.setLoadSynchronous(true);
        parameters.setSort(sort(asked.getOrDefault(true, List.of())));
        IBundleProvider found = daos.getResourceDao(type).search(parameters, new SystemRequestDetails());
        Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        for (IBaseResource resource : found.getAllResources()) {
            bundle.addEntry().setResource((Resource) resource).getSearch().setMode(mode(resource));
        }
        return bundle;
    }

    private static Bundle.SearchEntryMode mode(IBaseResource resource) {
        return ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.get(resource) == BundleEntrySearchModeEnum.INCLUDE
                ? Bundle.SearchEntryMode.INCLUDE
                : Bundle.SearchEntryMode.MATCH;
    }

    /** HAPI reads {@code _sort} from requests only, not from queries. */
    private static @Nullable SortSpec sort(List<String> asked) {
        List<String> names = asked.stream()
                .flatMap(parameter ->
                        Stream.of(parameter.substring(SORT.length()).split(",", -1)))
                .toList();
        SortSpec sort = null;
        for (int i = names.size() - 1; i >= 0; i--) {
            boolean descending = names.get(i).startsWith("-");
            String name = descending ? names.get(i).substring(1) : names.get(i);
            sort = new SortSpec(name, descending ? SortOrderEnum.DESC : SortOrderEnum.ASC, sort);
        }
        return sort;
    }

    @Override
    public FhirContext context() {
        return context;
    }
}
