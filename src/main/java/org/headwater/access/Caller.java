package org.headwater.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.server.ResponseStatusException;

/** Whoever makes the current request: a person signed in, a client with a token, anyone in the open mode, or nobody. */
public final class Caller {
    static final String SCOPE = "SCOPE_";

    private final String name;
    private final Scopes scopes;

    private Caller(String name, Scopes scopes) {
        this.name = name;
        this.scopes = scopes;
    }

    /** The caller of the request this thread serves. */
    public static Caller current() {
        return of(SecurityContextHolder.getContext().getAuthentication());
    }

    static Caller of(@Nullable Authentication authentication) {
        if (authentication == null) {
            return new Caller("nobody", Scopes.of(List.of()));
        }
        List<String> words = authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> authority != null && authority.startsWith(SCOPE))
                .map(authority -> authority.substring(SCOPE.length()))
                .toList();
        return new Caller(authentication.getName(), Scopes.of(words));
    }

    /** The user's name or the client's id; safe to log. */
    public String name() {
        return name;
    }

    /** Whether the caller may declare feeds, give out clients, replay. */
    public boolean administers() {
        return scopes.administers();
    }

    /** Answers 403 to a caller who may not declare feeds, give out clients or replay. */
    public void mustAdminister() {
        if (!administers()) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        }
    }

    /** Whether the caller may send to this feed and read what became of it. */
    public boolean sendsTo(String feed) {
        return scopes.sendsTo(feed);
    }

    Scopes scopes() {
        return scopes;
    }

    @Override
    public String toString() {
        return name;
    }
}
