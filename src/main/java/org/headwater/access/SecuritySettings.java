package org.headwater.access;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may come in.
 *
 * @param mode {@code closed}: everything needs a sign-in or a token; {@code open}: no tokens, and only on this machine's
 *     loopback address
 * @param baseUrl the gateway's address as its callers see it, where a proxy stands in front; without it, each request's
 *     own
 * @param tokenLifetime how long a token of the built-in issuer is good
 * @param openMetrics whether {@code /actuator/prometheus} answers without a sign-in or token
 * @param auditRetention how long lines of the audit trail are kept
 * @param oidc an issuer of your own whose tokens are honoured beside the built-in ones
 */
@Validated
@ConfigurationProperties(prefix = "headwater.security", ignoreUnknownFields = false)
record SecuritySettings(
        @DefaultValue("closed") Mode mode,
        @Nullable URI baseUrl,
        @DefaultValue("15m") Duration tokenLifetime,
        @DefaultValue("false") boolean openMetrics,
        @DefaultValue("400d") Duration auditRetention,
        @Nullable @Valid Oidc oidc) {

    enum Mode {
        CLOSED,
        OPEN
    }

    /**
     * An issuer outside.
     *
     * @param issuer its {@code iss}, where it publishes its metadata
     * @param audience the {@code aud} its tokens for this gateway carry
     */
    record Oidc(@NotNull URI issuer, @NotNull String audience) {}

    boolean open() {
        return mode == Mode.OPEN;
    }
}
