package org.headwater.access;

import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Matches whole request paths, whichever servlet answers them: FHIR has one of its own. */
final class Paths {
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    private Paths() {}

    static RequestMatcher any(String... patterns) {
        List<RequestMatcher> matchers =
                Arrays.stream(patterns).<RequestMatcher>map(PATHS::matcher).toList();
        return new OrRequestMatcher(matchers);
    }

    static RequestMatcher of(HttpMethod method, String pattern) {
        return PATHS.matcher(method, pattern);
    }
}
