package org.headwater.fhirstore;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the FHIR store and its server behave.
 *
 * @param searchParameters which of FHIR's own search parameters are indexed and served: {@code default}, the ones US Core,
 *     Gravity SDOH, CARIN Blue Button and our pages ask for, or {@code all}, at about twice the cost of every write
 * @param extraSearchParameters further ones by type and name ({@code Patient:death-date}), or {@code Device:*}
 * @param pageSize resources on a page of search results when the request does not say
 * @param maxPageSize the most a request may ask for on one page
 * @param cacheSize landed resources whose last statement is kept in memory, so that an unchanged repeat costs no read
 */
@Validated
@ConfigurationProperties(prefix = "headwater.fhir", ignoreUnknownFields = false)
record FhirSettings(
        @DefaultValue("default") SearchParameters searchParameters,
        @DefaultValue Set<String> extraSearchParameters,
        @DefaultValue("20") @Min(1) @Max(1000) int pageSize,
        @DefaultValue("1000") @Min(1) @Max(10000) int maxPageSize,
        @DefaultValue("200000") @Min(0) int cacheSize) {

    FhirSettings {
        extraSearchParameters = Set.copyOf(extraSearchParameters);
    }

    /** The choice between what the profiles we serve need and everything. */
    enum SearchParameters {
        DEFAULT,
        ALL
    }
}
