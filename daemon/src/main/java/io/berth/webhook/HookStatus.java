package io.berth.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook does; numbers are of this run of the daemon.
 *
 * @param address without what may be a secret
 * @param cursor the last event of which it need not be told any more
 * @param behind events behind it, whether it wants them or not
 * @param delivered events that it has taken
 * @param missed events that the log forgot before it took them
 * @param failures in a row
 * @param status of its last answer; 0 where there was none
 * @param error why the last attempt failed; empty where it did not
 * @param next when it is tried again; null where nothing waits
 */
public record HookStatus(
        String name,
        String address,
        long cursor,
        long behind,
        long delivered,
        long missed,
        int failures,
        int status,
        String error,
        @Nullable Instant last,
        @Nullable Instant next) {}
