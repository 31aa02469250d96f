package io.berth.server.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An answer as a client read it; header names are in lower case. */
record Answered(int status, Map<String, String> headers, String body) {
    static Answered head(RawClient from) throws IOException {
        int status = Integer.parseInt(from.line().split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = from.line(); !line.isEmpty(); line = from.line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answered(status, headers, "");
    }

    Answered with(String text) {
        return new Answered(status, headers, text);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
