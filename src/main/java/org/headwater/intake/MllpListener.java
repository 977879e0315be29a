package org.headwater.intake;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.headwater.intake.MllpFrames.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP port that takes v2 messages: a thread a connection, one message at a time on each, answered in the order sent.
 */
final class MllpListener {

    private static final Logger log = LoggerFactory.getLogger(MllpListener.class);

    private final ServerSocket server;
    private final int stallMillis;
    private final long maxMessage;
    private final Semaphore connections;
    private final Responder responder;
    private final Set<Socket> idle = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * @param server bound; closed by {@link #stop}
     * @param connections how many more there may be, shared by all ports
     */
    MllpListener(ServerSocket server, MllpSettings settings, Semaphore connections, Responder responder) {
        this.server = server;
        this.stallMillis = Math.toIntExact(settings.stall().toMillis());
        this.maxMessage = settings.maxMessage().toBytes();
        this.connections = connections;
        this.responder = responder;
    }

    /** Answers messages. */
    interface Responder {
        /** The acknowledgement of a message that came in on a port; never throws. */
        byte[] answer(Block message, int port);
    }

    int port() {
        return server.getLocalPort();
    }

    void start() {
        Thread thread = new Thread(this::acceptConnections, "mllp-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes no more messages; those that are being kept are still answered. */
    void stop() {
        stopped = true;
        close(server);
        idle.forEach(MllpListener::close);
    }

    private void acceptConnections() {
        while (!stopped) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (!stopped) {
                    log.warn(
                            "connection not accepted port={} cause={}",
                            port(),
                            e.getClass().getSimpleName());
                }
            }
        }
    }

    private void serve(Socket socket) {
        if (!connections.tryAcquire()) {
            log.warn("connection refused port={}: as many as there may be are open", port());
            close(socket);
            return;
        }
        Thread thread = new Thread(() -> converse(socket), "mllp-" + port() + "-" + socket.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(stallMillis);
            converse(socket, new MllpFrames(socket.getInputStream(), socket.getOutputStream(), maxMessage));
        } catch (IOException e) {
            if (!stopped) {
                log.info(
                        "connection ended port={} cause={}",
                        port(),
                        e.getClass().getSimpleName());
            }
        } finally {
            idle.remove(socket);
            connections.release();
        }
    }

    private void converse(Socket socket, MllpFrames frames) throws IOException {
        while (true) {
            idle.add(socket);
            if (stopped) {
                return;
            }
            Block message = frames.next();
            idle.remove(socket);
            if (message == null) {
                return;
            }
            frames.send(responder.answer(message, port()));
        }
    }

    private static void close(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            log.debug("not closed cause={}", e.getClass().getSimpleName());
        }
    }
}
