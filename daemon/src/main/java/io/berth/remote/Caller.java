package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.ConnectFailed;
import io.berth.remote.transport.HttpAnswer;
import io.berth.remote.transport.HttpBody;
import io.berth.remote.transport.HttpCall;
import io.berth.remote.transport.HttpTransport;
import io.berth.remote.transport.Proxy;
import io.berth.remote.transport.TlsFailed;
import io.berth.remote.transport.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends one request: addresses, TLS or not, redirects. Knows nothing of credentials beyond not giving them away. */
final class Caller {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** All that another host may see of a request's headers: no Authorization, nothing of the user's. */
    private static final Set<String> CARRIED = Set.of("Accept", "Range");

    private final HttpTransport transport;
    private final TransportSettings settings;
    private final EgressPolicy policy;
    private final String userAgent;

    Caller(HttpTransport transport, TransportSettings settings, EgressPolicy policy, String userAgent) {
        this.transport = transport;
        this.settings = settings;
        this.policy = policy;
        this.userAgent = userAgent;
    }

    HttpAnswer own(String method, URI uri, Endpoint endpoint, Map<String, String> headers, CancelToken cancel)
            throws IOException {
        return own(method, uri, endpoint, headers, null, cancel);
    }

    /** A request to a registry's own address; redirects of GET and HEAD are followed under the policy. */
    HttpAnswer own(
            String method,
            URI uri,
            Endpoint endpoint,
            Map<String, String> headers,
            @Nullable HttpBody body,
            CancelToken cancel)
            throws IOException {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(endpoint.host().headers());
        all.putAll(headers);
        HttpAnswer answer = sendTo(own(endpoint, uri), method, uri, endpoint, all, body, cancel);
        return isRead(method) ? follow(answer, method, uri, endpoint, all, cancel, EgressPolicy::place) : answer;
    }

    /** What changes something is told to the one that was asked, or not at all. */
    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    /**
     * A request to an address that the registry at this endpoint named. Secrets go where TLS is good, or need not be by
     * the user's word about that very host.
     */
    HttpAnswer foreign(
            String method,
            URI uri,
            Endpoint endpoint,
            Map<String, String> headers,
            @Nullable HttpBody body,
            CancelToken cancel)
            throws IOException {
        Way way = foreign(method, uri, policy.place(endpoint));
        boolean insecure = policy.isInsecure(uri, endpoint, way.proxy() == null ? way.addresses() : List.of());
        boolean secret = body != null || headers.containsKey("Authorization");
        if (secret && !insecure && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw new RegistryException(
                    Kind.POLICY,
                    method,
                    Answers.withoutQuery(uri),
                    "credentials are not sent without TLS to " + uri.getHost());
        }
        return sendTo(way, method, uri, insecure ? endpoint : endpoint.strict(), headers, body, cancel);
    }

    /** A GET of an address that a manifest named; never one of this machine, whoever served the manifest. */
    HttpAnswer stranger(URI uri, Map<String, String> headers, CancelToken cancel) throws IOException {
        Endpoint nobody = new Endpoint(uri, false);
        HttpAnswer answer = sendTo(foreign("GET", uri, Place.ELSEWHERE), "GET", uri, nobody, headers, null, cancel);
        return follow(answer, "GET", uri, nobody, headers, cancel, _ -> Place.ELSEWHERE);
    }

    private HttpAnswer follow(
            HttpAnswer first,
            String method,
            URI start,
            Endpoint endpoint,
            Map<String, String> headers,
            CancelToken cancel,
            Function<HttpCall, Place> place)
            throws IOException {
        HttpAnswer answer = first;
        URI uri = start;
        Map<String, String> carried = headers;
        for (int hops = 0; REDIRECTS.contains(answer.status()); hops++) {
            URI next = location(method, uri, answer);
            Place from = place.apply(answer.call());
            answer.close();
            if (hops >= RemoteLimits.REDIRECTS_MAX) {
                throw new RegistryException(Kind.OTHER, method, start, "stopped after too many redirects");
            }
            if ("https".equals(uri.getScheme()) && "http".equals(next.getScheme()) && !endpoint.insecure()) {
                throw new RegistryException(Kind.POLICY, method, next, "a redirect from https to http is not followed");
            }
            if (!Endpoint.origin(next).equals(Endpoint.origin(start))) {
                carried = new LinkedHashMap<>(carried);
                carried.keySet().retainAll(CARRIED);
            }
            Way way = foreign(method, next, from);
            answer = sendTo(way, method, next, endpoint, carried, null, cancel);
            uri = next;
        }
        return answer;
    }

