package io.berth.transfer;

import java.time.Duration;

/** Wakes the one thread that looks after several downloads; a raise before the wait counts. */
public final class Signal {
    private boolean raised;

    public synchronized void raise() {
        raised = true;
        notifyAll();
    }

    /** Waits for a raise since the last wait, at most so long. */
    public synchronized void await(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toMillis(); left > 0 && !raised; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                return; // nobody interrupts threads here; the caller looks around and waits again
            }
        }
        raised = false;
    }
}
