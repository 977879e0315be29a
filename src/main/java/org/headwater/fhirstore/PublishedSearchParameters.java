package org.headwater.fhirstore;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParameterCanonicalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.SearchParameter;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Search parameters beyond FHIR's own, packed below {@code fhir-profiles/search-parameters/}. */
final class PublishedSearchParameters {

    private static final String FILES = "classpath*:fhir-profiles/search-parameters/*.json";

    private PublishedSearchParameters() {}

    /** All of them, in the order of their files' names. */
    static List<RuntimeSearchParam> read() {
        FhirContext fhir = FhirContext.forR4Cached();
        SearchParameterCanonicalizer canonicalizer = new SearchParameterCanonicalizer(fhir);
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(FILES))
                    .sorted(Comparator.comparing(Resource::getFilename))
                    .map(file -> Objects.requireNonNull(
                            canonicalizer.canonicalizeSearchParameter(parsed(fhir, file)), file::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SearchParameter parsed(FhirContext fhir, Resource file) {
        try (InputStream content = file.getInputStream()) {
            return fhir.newJsonParser().parseResource(SearchParameter.class, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
