package io.berth.server.http;

import io.berth.io.Product;
import org.springframework.http.HttpHeaders;

/**
 * Which of the engine's own headers an answer carries. Engines leave them out where routing failed, and clients that
 * negotiate take an {@code Api-Version} on any answer as valid.
 */
enum CommonHeaders {
    /** Unknown paths and redirects. */
    NONE,
    /** A version that is too old or too new: all but {@code Docker-Experimental}. */
    VERSION_REFUSED,
    ALL,
    /** Of an API that is not the engine's. */
    OTHER;

    // No "Docker/" here: no client we know reads this header, and ours should not claim to be another's.
    private static final String SERVER = Product.NAME + "/" + Product.VERSION + " (linux)";

    void addTo(HttpHeaders headers) {
        headers.set(HttpHeaders.DATE, HttpDate.now());
        if (this == NONE) {
            return;
        }
        headers.set(HttpHeaders.SERVER, SERVER);
        if (this == OTHER) {
            return;
        }
        headers.set("Api-Version", ApiVersion.NEWEST.toString());
        headers.set("Ostype", "linux");
        if (this == ALL) {
            headers.set("Docker-Experimental", "false");
        }
    }
}
