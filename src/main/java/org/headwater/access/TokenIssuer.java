package org.headwater.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** The built-in issuer: {@code /oauth2/token} for clients by secret or key, and the keys its tokens are checked with. */
@Configuration
class TokenIssuer {

    @Bean
    @Order(1)
    SecurityFilterChain tokens(HttpSecurity http, ClientKeys keys) throws Exception {
        OAuth2AuthorizationServerConfigurer issuer = OAuth2AuthorizationServerConfigurer.authorizationServer();
        issuer.clientAuthentication(client -> client.authenticationConverters(ways -> {
                    ways.clear();
                    ways.addAll(List.of(
                            ClientKeys::claimed,
                            new ClientSecretBasicAuthenticationConverter(),
                            new ClientSecretPostAuthenticationConverter()));
                })
                .authenticationProviders(providers -> providers.forEach(provider -> useKeys(provider, keys))));
        issuer.tokenEndpoint(token -> token.accessTokenRequestConverters(ways -> {
                    ways.clear();
                    ways.add(new AskedScopes());
                })
                .authenticationProviders(providers -> providers.forEach(TokenIssuer::useScopes)));
        return http.securityMatcher(Paths.any("/oauth2/token", "/oauth2/jwks"))
                .with(issuer, unchanged -> {})
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(SecuritySettings settings) {
        AuthorizationServerSettings.Builder builder = AuthorizationServerSettings.builder();
        if (settings.baseUrl() != null) {
            builder.issuer(settings.baseUrl().toString());
        }
        return builder.build();
    }

    @Bean
    JWKSource<SecurityContext> signingKeySource(SigningKeys keys) {
        JWKSet all = keys.all();
        return new ImmutableJWKSet<>(all);
    }

    @Bean
    OAuth2AuthorizationService grantedTokens(AuditTrail audit) {
        return new NotedOnly(audit);
    }

    /** SMART clients look below the FHIR server's address, which is another servlet's. */
    @Bean
    FilterRegistrationBean<Filter> smartConfigurationBelowFhir() {
        Filter elsewhere = (request, response, chain) ->
                request.getRequestDispatcher("/.well-known/smart-configuration").forward(request, response);
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(elsewhere);
        filter.addUrlPatterns("/fhir/.well-known/smart-configuration");
        return filter;
    }

    private static void useKeys(AuthenticationProvider provider, ClientKeys keys) {
        if (provider instanceof JwtClientAssertionAuthenticationProvider byKey) {
            byKey.setJwtDecoderFactory(keys);
        }
    }

    private static void useScopes(AuthenticationProvider provider) {
        if (provider instanceof OAuth2ClientCredentialsAuthenticationProvider credentials) {
            credentials.setAuthenticationValidator(TokenIssuer::checkScopes);
        }
    }

    /** A client may ask for less than it was granted: {@code system/Patient.rs} of {@code system/*.read}. */
    private static void checkScopes(OAuth2ClientCredentialsAuthenticationContext context) {
        Scopes granted = Scopes.of(context.getRegisteredClient().getScopes());
        OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
        for (String word : request.getScopes()) {
            if (Scope.of(word).filter(granted::covers).isEmpty()) {
                throw new OAuth2AuthenticationException(new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_SCOPE, "This client may not have all the scopes it asks for.", null));
            }
        }
    }

    /** Takes a client that names no scope to want all it was granted. */
    private static final class AskedScopes implements AuthenticationConverter {
        private final OAuth2ClientCredentialsAuthenticationConverter standard =
                new OAuth2ClientCredentialsAuthenticationConverter();

        @Override
        public @Nullable Authentication convert(HttpServletRequest request) {
            if (standard.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken asked) {
                return asked.getScopes().isEmpty() ? withAll(asked) : asked;
            }
            return null;
        }

        private static Authentication withAll(OAuth2ClientCredentialsAuthenticationToken asked) {
            if (asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
                    && client.getRegisteredClient() != null) {
                Set<String> granted = client.getRegisteredClient().getScopes();
                return new OAuth2ClientCredentialsAuthenticationToken(client, granted, asked.getAdditionalParameters());
            }
            return asked;
        }
    }

    /** Tokens speak for themselves, so none is kept; that one was given is. */
    private record NotedOnly(AuditTrail audit) implements OAuth2AuthorizationService {
        @Override
        public void save(OAuth2Authorization authorization) {
            audit.note(
                    authorization.getPrincipalName(),
                    "token-granted",
                    String.join(" ", authorization.getAuthorizedScopes()));
        }

        @Override
        public void remove(OAuth2Authorization authorization) {}

        @Override
        public @Nullable OAuth2Authorization findById(String id) {
            return null;
        }

        @Override
        public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
            return null;
        }
    }
}
