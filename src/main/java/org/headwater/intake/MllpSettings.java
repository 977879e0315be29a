package org.headwater.intake;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * @param maxBuffered what large messages may take of memory, all together, while they come in; beyond it they are answered
 *     AE; by default an eighth of the heap
 * @param stall how long a sender may pause in the middle of a message before its connection is closed
 * @param idle how long a sender may be silent between messages before its connection is closed; by default for ever
 * @param endAfter for senders that send no end of block: the pause behind a segment that ends a message; by default none
 *     does, since a message might be taken for whole that is not
 * @param acknowledgement as-asked (by MSH-15 and MSH-16) or original; a feed may differ
 * @param sslBundle name of a bundle below {@code spring.ssl.bundle}: then all ports speak TLS
 * @param clientCertificates whether senders must then show a certificate the bundle trusts
 * @param allowedAddresses who may connect: addresses and CIDR ranges; anyone when empty
 * @param allowedCertificates who may connect: subjects of client certificates, or parts of them; anyone when empty
 * @param ports further ports, by a name of your own; a feed's own port (mllpPort) may be listed to give it settings
 */
@Validated
@ConfigurationProperties(prefix = "headwater.mllp", ignoreUnknownFields = false)
record MllpSettings(
        @DefaultValue("2575") @Min(-1) @Max(65_535) int port,
        @Nullable String address,
        @Nullable String defaultFeed,
        @DefaultValue("500") @Min(1) int maxConnections,
        @DefaultValue("64MB") DataSize maxMessage,
        @Nullable DataSize maxBuffered,
        @DefaultValue("60s") Duration stall,
        @Nullable Duration idle,
        @Nullable Duration endAfter,
        @DefaultValue("as-asked") AcknowledgementMode acknowledgement,
        @Nullable String sslBundle,
        @DefaultValue("false") boolean clientCertificates,
        @DefaultValue List<String> allowedAddresses,
        @DefaultValue List<String> allowedCertificates,
        @DefaultValue Map<String, @Valid Port> ports) {

    MllpSettings {
        Port common = new Port(port, null, sslBundle, clientCertificates, allowedAddresses, allowedCertificates);
        allowedAddresses = common.allowedAddresses;
        allowedCertificates = common.allowedCertificates;
        ports = Map.copyOf(ports);
    }

    /** The common port's settings, which are also those of ports nobody lists. */
    Port common() {
        return new Port(port, null, sslBundle, clientCertificates, allowedAddresses, allowedCertificates);
    }

    /** The settings of a port by its number. */
    Port of(int number) {
        return ports.values().stream()
                .filter(listed -> listed.port() == number)
                .findFirst()
                .orElseGet(this::common);
    }

    /**
     * One more port. What is not said is not so: a port that is listed takes nothing from the common settings.
     *
     * @param port its number
     * @param feed the feed of all that comes in on it; by default chosen by sender
     * @param sslBundle name of a bundle below {@code spring.ssl.bundle}: then it speaks TLS
     * @param clientCertificates whether senders must then show a certificate the bundle trusts
     * @param allowedAddresses who may connect: addresses and CIDR ranges; anyone when empty
     * @param allowedCertificates who may connect: subjects of client certificates, or parts of them; anyone when empty
     */
    record Port(
            @Min(0) @Max(65_535) int port,
            @Nullable String feed,
            @Nullable String sslBundle,
            @DefaultValue("false") boolean clientCertificates,
            @DefaultValue List<String> allowedAddresses,
            @DefaultValue List<String> allowedCertificates) {

        Port {
            Peers.of(allowedAddresses, allowedCertificates);
            allowedAddresses = List.copyOf(allowedAddresses);
            allowedCertificates = List.copyOf(allowedCertificates);
            if (sslBundle == null && (clientCertificates || !allowedCertificates.isEmpty())) {
                throw new IllegalArgumentException(
                        "headwater.mllp: port " + port + " asks for client certificates but has no ssl-bundle");
            }
        }

        Peers peers() {
            return Peers.of(allowedAddresses, allowedCertificates);
        }

        /** Whoever is told apart by a certificate must show one. */
        boolean needsCertificate() {
            return clientCertificates || !allowedCertificates.isEmpty();
        }
    }
}
