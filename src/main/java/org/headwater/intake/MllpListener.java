package org.headwater.intake;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.headwater.intake.MllpFrames.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP port that takes v2 messages: a thread a connection, one message at a time on each, answered in the order sent.
 */
final class MllpListener {

    private static final Logger log = LoggerFactory.getLogger(MllpListener.class);

    private final ServerSocket server;
    private final MllpLimits limits;
    private final MllpGate gate;
    private final Semaphore connections;
    private final Responder responder;
    private final Consumer<String> refusals;
    private final Set<Socket> idle = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Listens when started.
     *
     * @param server bound; closed by {@link #stop}
     * @param limits shared by all ports
     * @param gate lets peers in
     * @param connections how many more there may be, shared by all ports
     * @param refusals told why a peer was not let in, in one word
     */
    MllpListener(
            ServerSocket server,
            MllpLimits limits,
            MllpGate gate,
            Semaphore connections,
            Responder responder,
            Consumer<String> refusals) {
        this.server = server;
        this.limits = limits;
        this.gate = gate;
        this.connections = connections;
        this.responder = responder;
        this.refusals = refusals;
    }

    /** Answers messages. */
    interface Responder {
        /** The acknowledgements of a message, in order; none where none is asked for. Never throws. */
        List<byte[]> answer(Block message, MllpPeer peer);
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
        if (!gate.allowsAddress(socket)) {
            refuse(socket, "address");
        } else if (!connections.tryAcquire()) {
            refuse(socket, "connections");
        } else {
            Thread thread = new Thread(() -> converse(socket), "mllp-" + port() + "-" + socket.getPort());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void refuse(Socket socket, String reason) {
        log.warn(
                "connection refused port={} peer={} reason={}",
                port(),
                socket.getInetAddress().getHostAddress(),
                reason);
        refusals.accept(reason);
        close(socket);
    }

    private void converse(Socket socket) {
        idle.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(limits.lookMillis());
            Socket entered = gate.enter(socket);
            MllpPeer peer = gate.peer(entered, port());
            if (!gate.allows(peer)) {
                refuse(socket, "certificate");
                return;
            }
            converse(socket, entered, peer);
        } catch (MllpGate.NoHandshake e) {
            if (!stopped) {
                refuse(socket, "handshake");
            }
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

    private void converse(Socket socket, Socket entered, MllpPeer peer) throws IOException {
        MllpFrames frames = new MllpFrames(entered.getInputStream(), entered.getOutputStream(), limits);
        try {
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
                for (byte[] acknowledgement : responder.answer(message, peer)) {
                    frames.send(acknowledgement);
                }
            }
        } finally {
            frames.release();
            if (frames.skipped() > 0) {
                log.info("bytes outside of messages were skipped port={} bytes={}", port(), frames.skipped());
            }
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
