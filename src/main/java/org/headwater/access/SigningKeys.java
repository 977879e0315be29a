package org.headwater.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the built-in issuer signs with: made at the first start, kept in the database, the same for every gateway on it.
 */
@Component
class SigningKeys {
    private static final int FIRST = 1;

    private final JdbcClient jdbc;
    private final Clock clock;

    SigningKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The keys, private parts included. */
    JWKSet all() {
        return new JWKSet(kept().orElseGet(this::make));
    }

    private JWK make() {
        try {
            jdbc.sql("insert into hw_signing_key (number, jwk, created_at) values (?, ?, ?)")
                    .params(FIRST, generated().toJSONString(), clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException anotherGatewayWasFirst) {
            // its key is as good as ours
        }
        return kept().orElseThrow();
    }

    private Optional<JWK> kept() {
        return jdbc.sql("select jwk from hw_signing_key where number = ?")
                .param(FIRST)
                .query(String.class)
                .optional()
                .map(SigningKeys::parsed);
    }

    private static JWK parsed(String jwk) {
        try {
            return JWK.parse(jwk);
        } catch (ParseException broken) {
            // the cause would quote a private key
            throw new IllegalStateException("The signing key kept in hw_signing_key cannot be read.");
        }
    }

    /** RSA because a resource server verifies far more often than an issuer signs. */
    private static JWK generated() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("This Java has no RSA.", impossible);
        }
    }
}
