package org.headwater.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * Clients that prove who they are by signing (SMART Backend Services, {@code private_key_jwt}). The stock way knows only
 * keys published at an address and asks for a {@code client_id} that SMART clients do not send.
 */
@Component
class ClientKeys implements JwtDecoderFactory<RegisteredClient> {
    /** SMART asks for the first two of any server. */
    static final List<String> ALGORITHM_NAMES = List.of("RS384", "ES384", "RS256", "ES256");

    private static final ClientAuthenticationMethod ASSERTION =
            new ClientAuthenticationMethod("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final OAuth2Error INVALID =
            new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "The client assertion is not acceptable.", null);

    private final Clients clients;
    private final Clock clock;
    private final Cache<String, Boolean> seen = Caffeine.newBuilder()
            .maximumSize(1_000_000)
            .expireAfterWrite(LONGEST_LIFE.plus(SKEW).plus(SKEW))
            .build();

    ClientKeys(Clients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    /** What a token request with a client assertion claims; null when it has none. */
    static @Nullable Authentication claimed(HttpServletRequest request) {
        String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
        if (assertion == null
                || !ASSERTION.getValue().equals(request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE))) {
            return null;
        }
        Map<String, Object> others = new LinkedHashMap<>();
        others.put(OAuth2ParameterNames.GRANT_TYPE, request.getParameter(OAuth2ParameterNames.GRANT_TYPE));
        return new OAuth2ClientAuthenticationToken(subject(assertion), ASSERTION, assertion, others);
    }

    private static String subject(String assertion) {
        try {
            String subject = JWTParser.parse(assertion).getJWTClaimsSet().getSubject();
            if (subject != null) {
                return subject;
            }
        } catch (ParseException unreadable) {
            // answered below like any other bad assertion
        }
        throw new OAuth2AuthenticationException(INVALID);
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        Clients.Credentials credentials =
                clients.credentials(client.getClientId()).orElseThrow(() -> new OAuth2AuthenticationException(INVALID));
        NimbusJwtDecoder decoder = credentials.jwks() != null
                ? withKeys(credentials.jwks())
                : withKeysAt(credentials.jwksUri() == null ? "" : credentials.jwksUri());
        JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
        times.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(times, acceptable(client.getClientId())));
        return decoder;
    }

    private static NimbusJwtDecoder withKeys(String jwks) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        Set<JWSAlgorithm> algorithms =
                ALGORITHM_NAMES.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        try {
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(JWKSet.parse(jwks))));
        } catch (ParseException checkedAtRegistration) {
            throw new OAuth2AuthenticationException(INVALID);
        }
        // times are checked once, by the validator with our clock
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    private static NimbusJwtDecoder withKeysAt(String uri) {
        SimpleClientHttpRequestFactory http = new SimpleClientHttpRequestFactory();
        http.setConnectTimeout(Duration.ofSeconds(3));
        http.setReadTimeout(Duration.ofSeconds(5));
        return NimbusJwtDecoder.withJwkSetUri(uri)
                .restOperations(new RestTemplate(http))
                .jwsAlgorithms(known ->
                        ALGORITHM_NAMES.stream().map(SignatureAlgorithm::from).forEach(known::add))
                .build();
    }

    /** SMART App Launch 2.2 §2.1.2.4: issued by and about the client, for us, short-lived, used once. */
    private OAuth2TokenValidator<Jwt> acceptable(String clientId) {
        return assertion ->
                about(clientId, assertion) && forUs(assertion) && brief(assertion) && unused(clientId, assertion)
                        ? OAuth2TokenValidatorResult.success()
                        : OAuth2TokenValidatorResult.failure(INVALID);
    }

    private static boolean about(String clientId, Jwt assertion) {
        return clientId.equals(assertion.getSubject()) && clientId.equals(assertion.getClaimAsString("iss"));
    }

    private static boolean forUs(Jwt assertion) {
        String issuer = AuthorizationServerContextHolder.getContext().getIssuer();
        List<String> audience = assertion.getAudience();
        return audience != null && (audience.contains(issuer + "/oauth2/token") || audience.contains(issuer));
    }

    private boolean brief(Jwt assertion) {
        Instant end = assertion.getExpiresAt();
        return end != null && end.isBefore(clock.instant().plus(LONGEST_LIFE).plus(SKEW));
    }

    private boolean unused(String clientId, Jwt assertion) {
        String id = assertion.getId();
        return id != null && seen.asMap().putIfAbsent(clientId + " " + id, true) == null;
    }
}
