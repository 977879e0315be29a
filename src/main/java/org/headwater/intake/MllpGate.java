package org.headwater.intake;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** Who may come in on a port, and how: plain or by TLS, with a certificate or without. */
final class MllpGate {

    private final Peers peers;
    private final boolean needsCertificate;
    private volatile @Nullable Tls tls;

    private MllpGate(Peers peers, boolean needsCertificate) {
        this.peers = peers;
        this.needsCertificate = needsCertificate;
    }

    /**
     * The gate of a port.
     *
     * @throws org.springframework.boot.ssl.NoSuchSslBundleException when its bundle does not exist
     */
    static MllpGate of(MllpSettings.Port port, SslBundles bundles) {
        MllpGate gate = new MllpGate(port.peers(), port.needsCertificate());
        String bundle = port.sslBundle();
        if (bundle != null) {
            gate.tls = Tls.of(bundles.getBundle(bundle));
            // A renewed certificate serves new connections without a restart.
            bundles.addBundleUpdateHandler(bundle, renewed -> gate.tls = Tls.of(renewed));
        }
        return gate;
    }

    private record Tls(SSLSocketFactory sockets, SslOptions options) {
        static Tls of(SslBundle bundle) {
            return new Tls(bundle.createSslContext().getSocketFactory(), bundle.getOptions());
        }
    }

    /** A peer could not be spoken to by TLS, or showed no certificate we trust. */
    static final class NoHandshake extends IOException {
        private static final long serialVersionUID = 1;

        NoHandshake(IOException cause) {
            super("no TLS handshake", cause);
        }
    }

    boolean allowsAddress(Socket socket) {
        return peers.allowAddress(new MllpPeer(socket.getInetAddress(), socket.getLocalPort(), Optional.empty()));
    }

    boolean allows(MllpPeer peer) {
        return peers.allow(peer);
    }

    /** The connection as it is to be read: the socket itself, or TLS upon it. */
    Socket enter(Socket socket) throws NoHandshake {
        Tls secured = tls;
        if (secured == null) {
            return socket;
        }
        try {
            SSLSocket over = (SSLSocket) secured.sockets.createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            over.setUseClientMode(false);
            SSLParameters parameters = over.getSSLParameters();
            if (secured.options.getEnabledProtocols() != null) {
                parameters.setProtocols(secured.options.getEnabledProtocols());
            }
            if (secured.options.getCiphers() != null) {
                parameters.setCipherSuites(secured.options.getCiphers());
            }
            parameters.setNeedClientAuth(needsCertificate);
            over.setSSLParameters(parameters);
            over.startHandshake();
            return over;
        } catch (IOException e) {
            throw new NoHandshake(e);
        }
    }

    MllpPeer peer(Socket entered, int port) {
        return new MllpPeer(entered.getInetAddress(), port, subject(entered));
    }

    private Optional<X500Principal> subject(Socket entered) {
        if (!needsCertificate || !(entered instanceof SSLSocket over)) {
            return Optional.empty();
        }
        try {
            Principal shown = over.getSession().getPeerPrincipal();
            return shown instanceof X500Principal subject ? Optional.of(subject) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
