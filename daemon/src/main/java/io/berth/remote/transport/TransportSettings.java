package io.berth.remote.transport;

import java.time.Duration;

/**
 * Times and sizes of a request.
 *
 * @param connect for the TCP connection and, again, for the TLS handshake
 * @param answer from the request to the first byte of the answer
 * @param idle between two pieces of a body
 * @param windowBytes of a body that may wait in memory for whoever takes it
 */
public record TransportSettings(Duration connect, Duration answer, Duration idle, int windowBytes) {
    public static final TransportSettings DEFAULTS =
            new TransportSettings(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(30), 4 << 20);

    /** Waits so long for an answer, and for the next piece of a body. */
    public TransportSettings withPatience(Duration most) {
        return new TransportSettings(connect, most, most, windowBytes);
    }
}
