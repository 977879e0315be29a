package org.headwater.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class OpenModeTests {

    @Test
    void opensFhirIntakeAndFeedsToThisMachineAndSaysSo(@TempDir Path data, CapturedOutput log) throws Exception {
        try (ConfigurableApplicationContext gateway = AccessGateway.start(data, "--headwater.security.mode=open")) {
            HttpCalls http = new HttpCalls(AccessGateway.address(gateway));

            assertThat(http.get("/fhir/Patient").statusCode()).isEqualTo(200);
            assertThat(http.post("/intake/mercy", "MSH|").statusCode()).isEqualTo(200);
            assertThat(http.send("PUT", "/feeds/mercy", "{}").statusCode()).isEqualTo(200);
            assertThat(http.get("/actuator/prometheus").statusCode()).isEqualTo(200);
            assertThat(log.getAll()).contains("OPEN MODE");

            assertThat(http.get("/clients").statusCode()).isEqualTo(401);
            assertThat(http.get("/", "Accept", "text/html").statusCode()).isEqualTo(302);
            assertThat(http.post("/intake/mercy", "MSH|", "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(403);
            notReachableFromOutside(gateway);
        }
    }

    @Test
    void refusesToListenToOtherMachines(@TempDir Path data) {
        assertThatThrownBy(() -> AccessGateway.start(data, "--headwater.security.mode=open", "--server.address=0.0.0.0")
                        .close())
                .hasStackTraceContaining("headwater.security.mode=open listens on this machine only");
    }

    private static void notReachableFromOutside(ConfigurableApplicationContext gateway) throws IOException {
        Optional<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        Assumptions.assumeTrue(outside.isPresent(), "this machine has no address besides loopback");
        int port = Integer.parseInt(gateway.getEnvironment().getRequiredProperty("local.server.port"));
        assertThatThrownBy(() -> new Socket(outside.get(), port).close()).isInstanceOf(IOException.class);
    }
}
