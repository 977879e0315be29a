package org.headwater.delivery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headwater.intake.TestIntake;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** The module's queue and couriers on a real database, without the rest of the gateway. */
final class TestDelivery implements AutoCloseable {

    final TestIntake intake;
    final DeliveryQueue queue;
    final Leases leases;
    final Deliveries deliveries;
    final DeliveryMetrics metrics;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Bell bell = new Bell();
    final DeliverySettings settings;
    final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final List<Runnable> stops = new ArrayList<>();

    TestDelivery(String database) {
        this(database, 4);
    }

    TestDelivery(String database, int attempts) {
        intake = new TestIntake(database);
        settings = new DeliverySettings(
                true,
                Duration.ofSeconds(5),
                Duration.ofMillis(50),
                attempts,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofDays(30),
                Map.of("lakeside", "open-sesame"));
        queue = new DeliveryQueue(intake.jdbc, Clock.systemUTC());
        leases = new Leases(intake.jdbc, Clock.systemUTC(), "this");
        metrics = new DeliveryMetrics(meters, Clock.systemUTC());
        deliveries = new Deliveries(queue, metrics, bell);
    }

    /** Queues a message. */
    void add(Destination destination, String controlId, String person) {
        queue.add(new DeliveryQueue.NewDelivery(
                destination.id(),
                controlId,
                person,
                Occasion.ADMISSION,
                "ADT^A01",
                "Encounter/" + controlId,
                1,
                "outbound/adt@1",
                "MSH|^~\\&|HEADWATER|HIE|EPIC|LAKESIDE|20260310||ADT^A01|" + controlId + "|P|2.5.1\rPID|1||" + person
                        + "\r",
                null));
        bell.ring();
    }

    /** Sets couriers to work; answers what stops them. */
    Runnable start(Destination destination) {
        return start(destination, leases);
    }

    /** Sets couriers of one of several gateways to work; answers what stops them as a crash does. */
    Runnable start(Destination destination, Leases leases) {
        List<Courier> couriers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int share = 0; share < destination.connections(); share++) {
            Courier courier = new Courier(
                    destination,
                    share,
                    queue,
                    leases,
                    new Transports(bundles, settings).to(destination),
                    settings,
                    metrics,
                    bell,
                    () -> 0L);
            Thread thread = new Thread(courier, "test-courier");
            thread.start();
            couriers.add(courier);
            threads.add(thread);
        }
        Runnable stop = () -> {
            couriers.forEach(Courier::stop);
            bell.ringLoud();
            threads.forEach(Thread::interrupt);
            threads.forEach(thread -> {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        };
        stops.add(stop);
        return stop;
    }

    Standing standing(Destination destination) {
        return queue.standing(destination.id());
    }

    @Override
    public void close() {
        stops.forEach(Runnable::run);
        intake.close();
    }
}
