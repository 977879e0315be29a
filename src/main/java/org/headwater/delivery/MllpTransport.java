package org.headwater.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.headwater.intake.MllpFrames;
import org.jspecify.annotations.Nullable;

/** MLLP to one receiver over one connection, opened when needed and kept. */
final class MllpTransport implements Transport {

    private static final int MOST_ANSWER = 1024 * 1024;
    private static final int CONNECT_MILLIS = 10_000;

    private final URI address;
    private final SocketFactory sockets;
    private final Duration timeout;
    private @Nullable Connection connection;

    MllpTransport(URI address, SocketFactory sockets, Duration timeout) {
        this.address = address;
        this.sockets = sockets;
        this.timeout = timeout;
    }

    @Override
    public Answer send(byte[] message, String controlId) {
        Connection open = connection;
        if (open != null && !open.gone()) {
            // A receiver may have closed a connection that was idle without our knowing; then a new one is tried.
            Answer answer = exchange(open, message, controlId);
            if (!(answer instanceof Answer.NotNow notNow) || notNow.code() != null || !open.closedByReceiver) {
                return answer;
            }
        }
        close();
        try {
            open = new Connection(connected());
        } catch (IOException e) {
            return new Answer.NoWay("No connection to " + address.getHost() + ":" + address.getPort() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
        connection = open;
        return exchange(open, message, controlId);
    }

    private Answer exchange(Connection open, byte[] message, String controlId) {
        try {
            Answer answer = open.exchange(message, controlId);
            if (answer instanceof Answer.NotNow notNow && notNow.code() == null) {
                close();
            }
            return answer;
        } catch (AnswerLate e) {
            // A late answer must not be taken for the next message's.
            close();
            return new Answer.NotNow(null, "No acknowledgement within " + timeout.toSeconds() + " s");
        } catch (SSLException e) {
            // With TLS 1.3 a receiver that does not take our certificate says so only when it is first spoken to.
            close();
            return new Answer.NoWay("TLS failed with " + address.getHost() + ":" + address.getPort() + " ("
                    + e.getClass().getSimpleName() + ")");
        } catch (IOException e) {
            open.closedByReceiver = true;
            close();
            return new Answer.NotNow(
                    null,
                    "The receiver closed the connection without an acknowledgement ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    private Socket connected() throws IOException {
        Socket socket = sockets.createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            if (socket instanceof SSLSocket tls) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** The receiver took too long. */
    private static final class AnswerLate extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Connection {
        private final Socket socket;
        private final Patience patience;
        private final MllpFrames frames;
        private boolean closedByReceiver;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.patience = new Patience(socket);
            this.frames = new MllpFrames(patience, socket.getOutputStream(), MOST_ANSWER);
        }

        /** Whether the receiver closed it meanwhile, or sent what nobody asked for. */
        boolean gone() {
            try {
                if (patience.available() > 0) {
                    return false;
                }
                patience.until(1);
                return patience.peek() < 0;
            } catch (AnswerLate stillOpen) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        Answer exchange(byte[] message, String controlId) throws IOException {
            frames.send(message);
            patience.until(timeout.toMillis());
            while (true) {
                MllpFrames.Block block = frames.next();
                if (block == null) {
                    throw new IOException("closed");
                }
                Optional<Acknowledgement> acknowledgement = Acknowledgement.read(block.bytes());
                if (acknowledgement.isEmpty()) {
                    return new Answer.NotNow(null, "What came back is no acknowledgement: it has no MSA segment");
                }
                if (acknowledgement.get().answers(controlId)) {
                    return acknowledgement.get().answer();
                }
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use either way
            }
        }
    }

    /** The connection's input with a limit on the whole wait for an answer, not on each read. */
    private static final class Patience extends InputStream {
        private final Socket socket;
        private final InputStream in;
        private long deadline;
        private int peeked = -1;

        Patience(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        void until(long millis) {
            deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        }

        int peek() throws IOException {
            byte[] one = new byte[1];
            int read = limited(one, 0, 1);
            peeked = read < 0 ? -1 : one[0] & 0xFF;
            return read;
        }

        @Override
        public int available() throws IOException {
            return in.available() + (peeked < 0 ? 0 : 1);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (peeked >= 0 && length > 0) {
                bytes[offset] = (byte) peeked;
                peeked = -1;
                return 1;
            }
            return limited(bytes, offset, length);
        }

        private int limited(byte[] bytes, int offset, int length) throws IOException {
            // Rounded up: what is left of one millisecond would count as none.
            long left = Duration.ofNanos(deadline - System.nanoTime())
                    .plusNanos(999_999)
                    .toMillis();
            if (left <= 0) {
                throw new AnswerLate();
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            try {
                return in.read(bytes, offset, length);
            } catch (SocketTimeoutException e) {
                throw new AnswerLate();
            }
        }
    }
}
