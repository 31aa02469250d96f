package io.berth.server.http;

import java.io.IOException;
import java.util.Optional;

/** What serves one route: parses, calls, answers. */
@FunctionalInterface
public interface Handler {
    /**
     * Serves one request, on a thread that may block.
     *
     * @throws io.berth.problem.Problem is rendered as the API's error; anything else becomes a 500 and is logged
     */
    Reply handle(Request request) throws IOException;

    /**
     * The answer where it is at hand: asked before {@link #handle}, on an event loop, so it may look into memory and open a
     * file, and must not wait for anything else. Empty leaves the request to {@link #handle}; a failure is the answer.
     */
    default Optional<Reply> answerAtOnce(Request request) throws IOException {
        return Optional.empty();
    }
}
