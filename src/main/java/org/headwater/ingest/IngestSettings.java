package org.headwater.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How units are taken from the inbox to the store.
 *
 * @param workers threads, each with a share of the lanes; 0 leaves everything waiting
 * @param batch units stored in one transaction at most
 * @param poll how long to wait for a signal before looking again
 * @param retry how long to wait after the database failed, at first; doubled each time up to 32 times as long
 */
@Validated
@ConfigurationProperties(prefix = "headwater.ingest", ignoreUnknownFields = false)
record IngestSettings(
        @DefaultValue("2") @Min(0) @Max(32) int workers,
        @DefaultValue("60") @Min(1) @Max(1000) int batch,
        @DefaultValue("200ms") Duration poll,
        @DefaultValue("100ms") Duration retry) {}
