package io.berth.remote;

import io.berth.remote.Checkup.Status;
import io.berth.remote.Checkup.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of a checkup so far; each is timed from the one before it. */
final class StepLog {
    private static final int DETAIL_LENGTH_MAX = 1000;

    private final List<Step> steps = new ArrayList<>();
    private long since = System.nanoTime();

    void ok(String name, String detail) {
        add(name, Status.OK, detail);
    }

    void failed(String name, String detail) {
        add(name, Status.FAILED, detail);
    }

    void skipped(String name, String detail) {
        add(name, Status.SKIPPED, detail);
    }

    private void add(String name, Status status, String detail) {
        long now = System.nanoTime();
        String clean = RemoteError.clean(detail);
        String cut = clean.length() > DETAIL_LENGTH_MAX ? clean.substring(0, DETAIL_LENGTH_MAX) : clean;
        steps.add(new Step(name, status, cut, Duration.ofNanos(now - since).toMillis()));
        since = now;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
