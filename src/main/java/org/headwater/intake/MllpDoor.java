package org.headwater.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Opens the ports for v2 messages: the common one, and those of feeds that have their own. */
@Component
public class MllpDoor implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MllpDoor.class);
    private static final int BACKLOG = 100;

    private final Feeds feeds;
    private final MllpSettings settings;
    private final MllpResponder responder;
    private final Semaphore connections;
    private final ServerSocketFactory sockets;
    private final @Nullable InetAddress address;
    private final Map<Integer, MllpListener> ofFeeds = new HashMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();
    private @Nullable MllpListener common;
    private boolean running;

    MllpDoor(
            Feeds feeds,
            MllpSettings settings,
            MllpResponder responder,
            ObjectProvider<SslBundles> bundles,
            @Value("${headwater.security.mode:}") String securityMode) {
        this.feeds = feeds;
        this.settings = settings;
        this.responder = responder;
        this.connections = new Semaphore(settings.maxConnections());
        this.sockets = sockets(settings, bundles);
        this.address = address(settings, securityMode.equalsIgnoreCase("open"));
    }

    /** The common port; -1 when it is not open. */
    public synchronized int port() {
        return common == null ? -1 : common.port();
    }

    /** Ports of feeds that could not be opened, and why. */
    synchronized Map<Integer, String> failures() {
        return new TreeMap<>(failures);
    }

    int connections() {
        return settings.maxConnections() - connections.availablePermits();
    }

    @Override
    public synchronized void start() {
        if (settings.port() >= 0) {
            common = listen(settings.port());
            log.info("listening for v2 messages port={}", common.port());
        }
        running = true;
        openPorts(feeds.all());
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (common != null) {
            common.stop();
            common = null;
        }
        ofFeeds.values().forEach(MllpListener::stop);
        ofFeeds.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @EventListener
    synchronized void on(FeedsChanged changed) {
        if (running) {
            openPorts(changed.feeds());
        }
    }

    private void openPorts(List<Feed> declared) {
        Set<Integer> wanted =
                declared.stream().map(Feed::mllpPort).filter(Objects::nonNull).collect(Collectors.toSet());
        ofFeeds.keySet().removeIf(port -> !wanted.contains(port) && stopped(ofFeeds.get(port)));
        failures.clear();
        for (int port : wanted) {
            if (!ofFeeds.containsKey(port) && port != port()) {
                open(port);
            }
        }
    }

    private void open(int port) {
        try {
            ofFeeds.put(port, listen(port));
            log.info("listening for v2 messages port={}", port);
        } catch (UncheckedIOException e) {
            failures.put(port, Objects.requireNonNullElse(e.getMessage(), "cannot be opened"));
            log.error("not listening for v2 messages port={}: {}", port, e.getMessage());
        }
    }

    private static boolean stopped(@Nullable MllpListener listener) {
        if (listener != null) {
            listener.stop();
        }
        return true;
    }

    private MllpListener listen(int port) {
        try {
            ServerSocket server = sockets.createServerSocket();
            server.setReuseAddress(true);
            server.bind(new java.net.InetSocketAddress(address, port), BACKLOG);
            if (server instanceof SSLServerSocket tls) {
                tls.setNeedClientAuth(settings.clientCertificates());
            }
            MllpListener listener = new MllpListener(server, settings, connections, responder);
            listener.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "MLLP port " + port + " cannot be opened (" + e.getMessage() + "); choose another one", e);
        }
    }

    private static ServerSocketFactory sockets(MllpSettings settings, ObjectProvider<SslBundles> bundles) {
        return settings.sslBundle() == null
                ? ServerSocketFactory.getDefault()
                : bundles.getObject()
                        .getBundle(settings.sslBundle())
                        .createSslContext()
                        .getServerSocketFactory();
    }

    private static @Nullable InetAddress address(MllpSettings settings, boolean loopbackOnly) {
        try {
            if (settings.address() != null) {
                return InetAddress.getByName(settings.address());
            }
            return loopbackOnly ? InetAddress.getLoopbackAddress() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("headwater.mllp.address: no such address", e);
        }
    }
}
