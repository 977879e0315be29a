package org.headwater.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Checks name and password, and stops listening for a while to an address that keeps guessing at a name. Counting by
 * address keeps a stranger from locking the administrator out.
 */
@Component
class PatientSignIn implements AuthenticationProvider {
    private static final int PATIENCE = 10;
    private static final Duration PAUSE = Duration.ofMinutes(15);

    private final DaoAuthenticationProvider passwords;
    private final Cache<String, AtomicInteger> failures =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(PAUSE).build();

    PatientSignIn(Users users, PasswordEncoder encoder) {
        passwords = new DaoAuthenticationProvider(users::signingIn);
        passwords.setPasswordEncoder(encoder);
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String who = who(asked);
        AtomicInteger failed = failures.get(who, key -> new AtomicInteger());
        if (failed.get() >= PATIENCE) {
            throw new LockedException("Too many wrong passwords; wait a quarter of an hour.");
        }
        try {
            Authentication person = passwords.authenticate(asked);
            failures.invalidate(who);
            return person;
        } catch (BadCredentialsException wrong) {
            failed.incrementAndGet();
            throw wrong;
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private static String who(Authentication asked) {
        String address =
                asked.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        return asked.getName().strip().toLowerCase(Locale.ROOT) + " " + address;
    }
}
