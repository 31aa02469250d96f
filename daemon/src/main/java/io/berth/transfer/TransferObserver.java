package io.berth.transfer;

/** Counts what comes in; called on transfer threads, must not block. */
@FunctionalInterface
public interface TransferObserver {
    void received(long bytes);
}
