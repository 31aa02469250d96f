package io.berth.webhook;

import io.berth.io.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one webhook's deliveries so far; told by its thread, read by any. */
final class Tally {
    private long cursor;
    private long delivered;
    private long missed;
    private int failures;
    private int status;
    private String error = "";
    private @Nullable Instant last;
    private @Nullable Instant next;

    synchronized void moved(long place) {
        cursor = place;
    }

    synchronized void taken(int answer) {
        failures = 0;
        status = answer;
        error = "";
        last = Instant.now();
        next = null;
    }

    synchronized void delivered(long events, long forgotten) {
        delivered += events;
        missed += forgotten;
    }

    /** Returns how often in a row. */
    synchronized int failed(int answer, String reason) {
        status = answer;
        error = reason.substring(0, Math.min(reason.length(), Limits.WEBHOOK_ERROR_LENGTH_MAX));
        last = Instant.now();
        return ++failures;
    }

    synchronized void waits(Instant until) {
        next = until;
    }

    synchronized String error() {
        return error;
    }

    synchronized HookStatus status(Hook hook, long end) {
        return new HookStatus(
                hook.name(),
                hook.shown(),
                cursor,
                Math.max(0, end - cursor),
                delivered,
                missed,
                failures,
                status,
                error,
                last,
                next);
    }
}
