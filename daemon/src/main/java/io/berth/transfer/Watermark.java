package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.io.CancelToken.Registration;

/** How far a blob has come, for those who read along. One thread moves it, any number wait for it. */
final class Watermark {
    private Mark mark = new Mark(0, 0, false);

    /**
     * Where it stands.
     *
     * @param bytes that are here, from the first on; not proven before the end
     * @param generation grows when bytes that were here turn out to be no use: whoever read some has read wrong ones
     * @param ended whether no more will come, for better or worse
     */
    record Mark(long bytes, int generation, boolean ended) {}

    synchronized Mark mark() {
        return mark;
    }

    synchronized void reach(long bytes) {
        move(new Mark(bytes, mark.generation, mark.ended));
    }

    /** To be called before the bytes are overwritten: a reader looks at the generation after it has read. */
    synchronized void beginAgain() {
        if (mark.bytes > 0) {
            move(new Mark(0, mark.generation + 1, mark.ended));
        }
    }

    synchronized void end() {
        move(new Mark(mark.bytes, mark.generation, true));
    }

    private void move(Mark next) {
        mark = next;
        notifyAll();
    }

    /** Waits until more than so many bytes are here, or no more will come, or the caller is cancelled. */
    synchronized Mark awaitBeyond(long bytes, CancelToken cancel) {
        try (Registration _ = cancel.onCancel(this::wake)) {
            while (mark.bytes <= bytes && !mark.ended && !cancel.isCancelled()) {
                wait();
            }
        } catch (InterruptedException e) {
            cancel.cancel(); // nobody interrupts threads here; should it happen, the work ends
        }
        return mark;
    }

    private synchronized void wake() {
        notifyAll();
    }
}
