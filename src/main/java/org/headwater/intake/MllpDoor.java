package org.headwater.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Opens the ports for v2 messages: the common one, those the settings list, and those of feeds that have their own. */
@Component
public class MllpDoor implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MllpDoor.class);
    private static final int BACKLOG = 100;

    private final Feeds feeds;
    private final MllpSettings settings;
    private final MllpResponder responder;
    private final IntakeMetrics metrics;
    private final ObjectProvider<SslBundles> bundles;
    private final MllpLimits limits;
    private final Semaphore connections;
    private final @Nullable InetAddress address;
    private final Map<String, MllpListener> named = new HashMap<>();
    private final Map<Integer, MllpListener> ofFeeds = new HashMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();
    private @Nullable MllpListener common;
    private boolean running;

    MllpDoor(
            Feeds feeds,
            MllpSettings settings,
            MllpResponder responder,
            IntakeMetrics metrics,
            ObjectProvider<SslBundles> bundles,
            @Value("${headwater.security.mode:}") String securityMode) {
        this.feeds = feeds;
        this.settings = settings;
        this.responder = responder;
        this.metrics = metrics;
        this.bundles = bundles;
        this.limits = MllpLimits.of(settings);
        this.connections = new Semaphore(settings.maxConnections());
        this.address = address(settings, securityMode.equalsIgnoreCase("open"));
    }

    /** The common port; -1 when it is not open. */
    public synchronized int port() {
        return common == null ? -1 : common.port();
    }

    /** A port listed in the settings by name; -1 when it is not open. */
    synchronized int port(String name) {
        MllpListener listener = named.get(name);
        return listener == null ? -1 : listener.port();
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
            common = listen(settings.port(), settings.common());
            log.info("listening for v2 messages port={}", common.port());
        }
        settings.ports().forEach((name, port) -> {
            MllpListener listener = listen(port.port(), port);
            responder.feedOfPort(listener.port(), port.feed());
            named.put(name, listener);
            log.info("listening for v2 messages port={} name={}", listener.port(), name);
        });
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
        named.values().forEach(MllpListener::stop);
        named.clear();
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
            if (!ofFeeds.containsKey(port) && port != port() && !isNamed(port)) {
                open(port);
            }
        }
    }

    private boolean isNamed(int port) {
        return named.values().stream().anyMatch(listener -> listener.port() == port);
    }

    private void open(int port) {
        try {
            ofFeeds.put(port, listen(port, settings.common()));
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

    private MllpListener listen(int port, MllpSettings.Port rules) {
        try {
            MllpGate gate = MllpGate.of(
                    rules, rules.sslBundle() == null ? new DefaultSslBundleRegistry() : bundles.getObject());
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), BACKLOG);
            MllpListener listener =
                    new MllpListener(server, limits, gate, connections, responder, metrics::refusedPeer);
            listener.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "MLLP port " + port + " cannot be opened (" + e.getMessage() + "); choose another one", e);
        }
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
