package org.headwater.delivery;

/** A way to a destination. Used by one thread; keeps its connection open between messages. */
interface Transport extends AutoCloseable {

    /** Sends a message and waits for its answer. */
    Answer send(byte[] message, String controlId);

    @Override
    void close();
}
