package org.headwater.delivery;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How messages go out.
 *
 * @param enabled whether this gateway sends at all; of several on one database, one at a time sends to a destination
 * @param refresh how often destinations declared on another gateway are looked for
 * @param poll how long to wait for a signal before looking for messages again
 * @param attempts how often a message is tried that its receiver does not take, before it is put aside as dead
 * @param retry how long to wait after a failed attempt, at first; doubled each time
 * @param longestRetry how long to wait at most
 * @param keep how long messages that were taken are kept to be looked at
 * @param secrets passwords and tokens for HTTP by the names that destinations give
 */
@Validated
@ConfigurationProperties(prefix = "headwater.delivery", ignoreUnknownFields = false)
record DeliverySettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration refresh,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("12") @Min(1) @Max(1000) int attempts,
        @DefaultValue("2s") Duration retry,
        @DefaultValue("10m") Duration longestRetry,
        @DefaultValue("30d") Duration keep,
        @DefaultValue Map<String, String> secrets) {

    DeliverySettings {
        secrets = Map.copyOf(secrets);
    }

    /** Prints no secret. */
    @Override
    public String toString() {
        return "DeliverySettings[attempts=" + attempts + "]";
    }
}
