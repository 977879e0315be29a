package org.headwater.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A receiver of v2 messages over MLLP that answers as it is told to. */
final class Receiver implements AutoCloseable {

    /** What a receiver may do with a message. */
    enum Reply {
        AA,
        AE,
        AR,
        CA,
        /** Keeps silent and the connection open. */
        NOTHING,
        /** Closes the connection without a word. */
        CLOSE,
        /** Answers something that is no acknowledgement. */
        NONSENSE,
        /** First the acknowledgement of another message, then its own. */
        OLD_THEN_AA
    }

    /** What came in, in order, as often as it came. */
    final List<String> received = new CopyOnWriteArrayList<>();

    final AtomicInteger connections = new AtomicInteger();

    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Function<String, Reply> usual = message -> Reply.AA;
    private final ServerSocket server;

    Receiver() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    Receiver(ServerSocket server) {
        this.server = server;
        Thread thread = new Thread(this::listen, "receiver");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next messages are answered so, those behind them as usual. */
    Receiver then(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    void usually(Function<String, Reply> reply) {
        usual = reply;
    }

    URI address() {
        return URI.create("mllp://localhost:" + server.getLocalPort());
    }

    int port() {
        return server.getLocalPort();
    }

    /** MSH-10 of all that came, in order. */
    List<String> controlIds() {
        return received.stream().map(message -> field(message, "MSH", 9)).toList();
    }

    /** A field of the first segment of a name; MSH counts its separator. */
    static String field(String message, String segment, int number) {
        return message.lines()
                .filter(line -> line.startsWith(segment + "|"))
                .map(line -> line.split("\\|", -1))
                .filter(fields -> number < fields.length)
                .map(fields -> fields[number])
                .findFirst()
                .orElse("");
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "receiver-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String message = message(in);
                if (message.isEmpty()) {
                    return;
                }
                received.add(message);
                Reply reply = replies.poll();
                if (!answer(reply == null ? usual.apply(message) : reply, message, socket.getOutputStream())) {
                    return;
                }
            }
        } catch (IOException e) {
            // the sender went away
        } finally {
            open.remove(socket);
        }
    }

    private static String message(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == 0x1C) {
                in.read();
                return bytes.toString(StandardCharsets.UTF_8).replace('\r', '\n');
            }
            if (b != 0x0B) {
                bytes.write(b);
            }
        }
        return "";
    }

    private static boolean answer(Reply reply, String message, OutputStream out) throws IOException {
        String id = field(message, "MSH", 9);
        switch (reply) {
            case NOTHING -> {
                return true;
            }
            case CLOSE -> {
                return false;
            }
            case NONSENSE -> send("hello", out);
            case OLD_THEN_AA -> {
                send(acknowledgement("AA", "ANOTHER"), out);
                send(acknowledgement("AA", id), out);
            }
            default -> send(acknowledgement(reply.name(), id), out);
        }
        return true;
    }

    static String acknowledgement(String code, String id) {
        return "MSH|^~\\&|EPIC|LAKESIDE|HEADWATER|HIE|20260310||ACK|A1|P|2.5.1\rMSA|" + code + "|" + id + "|"
                + (code.equals("AA") ? "" : "not that patient") + "\r";
    }

    private static void send(String text, OutputStream out) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x0B);
        frame.write(text.getBytes(StandardCharsets.UTF_8));
        frame.write(0x1C);
        frame.write('\r');
        out.write(frame.toByteArray());
        out.flush();
    }

    /** Closes all connections, as a restart would. */
    void hangUp() throws IOException {
        for (Socket socket : open) {
            // Closing alone tells the other side only when the thread that waits for its next byte has woken.
            try (socket) {
                socket.shutdownOutput();
            } catch (SocketException alreadyClosed) {
                // The sender hung up first.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
