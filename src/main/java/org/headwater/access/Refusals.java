package org.headwater.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Says 401 and 403 in the language of the door: an OperationOutcome below {@code /fhir}, a problem (RFC 9457) elsewhere;
 * always with RFC 6750's WWW-Authenticate.
 */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private static final String NO_TOKEN =
            "A valid access token is needed: send Authorization: Bearer …; /.well-known/smart-configuration tells where"
                    + " to get one.";
    private static final String NOT_YOURS = "This sign-in or token does not permit that.";

    private final BearerTokenAuthenticationEntryPoint unauthenticated = new BearerTokenAuthenticationEntryPoint();
    private final BearerTokenAccessDeniedHandler denied = new BearerTokenAccessDeniedHandler();

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        unauthenticated.commence(request, response, reason);
        write(request, response, 401, "login", NO_TOKEN);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        denied.handle(request, response, reason);
        write(request, response, 403, "forbidden", NOT_YOURS);
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, int status, String issue, String words)
            throws IOException {
        boolean fhir = request.getRequestURI().startsWith(request.getContextPath() + "/fhir");
        response.setStatus(status);
        response.setContentType(fhir ? "application/fhir+json" : "application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(fhir ? outcome(issue, words) : problem(status, words));
    }

    private static String outcome(String issue, String words) {
        return """
                {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"%s","diagnostics":"%s"}]}""".formatted(issue, words);
    }

    private static String problem(int status, String words) {
        return """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}""".formatted(status == 401 ? "Unauthorized" : "Forbidden", status, words);
    }
}
