package org.headwater.fhirstore;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Date;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.DateTimeType;
import org.jspecify.annotations.Nullable;

/**
 * {@code $everything?_since=…}, which HAPI's operation does not know: resources that were not updated since are left out of
 * its pages. A later page names only the search, so that what was asked for is kept beside it as long as pages are.
 */
@Interceptor
final class EverythingSince {

    private static final String SINCE = "_since";
    private static final Duration PAGES_ARE_KEPT = Duration.ofHours(1);

    private final Cache<String, Date> bySearch = Caffeine.newBuilder()
            .expireAfterAccess(PAGES_ARE_KEPT)
            .maximumSize(100_000)
            .build();

    /** Keeps what a new search was asked for. */
    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void registered(ICachedSearchDetails search, @Nullable RequestDetails request) {
        Date since = asked(request);
        if (since != null) {
            bySearch.put(search.getUuid(), since);
        }
    }

    /** Leaves out what is older. */
    @Hook(Pointcut.STORAGE_PRESHOW_RESOURCES)
    public void show(IPreResourceShowDetails shown, @Nullable RequestDetails request) {
        Date since = asked(request);
        if (since == null) {
            since = ofPage(request);
        }
        if (since == null) {
            return;
        }
        for (int i = 0; i < shown.size(); i++) {
            IBaseResource resource = shown.getResource(i);
            if (resource != null && resource.getMeta().getLastUpdated().before(since)) {
                shown.setResource(i, null);
            }
        }
    }

    private static @Nullable Date asked(@Nullable RequestDetails request) {
        if (request == null || !"$everything".equals(request.getOperation())) {
            return null;
        }
        String text = first(request, SINCE);
        if (text == null) {
            return null;
        }
        try {
            return new DateTimeType(text.replace(' ', '+')).getValue();
        } catch (IllegalArgumentException | ca.uhn.fhir.parser.DataFormatException e) {
            throw new InvalidRequestException("_since is no point in time; write it as 2026-03-01T00:00:00Z");
        }
    }

    private @Nullable Date ofPage(@Nullable RequestDetails request) {
        String search = request == null ? null : first(request, Constants.PARAM_PAGINGACTION);
        return search == null ? null : bySearch.getIfPresent(search);
    }

    private static @Nullable String first(RequestDetails request, String parameter) {
        String[] values = request.getParameters().get(parameter);
        return values == null || values.length == 0 ? null : values[0];
    }
}
