package org.headwater.intake;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Lets what senders post reach the door as it came. A body announced as a form ({@code curl --data-binary} says so of
 * anything) or as multipart would otherwise be taken apart, or parked on disk, by whoever first asks for a parameter; here
 * parameters are those of the URL.
 */
final class RawBodies extends OncePerRequestFilter {

    private static final String CONTENT_TYPE = RawBodies.class.getName() + ".contentType";

    /** The content type the sender announced; empty when it announced none. */
    static String announced(HttpServletRequest request) {
        return Objects.requireNonNullElse((String) request.getAttribute(CONTENT_TYPE), "");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        request.setAttribute(CONTENT_TYPE, request.getContentType());
        chain.doFilter(new Untouched(request), response);
    }

    private static final class Untouched extends HttpServletRequestWrapper {
        private final Map<String, String[]> parameters;

        Untouched(HttpServletRequest request) {
            super(request);
            this.parameters = parametersOfUrl(request.getQueryString());
        }

        private static Map<String, String[]> parametersOfUrl(@Nullable String query) {
            Map<String, String[]> parameters = new LinkedHashMap<>();
            MultiValueMap<String, String> encoded =
                    UriComponentsBuilder.newInstance().query(query).build().getQueryParams();
            encoded.forEach((name, values) -> parameters.put(
                    decoded(name),
                    values.stream()
                            .map(value -> value == null ? "" : decoded(value))
                            .toArray(String[]::new)));
            return parameters;
        }

        private static String decoded(String text) {
            return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable String getContentType() {
            String type = super.getContentType();
            return type == null || !isTakenApart(type) ? type : MediaType.APPLICATION_OCTET_STREAM_VALUE;
        }

        private static boolean isTakenApart(String type) {
            String lower = type.toLowerCase(Locale.ROOT);
            return lower.startsWith("multipart/") || lower.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? getContentType() : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            String type = getContentType();
            return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) && type != null
                    ? Collections.enumeration(List.of(type))
                    : super.getHeaders(name);
        }

        @Override
        public @Nullable String getParameter(String name) {
            String[] values = parameters.get(name);
            return values == null || values.length == 0 ? null : values[0];
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Collections.unmodifiableMap(parameters);
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : Arrays.copyOf(values, values.length);
        }
    }
}
