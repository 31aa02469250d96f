package io.berth.transfer;

import io.berth.oci.Descriptor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One blob on its way from or to a registry, as it is shown. Looked at by any thread. */
public interface Transfer {
    Descriptor blob();

    /** Bytes that are where they should be. */
    long current();

    Progress progress();

    boolean isDone();

    /** What it does now. */
    enum State {
        QUEUED,
        CONNECTING,
        RECEIVING,
        SENDING,
        /** A limit on the bandwidth holds it. */
        LIMITED,
        /** Waits before it tries again. */
        BACKING_OFF,
        VERIFYING,
        DONE;

        /** As clients see it: {@code backing-off}. */
        String shown() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How it goes.
     *
     * @param state queued, connecting, receiving, sending, limited, backing-off, verifying or done
     * @param speed in bytes a second
     * @param host the other side; empty where that is not known yet
     * @param clients who wait for it
     * @param trouble why it waits before it tries again
     */
    record Progress(
            String state,
            long speed,
            String host,
            int retries,
            int clients,
            @Nullable Trouble trouble) {}
}