    private static URI location(String method, URI uri, HttpAnswer answer) throws RegistryException {
        String text = answer.header("Location").orElse("");
        if (Secrets.of(answer.call()).areIn(text)) {
            throw new RegistryException(
                    Kind.POLICY, method, uri, "a redirect that repeats the credentials is not followed");
        }
        try {
            URI next = text.isEmpty() ? null : uri.resolve(text);
            if (next != null && next.getHost() != null) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new RegistryException(Kind.OTHER, method, uri, "a redirect to no usable address");
    }

    /**
     * Where to connect.
     *
     * @param proxy whose addresses these are; null where they are the host's own
     */
    private record Way(
            List<InetSocketAddress> addresses, @Nullable Proxy proxy) {}

    private Way own(Endpoint endpoint, URI uri) throws IOException {
        Optional<Proxy> proxy = policy.proxy(uri);
        return proxy.isPresent() ? through(proxy.get()) : new Way(policy.own(endpoint, uri), null);
    }

    private Way foreign(String method, URI uri, Place from) throws IOException {
        try {
            Optional<Proxy> proxy = policy.proxy(uri);
            if (proxy.isEmpty()) {
                return new Way(policy.foreign(uri, from), null);
            }
            policy.checkName(uri, from);
            return through(proxy.get());
        } catch (UnknownHostException e) {
            throw network(method, uri, e);
        }
    }

    private static Way through(Proxy proxy) throws UnknownHostException {
        return new Way(Networks.resolve(proxy.host(), proxy.port()), proxy);
    }

    private HttpAnswer sendTo(
            Way way,
            String method,
            URI uri,
            Endpoint endpoint,
            Map<String, String> headers,
            @Nullable HttpBody body,
            CancelToken cancel)
            throws IOException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("User-Agent", userAgent);
        all.put("Accept-Encoding", "identity"); // digests are those of the bytes themselves
        all.put("Host", uri.getRawAuthority());
        IOException last = new UnknownHostException("no address");
        for (InetSocketAddress address : way.addresses()) {
            try {
                return transport.send(
                        new HttpCall(
                                method,
                                uri,
                                address,
                                way.proxy(),
                                endpoint.tls(uri),
                                endpoint.host().dial(),
                                all,
                                body),
                        settings,
                        cancel);
            } catch (ConnectFailed e) {
                String through = way.proxy() == null ? "" : "proxyconnect tcp: ";
                last = new ConnectRefused(through + "dial tcp " + dialled(address) + ": " + e.getMessage(), e);
            }
        }
        throw last;
    }

    private static String dialled(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        return (ip.contains(":") ? '[' + ip + ']' : ip) + ':' + address.getPort();
    }

    /** As docker words it: {@code failed to do request: Head "https://…": dial tcp …}. */
    static RegistryException network(String method, URI uri, IOException cause) {
        if (cause instanceof RegistryException known) {
            return known;
        }
        String message = "failed to do request: " + RemoteProblems.verb(method) + " \"" + Answers.withoutQuery(uri)
                + "\": " + cause.getMessage();
        return new RegistryException(Kind.NETWORK, method, uri, message, null, null, cause);
    }

    /** Whether plain HTTP may be tried after this failure of TLS at an insecure registry. */
    static boolean speaksNoTls(IOException failure, Endpoint endpoint) {
        if (!endpoint.insecure() || !endpoint.isSecure()) {
            return false;
        }
        return failure instanceof TlsFailed
                || (failure instanceof ConnectRefused && endpoint.base().getPort() < 0)
                || !(failure instanceof ConnectRefused || failure instanceof RegistryException);
    }

    /** Whether there was no such host, or nobody listened. */
    static boolean isUnreachable(RegistryException failure) {
        return failure.getCause() instanceof ConnectRefused || failure.getCause() instanceof UnknownHostException;
    }

    /** A connection that did not come about, with the address in its message. */
    private static final class ConnectRefused extends IOException {
        private static final long serialVersionUID = 1L;

        ConnectRefused(String message, IOException cause) {
            super(message, cause);
        }
    }
}
