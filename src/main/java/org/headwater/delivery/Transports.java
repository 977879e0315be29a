package org.headwater.delivery;

import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Makes the way to a destination that its address asks for. */
@Component
class Transports {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final SslBundles bundles;
    private final DeliverySettings settings;

    Transports(SslBundles bundles, DeliverySettings settings) {
        this.bundles = bundles;
        this.settings = settings;
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException when the destination names a bundle there is not */
    Transport to(Destination destination) {
        SSLContext context = destination.sslBundle() == null
                ? null
                : bundles.getBundle(destination.sslBundle()).createSslContext();
        if (!destination.http()) {
            return new MllpTransport(
                    destination.address(), sockets(destination, context), destination.acknowledgementTimeout());
        }
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        if (context != null) {
            client.sslContext(context);
        }
        return new HttpTransport(destination, client.build(), settings.secrets());
    }

    private static SocketFactory sockets(Destination destination, @Nullable SSLContext context) {
        if (!destination.address().getScheme().equals("mllps")) {
            return SocketFactory.getDefault();
        }
        return context == null ? SSLSocketFactory.getDefault() : context.getSocketFactory();
    }
}
