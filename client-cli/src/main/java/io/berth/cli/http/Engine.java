package io.berth.cli.http;

import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An engine's API. The first request settles the version: what the user pinned, else the older of
 * the engine's and ours. One request at a time; a response not read to its end costs the
 * connection.
 */
public final class Engine implements AutoCloseable {
    /** Answers of more are refused: 10,000 images with many labels take a tenth of it. */
    private static final int ANSWER_MAX = 256 << 20;

    private static final int ERROR_MAX = 1 << 20;
    private static final byte[] EMPTY = {};

    private final Endpoint endpoint;
    private final @Nullable Tls tls;
    private String version;
    private @Nullable Connection connection;
    private @Nullable Response last;

    /** An empty {@code version} is settled with the engine. */
    public Engine(Endpoint endpoint, String version) {
        this(endpoint, version, null);
    }

    /** The same by TLS, where the endpoint is on TCP. */
    public Engine(Endpoint endpoint, String version, @Nullable Tls tls) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.version = version.startsWith("v") ? version.substring(1) : version;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** The version of the requests; asks the engine if that has not been done. */
    public String version() {
        if (version.isEmpty()) {
            version = negotiate();
        }
        return version;
    }

    /** The version if it is known without asking, else our newest. */
    public String versionUnasked() {
        return version.isEmpty() ? Version.API_MAX : version;
    }

    public boolean isAtLeast(int minor) {
        return Version.minor(version()) >= minor;
    }

    private String negotiate() {
        Response ping = exchange("HEAD", "/_ping", new String[0], EMPTY);
        if (ping.status() != 200) {
            ping = exchange("GET", "/_ping", new String[0], EMPTY);
            drain(ping);
        }
        String theirs = ping.header("Api-Version");
        return theirs.isEmpty() ? Version.API_UNKNOWN : Version.min(theirs, Version.API_MAX);
    }

    private static void drain(Response response) {
        try {
            response.bytes(ERROR_MAX);
        } catch (IOException e) {
            // The next request opens another connection.
        }
    }

    /** The answer's only JSON value. */
    public @Nullable Object get(Query query, String... headers) {
        return json(open("GET", query, headers));
    }

    public @Nullable Object post(Query query) {
        return json(open("POST", query));
    }

    /** Sends a JSON document. */
    public @Nullable Object post(Query query, JsonObject body) {
        StringBuilder text = new StringBuilder();
        new JsonWriter(text, false).write(body);
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return json(open("POST", query, bytes, "Content-Type: application/json"));
    }

    /** Sends a document; the response's body is still to be read. */
    public Response put(Query query, byte[] body, String... headers) {
        return open("PUT", query, body, headers);
    }

    public @Nullable Object delete(Query query) {
        return json(open("DELETE", query));
    }

    /** The answer as it came. */
    public byte[] bytes(Query query, String... headers) {
        Response response = open("GET", query, headers);
        try {
            return response.bytes(ANSWER_MAX);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private @Nullable Object json(Response response) {
        try {
            byte[] bytes = response.bytes(ANSWER_MAX);
            return bytes.length == 0 ? null : JsonReader.parse(bytes);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** A response whose body is still to be read; the engine's refusal is thrown. */
    public Response open(String method, Query query, String... headers) {
        return open(method, query, EMPTY, headers);
    }

    private Response open(String method, Query query, byte[] body, String... headers) {
        String target = "/v" + version() + query;
        Response response = exchange(method, target, headers, body);
        if (response.status() >= 400) {
            throw refusal(response, target);
        }
        return response;
    }

    /** The same for a request that sends what is read of {@code body}, which the caller closes. */
    public Response send(Query query, InputStream body, String... headers) {
        String target = "/v" + version() + query;
        try {
            Response response = connected().send("POST", target, headers, body);
            last = response;
            if (response.status() >= 400) {
                throw refusal(response, target);
            }
            return response;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Response exchange(String method, String target, String[] headers, byte[] body) {
        try {
            Response response = connected().send(method, target, headers, body);
            last = response;
            return response;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Connection connected() throws IOException {
        Connection open = connection;
        if (open != null && last != null && !last.isReusable()) {
            open.close();
            open = null;
        }
        if (open == null) {
            open = Connection.open(endpoint, tls);
            connection = open;
        }
        return open;
    }

    /** An error of the connection itself, in the words that docker's client uses. */
    public CliException broken(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CliException("error during connect: " + reason);
    }

    private EngineException refusal(Response response, String target) {
        String text = "";
        try {
            text = new String(response.bytes(ERROR_MAX), StandardCharsets.UTF_8);
            if (JsonReader.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject error
                    && !error.text("message").isEmpty()) {
                return new EngineException(
                        response.status(), error.text("message").strip());
            }
        } catch (IOException e) {
            // No JSON: the text itself is the message.
        }
        String message = text.strip();
        return new EngineException(
                response.status(),
                message.isEmpty()
                        ? "request returned " + response.statusLine() + " for API route and version " + target
                                + ", check if the server supports the requested API version"
                        : message);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            // Nothing depends on it any more.
        }
    }
}
