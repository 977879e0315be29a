package org.headwater.access;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** Notes sign-ins at the console, and those that failed. */
@Component
class SignInNotes implements AuthenticationSuccessHandler, AuthenticationFailureHandler {
    private final AuthenticationSuccessHandler onward = new SavedRequestAwareAuthenticationSuccessHandler();
    private final AuthenticationFailureHandler again =
            new SimpleUrlAuthenticationFailureHandler(SecurityRules.SIGN_IN + "?wrong");
    private final AuthenticationFailureHandler later =
            new SimpleUrlAuthenticationFailureHandler(SecurityRules.SIGN_IN + "?later");
    private final AuditTrail audit;

    SignInNotes(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication person)
            throws IOException, ServletException {
        audit.note(person.getName(), "signed-in", request.getRemoteAddr());
        onward.onAuthenticationSuccess(request, response, person);
    }

    /** The name typed is not noted: people type passwords there. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException, ServletException {
        audit.note("nobody", "sign-in-failed", request.getRemoteAddr());
        (reason instanceof LockedException ? later : again).onAuthenticationFailure(request, response, reason);
    }
}
