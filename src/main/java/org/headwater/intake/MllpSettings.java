package org.headwater.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The door for HL7 v2 messages over MLLP.
 *
 * @param port the common port; 0 for any free one, -1 for none
 * @param address the address to listen on; by default all of the machine's, in open mode loopback only
 * @param defaultFeed the feed of messages whose sender no feed names; without it they are answered AR
 * @param maxConnections connections there may be at once on all ports together
 * @param maxMessage the largest message taken; larger ones are answered AR
 * @param stall how long a sender may pause in the middle of a message before its connection is closed
 * @param sslBundle name of a bundle below {@code spring.ssl.bundle}: then all ports speak TLS
 * @param clientCertificates whether senders must then show a certificate the bundle trusts
 */
@Validated
@ConfigurationProperties(prefix = "headwater.mllp", ignoreUnknownFields = false)
record MllpSettings(
        @DefaultValue("2575") @Min(-1) @Max(65_535) int port,
        @Nullable String address,
        @Nullable String defaultFeed,
        @DefaultValue("500") @Min(1) int maxConnections,
        @DefaultValue("64MB") DataSize maxMessage,
        @DefaultValue("60s") Duration stall,
        @Nullable String sslBundle,
        @DefaultValue("false") boolean clientCertificates) {}
