package io.berth.server.registry;

import io.berth.server.http.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The types of manifests that a client takes; all where it does not say. Nothing is converted, so weights do not count. */
record Accept(List<String> types) {
    static Accept of(Request request) {
        return new Accept(request.headers("Accept").stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(one -> one.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(one -> !one.isEmpty())
                .toList());
    }

    boolean takes(String type) {
        return types.isEmpty()
                || types.contains(type)
                || types.contains("*/*")
                || types.contains("application/*")
                || types.contains("application/json");
    }
}
