package io.berth.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/** A response whose body is read from the connection; the next request waits until it is at its end. */
public final class Response {
    /** Headers beyond these are refused. */
    static final int HEADERS_MAX = 256;

    private final int status;
    private final String reason;
    private final Map<String, String> headers;
    private final Body body;
    private final boolean persistent;

    Response(int status, String reason, Map<String, String> headers, Body body, boolean persistent) {
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.body = body;
        this.persistent = persistent;
    }

    public int status() {
        return status;
    }

    /** As {@code 404 Not Found}. */
    String statusLine() {
        return reason.isEmpty() ? Integer.toString(status) : status + " " + reason;
    }

    /** A header's value, empty where there is none. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    public InputStream body() {
        return body;
    }

    /** The whole body; one of more than {@code max} bytes is an error. */
    public byte[] bytes(int max) throws IOException {
        byte[] bytes = body.readNBytes(max);
        if (bytes.length == max && body.read() >= 0) {
            throw new IOException("the response is larger than " + max + " bytes");
        }
        return bytes;
    }

    boolean isReusable() {
        return persistent && body.isDone();
    }
}
