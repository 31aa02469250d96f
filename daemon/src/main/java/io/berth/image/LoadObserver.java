package io.berth.image;

/** Counts loads; must not block. */
@FunctionalInterface
public interface LoadObserver {
    /** How the load of one archive ended. */
    enum Outcome {
        LOADED,
        CANCELLED,
        FAILED
    }

    void loaded(Outcome outcome);
}
