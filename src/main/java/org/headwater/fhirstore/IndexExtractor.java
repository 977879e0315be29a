package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.cache.IResourceTypeCacheSvc;
import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParam;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamCoords;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamDate;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamNumber;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamQuantity;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamString;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamUri;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.LogicalReferenceHelper;
import ca.uhn.fhir.jpa.searchparam.extractor.PathAndRef;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Finds a resource's index rows as HAPI's own write path does ({@code SearchParamExtractorService}), by HAPI's extractor, but
 * without its look-ups of what references point at: those are made for a whole batch at once.
 */
final class IndexExtractor {

    private static final String CANONICAL_TARGET = "(unknown)"; // HAPI's ResourceLinkUtils.UNKNOWN
    private static final int TOKEN_LENGTH = ResourceIndexedSearchParamToken.MAX_LENGTH;

    private final ISearchParamExtractor extractor;
    private final ISearchParamRegistry registry;
    private final JpaStorageSettings settings;
    private final IResourceTypeCacheSvc types;
    private final FhirContext context;

    IndexExtractor(
            ISearchParamExtractor extractor,
            ISearchParamRegistry registry,
            JpaStorageSettings settings,
            IResourceTypeCacheSvc types,
            FhirContext context) {
        this.extractor = extractor;
        this.registry = registry;
        this.settings = settings;
        this.types = types;
        this.context = context;
    }

    /**
     * A reference of a resource to another.
     *
     * @param path the search parameter's path
     * @param targetType the type of what it points at
     * @param targetId its id; null for a URL
     * @param url what it points at when that is not in this store
     */
    record Link(
            String path,
            String targetType,
            @Nullable String targetId,
            @Nullable String url) {
        /** {@code Type/id} of a target in this store. */
        String target() {
            return targetType + "/" + targetId;
        }
    }

    short typeNumber(String type) {
        return types.getResourceTypeId(type);
    }

    /** Index rows of all tables but links and tags. */
    IndexRows rows(Resource resource) {
        IndexRows rows = new IndexRows();
        strings(rows, extractor.extractSearchParamStrings(resource, ISearchParamExtractor.ALL_PARAMS));
        tokens(rows, extractor.extractSearchParamTokens(resource, ISearchParamExtractor.ALL_PARAMS));
        dates(rows, extractor.extractSearchParamDates(resource, ISearchParamExtractor.ALL_PARAMS));
        numbers(rows, extractor.extractSearchParamNumber(resource, ISearchParamExtractor.ALL_PARAMS));
        quantities(rows, extractor.extractSearchParamQuantity(resource, ISearchParamExtractor.ALL_PARAMS));
        uris(rows, extractor.extractSearchParamUri(resource, ISearchParamExtractor.ALL_PARAMS));
        tokens(rows, extractor.extractSearchParamSpecial(resource, ISearchParamExtractor.ALL_PARAMS));
        return rows;
    }

    /** The references that search parameters index. */
    Set<Link> links(Resource resource) {
        Set<Link> links = new HashSet<>();
        String type = resource.fhirType();
        for (PathAndRef found : extractor.extractResourceLinks(resource, false)) {
            Link link = link(type, found);
            if (link != null) {
                links.add(link);
            }
        }
        return links;
    }

    private @Nullable Link link(String type, PathAndRef found) {
        if (found.getRef() == null || found.getRef().getReferenceElement().isLocal()) {
            return null;
        }
        IIdType id = found.getRef().getReferenceElement();
        String path = found.getPath();
        if (found.isCanonical() || LogicalReferenceHelper.isLogicalReference(settings, id)) {
            return new Link(path, CANONICAL_TARGET, null, id.getValue());
        }
        String targetType = id.getResourceType();
        if (targetType == null || !context.getResourceTypes().contains(targetType)) {
            throw new IllegalArgumentException("the reference at " + path + " names no type of resource");
        }
        RuntimeSearchParam parameter =
                registry.getActiveSearchParam(type, found.getSearchParamName(), SearchParamLookupContextEnum.INDEX);
        if (parameter == null
                || (parameter.hasTargets() && !parameter.getTargets().contains(targetType))) {
            return null;
        }
        if (id.hasBaseUrl() && !settings.getTreatBaseUrlsAsLocal().contains(id.getBaseUrl())) {
            return new Link(path, targetType, null, id.getValue());
        }
        if (!id.hasIdPart()) {
            throw new IllegalArgumentException("the reference at " + path + " names no id");
        }
        return new Link(path, targetType, id.getIdPart(), null);
    }

