package io.berth.index;

import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import org.jspecify.annotations.Nullable;

/** How much more the images in memory may take, while a change runs. What the change removes is free when it is done. */
final class Room {
    private static final long MIB = 1 << 20;

    private final TableBound bound;
    private final int images;
    private long held;
    private boolean lifted;

    /**
     * The room of one change.
     *
     * @param images how many there are
     * @param held what they take, with what earlier changes of the same transaction have added
     */
    Room(TableBound bound, int images, long held) {
        this.bound = bound;
        this.images = images;
        this.held = held;
    }

    /** What is held, with what this change has added so far. */
    long held() {
        return held;
    }

    /** From now on there is room for all: what comes was here before, and would be lost. */
    void lift() {
        lifted = true;
    }

    /**
     * An image comes in, or more of one. Where it comes from and what was proven of it adds to it as a name does: it is
     * held, but not refused.
     *
     * @param present what is here of it; null for nothing
     * @throws Forbidden where there is no room for it
     */
    void image(@Nullable ImageFacts present, ImageFacts facts) {
        boolean more = present == null || !facts.manifests().equals(present.manifests());
        long bytes = HeldBytes.of(facts) - (present == null ? 0 : HeldBytes.of(present));
        if (more && bytes > 0) {
            take(bytes, bound.images(), "image");
        }
    }

    /**
     * A name comes in.
     *
     * @throws Forbidden where there is no room even for that
     */
    void name(long bytes) {
        take(bytes, bound.names(), "name");
    }

    private void take(long bytes, long most, String what) {
        if (!lifted && held + bytes > most) {
            throw new Forbidden(
                    Subject.STORE,
                    "no room in memory for another " + what + ": " + images + " images are here, which take "
                            + held / MIB + " MiB of the " + most / MIB
                            + " that may be taken; remove some (docker image prune -a), or give the daemon a larger"
                            + " heap (BERTH_JAVA_OPTS=-Xmx" + larger() + "m)");
        }
        held += bytes;
    }

    private static long larger() {
        return 2 * ((Runtime.getRuntime().maxMemory() + MIB - 1) / MIB);
    }
}
