package io.berth.remote;

import io.berth.remote.Checkup.Status;
import io.berth.remote.Checkup.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of a checkup so far; each is timed from the one before it. */
final class StepLog {
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
        String told = RemoteError.clean(detail);
        steps.add(new Step(name, status, told, Duration.ofNanos(now - since).toMillis()));
        since = now;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
