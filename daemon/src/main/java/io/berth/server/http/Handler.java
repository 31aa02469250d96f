package io.berth.server.http;

import java.io.IOException;

/** What serves one route: parses, calls, answers. Runs on a request thread and may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Serves one request.
     *
     * @throws io.berth.problem.Problem is rendered as the API's error; anything else becomes a 500 and is logged
     */
    Reply handle(Request request) throws IOException;
}
