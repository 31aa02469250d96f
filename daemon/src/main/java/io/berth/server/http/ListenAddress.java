package io.berth.server.http;

import io.berth.problem.Problem.InvalidParameter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the daemon listens, as {@code -H} names it. */
public sealed interface ListenAddress {
    /** {@code unix:///path}. */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** {@code tcp://host:port}; port 0 takes a free one. */
    record Tcp(String host, int port) implements ListenAddress {
        /** Whether only this machine reaches it. */
        public boolean isLoopback() {
            return Parts.isLoopback(host);
        }

        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /** What stands between a TCP address and whoever reaches it. */
    enum Guard {
        NOTHING,
        TLS,
        /** TLS, and a certificate that every client must have. */
        MUTUAL_TLS
    }

    /**
     * Reads an address that nothing guards.
     *
     * @throws InvalidParameter as {@link #parse(String, Guard)}
     */
    static ListenAddress parse(String text) {
        return parse(text, Guard.NOTHING);
    }

    /**
     * Reads an address.
     *
     * @throws InvalidParameter where it is none, or where strangers could reach it: whoever reaches the Engine
     *     API owns the machine
     */
    static ListenAddress parse(String text, Guard guard) {
        if (text.startsWith("unix://") && text.length() > "unix://".length()) {
            return new Unix(Path.of(text.substring("unix://".length())).toAbsolutePath());
        }
        Matcher tcp = Parts.TCP.matcher(text);
        if (!tcp.matches()) {
            throw new InvalidParameter(
                    "invalid bind address (" + text + "): unix:///path or tcp://host:port is expected");
        }
        String host = tcp.group(1);
        int port = tcp.group(2) == null ? Parts.defaultPort(guard) : Integer.parseInt(tcp.group(2));
        if (port > Parts.PORT_MAX) {
            throw new InvalidParameter("invalid bind address (" + text + "): the port is above " + Parts.PORT_MAX);
        }
        if (!Parts.isLoopback(host) && (guard != Guard.MUTUAL_TLS || host.isEmpty())) {
            throw new InvalidParameter("refusing to listen on " + text
                    + ": whoever reaches the API owns this machine, so addresses other than loopback (127.0.0.1, [::1],"
                    + " localhost) need TLS with clients' certificates: --tlsverify with --tlscacert, --tlscert and"
                    + " --tlskey; or forward the socket by ssh");
        }
        return new Tcp(host, port);
    }

    /** What parsing needs and nobody else. */
    final class Parts {
        private static final Pattern TCP = Pattern.compile("tcp://(\\[[0-9a-fA-F:]+]|[^\\[\\]:/]*)(?::(\\d{1,5}))?/?");
        private static final Pattern LITERAL = Pattern.compile("\\[.*]|[0-9.]+");
        private static final int PORT_PLAIN = 2375;
        private static final int PORT_TLS = 2376;
        private static final int PORT_MAX = 65_535;

        private Parts() {}

        private static int defaultPort(Guard guard) {
            return guard == Guard.NOTHING ? PORT_PLAIN : PORT_TLS;
        }

        /** Names other than localhost are not looked up: what they mean may change. */
        private static boolean isLoopback(String host) {
            if (host.equals("localhost")) {
                return true;
            }
            try {
                return LITERAL.matcher(host).matches()
                        && InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException _) {
                return false;
            }
        }
    }
}
