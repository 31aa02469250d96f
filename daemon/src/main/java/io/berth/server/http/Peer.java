package io.berth.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a request's connection.
 *
 * @param address without port; empty on a Unix socket
 * @param secure whether the connection speaks TLS
 */
public record Peer(String address, boolean secure) {
    static final Peer UNKNOWN = new Peer("", false);

    /** @param remote null, or of another family, on a Unix socket */
    static Peer of(@Nullable SocketAddress remote, boolean secure) {
        InetAddress address = remote instanceof InetSocketAddress tcp ? tcp.getAddress() : null;
        return new Peer(address == null ? "" : address.getHostAddress(), secure);
    }
}
