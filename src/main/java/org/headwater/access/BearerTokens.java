package org.headwater.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;

/** Checks the tokens callers bring: our own issuer's, and those of an issuer named in the settings. */
@Configuration
class BearerTokens {

    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, Clients clients, SecuritySettings settings, Clock clock) {
        JwtDecoder own = own(keys, clients, clock);
        SecuritySettings.Oidc oidc = settings.oidc();
        if (oidc == null) {
            return own;
        }
        // fetched at first use, so that a gateway starts while its identity provider is down
        JwtDecoder outside = new SupplierJwtDecoder(() -> outside(oidc));
        return token -> (oidc.issuer().toString().equals(issuer(token)) ? outside : own).decode(token);
    }

    private static JwtDecoder own(JWKSource<SecurityContext> keys, Clients clients, Clock clock) {
        NimbusJwtDecoder decoder = (NimbusJwtDecoder) OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        JwtTimestampValidator times = new JwtTimestampValidator();
        times.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(times, ofActiveClient(clients)));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> ofActiveClient(Clients clients) {
        return token -> token.getSubject() != null && clients.active(token.getSubject())
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The client was revoked.", null));
    }

    private static JwtDecoder outside(SecuritySettings.Oidc oidc) {
        NimbusJwtDecoder decoder =
                NimbusJwtDecoder.withIssuerLocation(oidc.issuer().toString()).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(oidc.issuer().toString()),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(oidc.audience()))));
        return decoder;
    }

    private static String issuer(String token) {
        try {
            String issuer = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
            return issuer == null ? "" : issuer;
        } catch (ParseException unreadable) {
            throw new BadJwtException("The token cannot be read.");
        }
    }
}
