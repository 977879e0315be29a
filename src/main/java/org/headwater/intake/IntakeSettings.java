package org.headwater.intake;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway takes things in.
 *
 * @param backlog accepted entries that may wait to be stored before senders have to wait; files may fill a quarter of it
 * @param patience how long a sender waits for room before it is told to try again
 * @param maxPayload the largest file taken, unpacked
 * @param splitBatch how many units of a file become entries in one transaction
 * @param receiptWait how long an upload waits for a large file to be split before its receipt is given
 * @param feedRefresh how often feeds declared on another gateway are looked for
 * @param backlogCount how often waiting entries are counted
 */
@Validated
@ConfigurationProperties(prefix = "headwater.intake", ignoreUnknownFields = false)
record IntakeSettings(
        @DefaultValue("20000") @Min(1) int backlog,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("16GB") DataSize maxPayload,
        @DefaultValue("500") @Min(1) int splitBatch,
        @DefaultValue("10s") Duration receiptWait,
        @DefaultValue("5s") Duration feedRefresh,
        @DefaultValue("500ms") Duration backlogCount) {}
