package io.berth.server.http;

/**
 * The other end of a request's connection.
 *
 * @param address without port; empty on a Unix socket
 * @param secure whether the connection speaks TLS
 */
public record Peer(String address, boolean secure) {
    static final Peer UNKNOWN = new Peer("", false);
}
