package io.berth.cli.http;

import java.nio.charset.StandardCharsets;

/** A path and its query parameters, encoded. */
public final class Query {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder target = new StringBuilder();
    private boolean any;

    private Query() {}

    /** The parts are joined as they are but for the image's or container's name, see {@link #name}. */
    public static Query of(String path) {
        Query query = new Query();
        query.target.append(path);
        return query;
    }

    /** Appends a name of the user's to the path; slashes, colons and at signs stay. */
    public Query name(String name) {
        encode(name, "/:@");
        return this;
    }

    public Query path(String path) {
        target.append(path);
        return this;
    }

    public Query add(String name, String value) {
        target.append(any ? '&' : '?').append(name).append('=');
        any = true;
        encode(value, "");
        return this;
    }

    /** Adds {@code name=value} only where {@code given}. */
    public Query add(boolean given, String name, String value) {
        return given ? add(name, value) : this;
    }

    private void encode(String text, String kept) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "-._~".indexOf(c) >= 0 || kept.indexOf(c) >= 0) {
                target.append(c);
            } else {
                target.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
