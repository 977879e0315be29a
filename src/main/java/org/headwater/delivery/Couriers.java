package org.headwater.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps as many couriers at work as the destinations declared ask for. */
@Component
class Couriers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Couriers.class);
    private static final long STOP_MILLIS = 5_000;

    private final Destinations destinations;
    private final DeliveryQueue queue;
    private final Leases leases;
    private final Transports transports;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Bell bell;
    private final Map<Destination, List<Working>> working = new HashMap<>();
    private volatile boolean running;

    Couriers(
            Destinations destinations,
            DeliveryQueue queue,
            Leases leases,
            Transports transports,
            DeliverySettings settings,
            DeliveryMetrics metrics,
            Bell bell) {
        this.destinations = destinations;
        this.queue = queue;
        this.leases = leases;
        this.transports = transports;
        this.settings = settings;
        this.metrics = metrics;
        this.bell = bell;
    }

    private record Working(Courier courier, Thread thread) {}

    @Override
    public synchronized void start() {
        running = true;
        arrange(destinations.all());
    }

    @Override
    public synchronized void stop() {
        running = false;
        arrange(List.of());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @EventListener
    synchronized void changed(DestinationsChanged changed) {
        if (running) {
            arrange(changed.destinations());
        }
    }

    /** Stops those whose destination changed or went, starts those that are missing. */
    private void arrange(List<Destination> declared) {
        Set<Destination> wanted = new HashSet<>();
        declared.stream().filter(one -> settings.enabled() && !one.paused()).forEach(wanted::add);
        List<Working> leaving = new ArrayList<>();
        List<DestinationId> left = new ArrayList<>();
        working.entrySet().removeIf(entry -> {
            boolean goes = !wanted.contains(entry.getKey());
            if (goes) {
                leaving.addAll(entry.getValue());
                left.add(entry.getKey().id());
            }
            return goes;
        });
        leaving.forEach(one -> one.courier().stop());
        bell.ringLoud();
        leaving.forEach(one -> join(one.thread()));
        left.forEach(leases::giveUp);
        wanted.stream().filter(one -> !working.containsKey(one)).forEach(one -> working.put(one, start(one)));
        metrics.only(declared.stream().map(Destination::id).toList());
    }

    private List<Working> start(Destination destination) {
        List<Working> started = new ArrayList<>();
        for (int share = 0; share < destination.connections(); share++) {
            Transport transport;
            try {
                transport = transports.to(destination);
            } catch (NoSuchSslBundleException e) {
                log.error("no such SSL bundle destination={} bundle={}", destination.id(), destination.sslBundle());
                metrics.reachable(destination.id(), false, "There is no SSL bundle " + destination.sslBundle());
                return started;
            }
            Courier courier = new Courier(
                    destination,
                    share,
                    queue,
                    leases,
                    transport,
                    settings,
                    metrics,
                    bell,
                    ThreadLocalRandom.current()::nextLong);
            Thread thread = new Thread(courier, "delivery-" + destination.id() + "-" + share);
            thread.setDaemon(true);
            thread.start();
            started.add(new Working(courier, thread));
        }
        return started;
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP_MILLIS);
            if (thread.isAlive()) {
                // It waits for an answer; what it sent will be sent again under the same control id.
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void forget() {
        int forgotten = queue.forget(settings.keep());
        if (forgotten > 0) {
            log.info("forgot old messages count={}", forgotten);
        }
    }
}
