package io.berth.server.http;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;

/** {@link Request} over the parts that routing found. */
final class RoutedRequest implements Request {
    private final String method;
    private final Target target;
    private final Map<String, String> variables;
    private final Query query;
    private final HttpHeaders headers;
    private final RequestBody body;
    private final Peer peer;

    RoutedRequest(
            String method,
            Target target,
            Map<String, String> variables,
            Query query,
            HttpHeaders headers,
            RequestBody body,
            Peer peer) {
        this.method = method;
        this.target = target;
        this.variables = variables;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.peer = peer;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public ApiVersion version() {
        String version = target.version();
        return version == null ? ApiVersion.NEWEST : ApiVersion.ofChecked(version);
    }

    @Override
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no variable " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return query.all(name).stream().findFirst();
    }

    @Override
    public List<String> queries(String name) {
        return query.all(name);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrEmpty(name);
    }

    @Override
    public Map<String, String> headersBeginning(String prefix) {
        Map<String, String> found = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length()) && !values.isEmpty()) {
                found.putIfAbsent(name.toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        return found;
    }

    @Override
    public InputStream body() {
        return body.open();
    }
}
