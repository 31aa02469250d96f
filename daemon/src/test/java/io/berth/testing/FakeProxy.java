package io.berth.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on a loopback port: tunnels and plain requests all lead to one server, whatever host they name. */
public final class FakeProxy implements AutoCloseable {
    private final ServerSocket server;
    private final String target;
    private final String authorization;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Demands this {@code Proxy-Authorization}; empty demands none. */
    public FakeProxy(String target, String authorization) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.authorization = authorization;
        Thread.ofVirtual().start(this::accept);
    }

    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The first lines of the requests. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            String line = head.lines().findFirst().orElse("");
            lines.add(line);
            OutputStream out = client.getOutputStream();
            if (!authorization.isEmpty()
                    && !head.toLowerCase(java.util.Locale.ROOT)
                            .contains("proxy-authorization: " + authorization.toLowerCase(java.util.Locale.ROOT))) {
                out.write(bytes("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
                return;
            }
            String[] at = target.split(":", -1);
            try (Socket upstream = new Socket(at[0], Integer.parseInt(at[1]))) {
                sockets.add(upstream);
                if (line.startsWith("CONNECT ")) {
                    out.write(bytes("HTTP/1.1 200 Connection established\r\n\r\n"));
                } else {
                    upstream.getOutputStream().write(bytes(head.replaceFirst(" http://[^/]*", " ")));
                }
                Thread back = Thread.ofVirtual().start(() -> copy(upstream, client));
                copy(client, upstream);
                back.join();
            }
        } catch (IOException | InterruptedException e) {
            // the client sees it
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return "";
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of them has closed
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
