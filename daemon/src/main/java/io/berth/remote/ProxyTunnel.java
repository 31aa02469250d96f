package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.remote.transport.Proxy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a proxy for a tunnel (RFC 9110, 9.3.6), byte by byte so that nothing behind its answer is taken. */
final class ProxyTunnel {
    private ProxyTunnel() {}

    /**
     * Returns the first line of the proxy's answer.
     *
     * @param authority {@code host:port}
     */
    static String open(Socket socket, Proxy proxy, String authority, Duration most) throws IOException {
        socket.setSoTimeout(Math.toIntExact(most.toMillis()));
        String authorization =
                proxy.authorization().isEmpty() ? "" : "Proxy-Authorization: " + proxy.authorization() + "\r\n";
        String request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + authorization + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        String head = head(socket.getInputStream());
        return RemoteError.clean(head.substring(0, head.indexOf("\r\n")), RemoteLimits.PROXY_LINE_LENGTH_MAX);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it closed the connection");
            }
            if (head.append((char) next).length() > RemoteLimits.PROXY_HEAD_BYTES_MAX) {
                throw new IOException("its answer is too long");
            }
        }
        return head.toString();
    }

    static boolean isOpen(String line) {
        return line.matches("HTTP/1\\.[01] 2\\d\\d.*");
    }

    static String advice(String line) {
        return line.contains(" 407")
                ? "; it wants another user name and password, which stand in the proxy's address"
                : "; does it let this daemon reach the registry's host and port?";
    }
}
