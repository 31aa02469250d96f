package io.berth.server.http;

import java.time.Duration;

/** Is told of each request that was answered; meters stand behind it. */
@FunctionalInterface
public interface HttpObserver {
    /**
     * Must neither block nor throw.
     *
     * @param route the route's pattern, or {@code other} where none fits
     * @param took until the last byte was handed to the connection
     */
    void served(String method, String route, int status, Duration took);
}
