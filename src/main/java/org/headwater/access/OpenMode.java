package org.headwater.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.server.ConfigurableServletWebServerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The mode for local trials and benchmarks: no tokens, and therefore no way in from other machines. */
@Component
@ConditionalOnProperty(name = "headwater.security.mode", havingValue = "open")
class OpenMode implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory>, Ordered {
    private static final Logger log = LoggerFactory.getLogger(OpenMode.class);

    private final Environment environment;

    OpenMode(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory server) {
        refuseOtherThanLoopback("server.address");
        refuseOtherThanLoopback("management.server.address");
        server.setAddress(InetAddress.getLoopbackAddress());
    }

    /** After Spring Boot has set the address of the settings. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        log.warn(
                "OPEN MODE: /fhir, /intake and the feeds answer without sign-in or token to everything on this machine."
                        + " For trials only: never put real people's records here.");
    }

    private void refuseOtherThanLoopback(String setting) {
        String address = environment.getProperty(setting);
        if (address == null || address.isBlank()) {
            return;
        }
        if (!isLoopback(address)) {
            throw new IllegalStateException("headwater.security.mode=open listens on this machine only, but " + setting
                    + " is " + address + ". Remove " + setting + ", or the open mode.");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
