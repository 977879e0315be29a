package org.headwater.delivery;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** Wakes couriers when there is something to deliver, or when they are to stop. */
@Component
class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long count;
    private long urgent;

    /** How often it was rung: ask before looking, and wait with the answer, so that nothing is missed in between. */
    long count() {
        return locked(() -> count);
    }

    void ring() {
        locked(() -> {
            rung.signalAll();
            return ++count;
        });
    }

    /** Wakes also those that wait for a receiver to come back. */
    void ringLoud() {
        locked(() -> {
            rung.signalAll();
            count++;
            return ++urgent;
        });
    }

    /**
     * Waits until it rings again after a count, or for as long as given.
     *
     * @param deaf whether only a loud ring wakes
     */
    void await(long seen, Duration most, boolean deaf) {
        lock.lock();
        try {
            long left = most.toNanos();
            long loud = urgent;
            while (left > 0 && urgent == loud && (deaf || count == seen)) {
                left = rung.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private long locked(java.util.function.LongSupplier what) {
        lock.lock();
        try {
            return what.getAsLong();
        } finally {
            lock.unlock();
        }
    }
}
