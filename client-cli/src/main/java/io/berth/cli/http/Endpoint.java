package io.berth.cli.http;

import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Where an engine listens: {@code unix:///path} or {@code tcp://host[:port]}. */
public record Endpoint(String url, String path, String host, int port) {
    private static final int PORT_PLAIN = 2375;
    private static final int PORT_TLS = 2376;

    /** Refuses what is neither, with docker's text. */
    public static Endpoint parse(String url) {
        return parse(url, false);
    }

    /** The same, with the port for TLS where none is named. */
    public static Endpoint parse(String url, boolean tls) {
        if (url.startsWith("unix://")) {
            String path = url.substring("unix://".length());
            return new Endpoint(url, path.isEmpty() ? "/var/run/berth.sock" : path, "", 0);
        }
        if (url.startsWith("tcp://")) {
            return tcp(url, url.substring("tcp://".length()), tls ? PORT_TLS : PORT_PLAIN);
        }
        throw invalid(url);
    }

    private static Endpoint tcp(String url, String address, int standard) {
        String authority = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        int colon = authority.lastIndexOf(':');
        boolean bare = colon < 0 || authority.indexOf(']') > colon;
        String host = bare ? authority : authority.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = bare ? standard : Integer.parseInt(authority.substring(colon + 1));
            if (host.indexOf('/') >= 0 || port < 1 || port > 65535) {
                throw invalid(url);
            }
            return new Endpoint(url, "", host.isEmpty() ? "127.0.0.1" : host, port);
        } catch (NumberFormatException e) {
            throw invalid(url);
        }
    }

    private static CliException invalid(String url) {
        return new CliException(
                "Failed to initialize: unable to resolve docker endpoint: invalid bind address format: " + url);
    }

    boolean isUnix() {
        return !path.isEmpty();
    }

    /** What stands in the Host header: docker's choice for a Unix socket. */
    String hostHeader() {
        return isUnix() ? "api.moby.localhost" : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** A connected channel; a failure says what a user can do about it. TLS is spoken on TCP alone. */
    ByteChannel connect(@Nullable Tls tls) throws IOException {
        return tls == null || isUnix() ? connect() : tls.connect(host, port, unreachable());
    }

    private SocketChannel connect() {
        try {
            return isUnix()
                    ? open(SocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(path))
                    : open(SocketChannel.open(), new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw refused(e.getMessage() == null ? "" : e.getMessage());
        } catch (IllegalArgumentException e) {
            throw unreachable();
        }
    }

    private static SocketChannel open(SocketChannel channel, SocketAddress address) throws IOException {
        try {
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private CliException refused(String reason) {
        if (!isUnix()) {
            return unreachable();
        }
        String lower = reason.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("permission denied")) {
            return new CliException("permission denied while trying to connect to the docker API at " + url);
        }
        return new CliException("failed to connect to the docker API at " + url
                + "; check if the path is correct and if the daemon is running: dial unix " + path + ": connect: "
                + lower);
    }

    private CliException unreachable() {
        return new CliException("Cannot connect to the Berth daemon at " + url + ". Is the berth daemon running?");
    }
}
