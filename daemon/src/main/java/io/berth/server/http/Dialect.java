package io.berth.server.http;

import java.util.Map;

/** In what the two APIs differ where no handler is at work. */
public interface Dialect {
    /**
     * Whether this is the Engine API, whose paths may begin with a version, whose unclean paths are redirected, and whose
     * answers carry its version.
     */
    boolean isEngine();

    /** Headers of every answer, beside {@code Date} and {@code Server}. */
    Map<String, String> headers();

    /** The answer to a request that failed; logs what is a fault of ours. */
    Reply failure(Throwable thrown);

    /** The answer to a request that may come from a foreign web page. */
    Reply refusal(String reason);

    /**
     * The answer where no route fits.
     *
     * @param otherMethod whether one does with another method
     */
    Reply noRoute(boolean otherMethod);
}
