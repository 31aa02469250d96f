package io.berth.webhook;

import io.berth.io.CancelToken;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sends a document to a receiver. */
@FunctionalInterface
interface Post {
    /**
     * Waits for the head of the answer.
     *
     * @throws IOException with a text that tells no secret, where there is none
     */
    Answer send(URI url, Map<String, String> headers, byte[] body, CancelToken cancel) throws IOException;

    record Answer(int status, Optional<Duration> retryAfter) {}
}
