package io.berth.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@link Reply.Client} of one stream. */
final class StreamClient implements Reply.Client {
    private final Consumer<StreamClient> ended;
    private List<Runnable> actions = new ArrayList<>();
    private boolean gone;

    /** Tells {@code ended} when the stream's writer has returned. */
    StreamClient(Consumer<StreamClient> ended) {
        this.ended = ended;
    }

    @Override
    public synchronized boolean isGone() {
        return gone;
    }

    @Override
    public void onGone(Runnable action) {
        synchronized (this) {
            if (!gone) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    void tellGone() {
        List<Runnable> told;
        synchronized (this) {
            gone = true;
            told = actions;
            actions = new ArrayList<>();
        }
        told.forEach(Runnable::run);
    }

    void end() {
        ended.accept(this);
    }
}
