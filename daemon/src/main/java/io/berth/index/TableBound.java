package io.berth.index;

import io.berth.io.Limits;

/**
 * How much memory the images may take, in bytes as {@link HeldBytes} counts them: they are all held there, and a daemon
 * that dies of its heap would die again at every start.
 *
 * @param images beyond it no image comes in
 * @param names beyond it no name comes in; more, so that what is here can be named where no image comes in any more
 */
public record TableBound(long images, long names) {
    static final TableBound NONE = new TableBound(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final int PERCENT = 100;

    /** For a daemon with so large a heap, in bytes. */
    public static TableBound ofHeap(long heap) {
        return new TableBound(
                heap / PERCENT * Limits.IMAGES_HEAP_PERCENT_MAX, heap / PERCENT * Limits.NAMES_HEAP_PERCENT_MAX);
    }
}
