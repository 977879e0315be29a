package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** The store on HAPI JPA. */
class HapiFhirStore implements FhirStore {

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
        SearchParameterMap parameters = queries.translateMatchUrl(query, context.getResourceDefinition(type));
        parameters.setLoadSynchronous(true);
        IFhirResourceDao<?> dao = daos.getResourceDao(type);
        IBundleProvider found = dao.search(parameters, new SystemRequestDetails());
        Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        for (IBaseResource resource : found.getAllResources()) {
            bundle.addEntry().setResource((Resource) resource);
        }
        return bundle;
    }

    @Override
    public FhirContext context() {
        return context;
    }
}
