package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.remote.transport.Proxy;
import io.berth.remote.transport.Tls;
import io.berth.remote.transport.TlsProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The way to one place below HTTP: its addresses, a connection, TLS. Connections of its own, closed again. */
final class LinkCheck {
    private static final Duration SOON = Duration.ofDays(14);

    private final Endpoint endpoint;
    private final @Nullable Proxy proxy;
    private final StepLog log;
    private final String host;
    private final int port;

    LinkCheck(Endpoint endpoint, @Nullable Proxy proxy, StepLog log) {
        this.endpoint = endpoint;
        this.proxy = proxy;
        this.log = log;
        this.host = proxy == null ? endpoint.base().getHost() : proxy.host();
        this.port = proxy == null ? Endpoint.port(endpoint.base()) : proxy.port();
    }

    /** Returns whether there is a way. */
    boolean run() {
        List<InetSocketAddress> addresses;
        try {
            addresses = Networks.resolve(host, port);
        } catch (UnknownHostException e) {
            log.failed("dns", host + " has no address: is the name right, and does this machine's resolver work?");
            return false;
        }
        log.ok(
                "dns",
                addresses.stream().map(one -> one.getAddress().getHostAddress()).collect(Collectors.joining(", ")));
        Socket socket = connected(addresses);
        return socket != null && tunnelled(socket) && secured(socket);
    }

    /** Through a proxy, TLS is spoken inside of what CONNECT opens. */
    private boolean tunnelled(Socket socket) {
        if (proxy == null) {
            return true;
        }
        if (!endpoint.isSecure() || proxy.secure()) {
            log.ok("proxy", "requests go through " + proxy);
            return true;
        }
        try {
            String answer =
                    ProxyTunnel.open(socket, proxy, Endpoint.authority(endpoint.base()), RemoteLimits.CHECK_ANSWER_MAX);
            if (ProxyTunnel.isOpen(answer)) {
                log.ok("proxy", "requests go through " + proxy + ", which connects");
                return true;
            }
            log.failed("proxy", "the proxy " + proxy + " answers \"" + answer + "\"" + ProxyTunnel.advice(answer));
        } catch (IOException e) {
            log.failed("proxy", "the proxy " + proxy + " does not answer: " + e.getMessage());
        }
        close(socket);
        return false;
    }

    /** To the first of these that can be connected to; null where none can. */
    @Nullable
    Socket connected(List<InetSocketAddress> addresses) {
        StringBuilder failures = new StringBuilder();
        for (InetSocketAddress address :
                addresses.stream().limit(RemoteLimits.CHECK_ADDRESSES_MAX).toList()) {
            String place = address.getAddress().getHostAddress() + " port " + address.getPort();
            Socket socket = new Socket();
            try {
                socket.connect(address, Math.toIntExact(RemoteLimits.CHECK_CONNECT_MAX.toMillis()));
                log.ok("tcp", "connected to " + place + (failures.isEmpty() ? "" : ", but" + failures));
                return socket;
            } catch (IOException e) {
                close(socket);
                failures.append(failures.isEmpty() ? " " : "; ")
                        .append(place)
                        .append(": ")
                        .append(e.getMessage());
            }
        }
        log.failed("tcp", "no connection to" + failures + "; is the registry running there, or a firewall between?");
        return null;
    }

    private boolean secured(Socket socket) {
        if (!endpoint.isSecure() || (proxy != null && proxy.secure())) {
            close(socket);
            log.skipped("tls", endpoint.isSecure() ? "not looked at through this proxy" : "plain HTTP is used here");
            return true;
        }
        Tls tls = endpoint.tls(endpoint.base());
        try {
            return told(TlsProbe.shakeHands(
                    socket,
                    bare(endpoint.base().getHost()),
                    Endpoint.port(endpoint.base()),
                    tls,
                    RemoteLimits.CHECK_ANSWER_MAX));
        } catch (IOException e) {
            if (endpoint.insecure()) {
                log.skipped("tls", "the registry speaks none; plain HTTP is used, as it may be with this one");
                return true;
            }
            log.failed(
                    "tls",
                    "no TLS came about: " + e.getMessage()
                            + "; where the registry speaks plain HTTP, name it in insecure-registries");
            return false;
        } finally {
            close(socket);
        }
    }

    private boolean told(TlsProbe.Session session) {
        String shown = session.protocol() + ", " + chain(session.chain());
        if (session.problem() == null) {
            log.ok("tls", shown + ", verified");
            return true;
        }
        if (endpoint.insecure()) {
            log.ok("tls", shown + ", not verified, and it need not be (" + session.problem() + ")");
            return true;
        }
        log.failed(
                "tls",
                shown + ", not trusted: " + session.problem() + "; an authority of your own belongs into certs.d/"
                        + endpoint.base().getRawAuthority() + "/ca.crt");
        return false;
    }

    private static String chain(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return "no certificate";
        }
        X509Certificate own = chain.getFirst();
        Instant end = own.getNotAfter().toInstant();
        boolean soon = end.isBefore(Instant.now().plus(SOON));
        return "certificate of " + own.getSubjectX500Principal().getName() + " by "
                + chain.stream()
                        .map(one -> one.getIssuerX500Principal().getName())
                        .distinct()
                        .collect(Collectors.joining(" by "))
                + ", valid until " + end + (soon ? ", which is soon or over" : "");
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it was only looked at
        }
    }
}
