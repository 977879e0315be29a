package org.headwater.intake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sender of v2 messages. */
public final class MllpClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    public MllpClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    MllpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a message and waits for its acknowledgement. */
    public String send(byte[] message) throws IOException {
        write(framed(message));
        return answer();
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The next acknowledgement. */
    public String answer() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int b = in.read(); b != 0x1C; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != 0x0B) {
                answer.write(b);
            }
        }
        if (in.read() != '\r') {
            throw new IOException("no <CR> behind <FS>");
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    public static byte[] framed(byte[] message) {
        byte[] frame = new byte[message.length + 3];
        frame[0] = 0x0B;
        System.arraycopy(message, 0, frame, 1, message.length);
        frame[frame.length - 2] = 0x1C;
        frame[frame.length - 1] = '\r';
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
