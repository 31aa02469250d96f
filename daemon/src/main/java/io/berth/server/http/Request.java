package io.berth.server.http;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as a handler sees it: decoded, checked, routed. */
public interface Request {
    String method();

    /** The path without version prefix, decoded. */
    String path();

    /** The API version that the client asked for, or the newest where the path has none. */
    ApiVersion version();

    /** What a {@code {name}} of the route's pattern stands for, decoded. */
    String variable(String name);

    /** The first value of a query parameter, decoded; empty where it is absent. */
    Optional<String> query(String name);

    /** All values of a query parameter, in their order. */
    List<String> queries(String name);

    /** A parameter as docker reads booleans: absent, "", 0, no, false, none (any case) are false, all else true. */
    default boolean flag(String name) {
        return query(name)
                .map(value -> switch (value.trim().toLowerCase(java.util.Locale.ROOT)) {
                    case "", "0", "no", "false", "none" -> false;
                    default -> true;
                })
                .orElse(false);
    }

    /** Who sent it. */
    default Peer peer() {
        return Peer.UNKNOWN;
    }

    /** The first value of a header. */
    Optional<String> header(String name);

    /** All values of a header, in their order. */
    default List<String> headers(String name) {
        return header(name).stream().toList();
    }

    /** The first values of all headers whose name begins so, case ignored; names in lower case. */
    default Map<String, String> headersBeginning(String prefix) {
        return Map.of();
    }

    /**
     * The body, to be read at most once; empty where there is none. Reading blocks, and what is not read yet stays with
     * the client. It has no bound: whoever reads sets one.
     */
    InputStream body();
}
