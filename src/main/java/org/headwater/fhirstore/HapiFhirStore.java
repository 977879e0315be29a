package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The store on HAPI JPA. */
class HapiFhirStore implements FhirStore {

    private static final String SORT = "_sort=";
    private static final int REDIRECTED_AT_ONCE = 300;

    private final DaoRegistry daos;
    private final MatchUrlService queries;
    private final Landings landings;
    private final JdbcTemplate jdbc;
    private final FhirContext context;

    HapiFhirStore(
            DaoRegistry daos, MatchUrlService queries, Landings landings, JdbcTemplate jdbc, FhirContext context) {
        this.jdbc = jdbc;
        this.daos = daos;
        this.queries = queries;
        this.landings = landings;
        this.context = context;
    }

    @Override
    public List<Landed> withdraw(List<StoreRequest> requests) {
        return landings.withdraw(requests);
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
    public List<String> redirect(String resource, Map<String, String> renamed) {
        List<String> changed = new ArrayList<>();
        List<Referrer> referrers = referrersOf(resource);
        for (int from = 0; from < referrers.size(); from += REDIRECTED_AT_ONCE) {
            changed.addAll(landings.redirect(
                    referrers.subList(from, Math.min(referrers.size(), from + REDIRECTED_AT_ONCE)), renamed));
        }
        if (resource.startsWith("Account/")) {
            for (Referrer referrer : referrers) {
                if (referrer.reference().startsWith("Encounter/")) {
                    changed.addAll(redirect(referrer.reference(), renamed));
                }
            }
        }
        return changed;
    }

    private List<Referrer> referrersOf(String resource) {
        int slash = resource.indexOf('/');
        return jdbc.query(
                "select distinct r.RES_TYPE, r.FHIR_ID, v.SOURCE_URI from HFJ_RESOURCE t"
                        + " join HFJ_RES_LINK l on l.TARGET_RESOURCE_ID = t.RES_ID"
                        + " join HFJ_RESOURCE r on r.RES_ID = l.SRC_RESOURCE_ID"
                        + " join HFJ_RES_VER v on v.RES_ID = r.RES_ID and v.RES_VER = r.RES_VER"
                        + " where t.RES_TYPE = ? and t.FHIR_ID = ? and r.RES_DELETED_AT is null"
                        + " and r.RES_TYPE not in ('Provenance', 'AuditEvent') and r.RES_TYPE <> t.RES_TYPE"
                        + " order by r.RES_TYPE, r.FHIR_ID",
                (row, number) -> new Referrer(
                        row.getString(1) + "/" + row.getString(2), Objects.requireNonNullElse(row.getString(3), "")),
                resource.substring(0, slash),
                resource.substring(slash + 1));
    }

    @Override
    public List<String> carrying(String type, String system, String value) {
        return jdbc.queryForList(
                "select distinct r.RES_TYPE || '/' || r.FHIR_ID from HFJ_SPIDX_TOKEN s"
                        + " join HFJ_RESOURCE r on r.RES_ID = s.RES_ID"
                        + " where s.HASH_SYS_AND_VALUE = ? and r.RES_TYPE = ? and r.RES_DELETED_AT is null order by 1",
                String.class,
                ResourceIndexedSearchParamToken.calculateHashSystemAndValue(
                        new PartitionSettings(), (RequestPartitionId) null, type, "identifier", system, value),
                type);
    }

    @Override
    public Map<String, Resource> read(Collection<String> references) {
        return landings.read(references);
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
