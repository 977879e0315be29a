package org.headwater.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Lets the console's session through the doors, but only for requests that bring no credentials of their own; those stand
 * or fall by what they bring, and leave nothing in a session.
 */
final class SessionReader implements SecurityContextRepository {
    private final SecurityContextRepository session = new HttpSessionSecurityContextRepository();
    private final SecurityContextRepository request = new RequestAttributeSecurityContextRepository();

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest asked) {
        return source(asked).loadDeferredContext(asked);
    }

    @Override
    public boolean containsContext(HttpServletRequest asked) {
        return source(asked).containsContext(asked);
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest asked, HttpServletResponse response) {
        request.saveContext(context, asked, response);
    }

    private SecurityContextRepository source(HttpServletRequest asked) {
        return asked.getHeader(HttpHeaders.AUTHORIZATION) == null ? session : request;
    }
}
