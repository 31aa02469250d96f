package io.berth.server.engine;

import io.berth.server.http.ApiVersion;
import io.berth.server.http.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request made by hand. */
final class FakeRequest implements Request {
    private final String method;
    private final String path;
    private final Map<String, List<String>> query = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private ApiVersion version = ApiVersion.NEWEST;
    private byte[] body = {};

    FakeRequest(String method, String path) {
        this.method = method;
        this.path = path;
    }

    static FakeRequest get(String path) {
        return new FakeRequest("GET", path);
    }

    FakeRequest at(int minor) {
        version = new ApiVersion(minor);
        return this;
    }

    FakeRequest with(String name, String value) {
        query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        return this;
    }

    FakeRequest header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    FakeRequest variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    FakeRequest body(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public ApiVersion version() {
        return version;
    }

    @Override
    public String variable(String name) {
        return variables.get(name);
    }

    @Override
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    @Override
    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }
}
