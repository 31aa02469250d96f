package io.berth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands before a plain HTTP server and hangs up on whoever says hello in TLS, as most servers do; the one behind it would
 * wait for the rest of the line.
 */
final class PlainFront implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket front;
    private final int behind;

    PlainFront(int behind) {
        this.behind = behind;
        try {
            front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket socket = front.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            PushbackInputStream in = new PushbackInputStream(client.getInputStream());
            int first = in.read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            in.unread(first);
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                OutputStream out = server.getOutputStream();
                Thread.ofVirtual().start(() -> copy(in, out, server));
                copy(server.getInputStream(), client.getOutputStream(), client);
            }
        } catch (IOException e) {
            // one side has gone: both are closed
        }
    }

    private static void copy(InputStream from, OutputStream to, Socket ended) {
        try {
            from.transferTo(to);
            ended.shutdownOutput();
        } catch (IOException e) {
            // the other direction sees it too
        }
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