    /** Adds the rows of links, now that it is known what they point at. */
    void addLinks(IndexRows rows, String type, Collection<Link> links, Map<String, Long> pids) {
        for (Link link : links) {
            rows.add(
                    IndexTable.LINK,
                    type,
                    typeNumber(type),
                    link.path(),
                    link.targetType(),
                    typeNumber(link.targetType()),
                    link.targetId() == null ? null : pids.get(link.target()),
                    link.url(),
                    null);
        }
    }

    private static void strings(IndexRows rows, Collection<ResourceIndexedSearchParamString> found) {
        for (ResourceIndexedSearchParamString string : found) {
            rows.add(
                    IndexTable.STRING,
                    string.isMissing(),
                    string.getHashIdentity(),
                    string.getHashNormalizedPrefix(),
                    string.getHashExact(),
                    string.getValueNormalized(),
                    string.getValueExact());
        }
    }

    private static void tokens(IndexRows rows, Collection<BaseResourceIndexedSearchParam> found) {
        for (BaseResourceIndexedSearchParam entry : found) {
            if (entry instanceof ResourceIndexedSearchParamToken token) {
                rows.add(
                        IndexTable.TOKEN,
                        token.isMissing(),
                        token.getHashIdentity(),
                        token.getHashSystem(),
                        token.getHashSystemAndValue(),
                        token.getHashValue(),
                        truncated(token.getSystem()),
                        truncated(token.getValue()));
            } else if (entry instanceof ResourceIndexedSearchParamString string) {
                strings(rows, List.of(string));
            } else if (entry instanceof ResourceIndexedSearchParamCoords coords) {
                coords.calculateHashes();
                rows.add(
                        IndexTable.COORDS,
                        coords.isMissing(),
                        coords.getHashIdentity(),
                        coords.getLatitude(),
                        coords.getLongitude());
            }
        }
    }

    private static void dates(IndexRows rows, Collection<ResourceIndexedSearchParamDate> found) {
        for (ResourceIndexedSearchParamDate date : found) {
            date.calculateHashes();
            rows.add(
                    IndexTable.DATE,
                    date.isMissing(),
                    date.getHashIdentity(),
                    timestamp(date.getValueLow()),
                    timestamp(date.getValueHigh()),
                    date.getValueLowDateOrdinal(),
                    date.getValueHighDateOrdinal());
        }
    }

    private static void numbers(IndexRows rows, Collection<ResourceIndexedSearchParamNumber> found) {
        for (ResourceIndexedSearchParamNumber number : found) {
            number.calculateHashes();
            rows.add(IndexTable.NUMBER, number.isMissing(), number.getHashIdentity(), number.getValue());
        }
    }

    private static void quantities(IndexRows rows, Collection<ResourceIndexedSearchParamQuantity> found) {
        for (ResourceIndexedSearchParamQuantity quantity : found) {
            quantity.calculateHashes();
            rows.add(
                    IndexTable.QUANTITY,
                    quantity.isMissing(),
                    quantity.getHashIdentity(),
                    quantity.getHashIdentityAndUnits(),
                    quantity.getHashIdentitySystemAndUnits(),
                    quantity.getSystem(),
                    quantity.getUnits(),
                    quantity.myValue);
        }
    }

    private static void uris(IndexRows rows, Collection<ResourceIndexedSearchParamUri> found) {
        for (ResourceIndexedSearchParamUri uri : found) {
            uri.calculateHashes();
            rows.add(IndexTable.URI, uri.isMissing(), uri.getHashIdentity(), uri.getHashUri(), uri.getUri());
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Date date) {
        return date == null ? null : new Timestamp(date.getTime());
    }

    private static @Nullable String truncated(@Nullable String text) {
        return text == null || text.length() <= TOKEN_LENGTH ? text : text.substring(0, TOKEN_LENGTH);
    }
}
