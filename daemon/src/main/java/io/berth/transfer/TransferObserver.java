package io.berth.transfer;

/** Counts what comes in and goes out; called on transfer threads, must not block. */
@FunctionalInterface
public interface TransferObserver {
    void received(long bytes);

    default void sent(long bytes) {}
}
