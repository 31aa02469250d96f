package io.berth.transfer;

import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.problem.Problem;
import io.berth.remote.BlobSource;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One caller's wish for one blob. Closing the last one for a blob closes its socket and keeps its bytes. */
public final class Interest implements AutoCloseable {
    private final Downloads downloads;
    private final Download download;
    private final BlobSource source;
    private final JobId job;
    private final Bucket limit;
    private final Signal signal;

    Interest(Downloads downloads, Download download, BlobSource source, JobId job, Bucket limit, Signal signal) {
        this.downloads = downloads;
        this.download = download;
        this.source = source;
        this.job = job;
        this.limit = limit;
        this.signal = signal;
    }

    public Descriptor blob() {
        return download.blob();
    }

    /** Bytes that are here. */
    public long current() {
        return download.current();
    }

    /** How it goes. */
    public Progress progress() {
        return new Progress(
                download.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                download.speed().perSecond(),
                download.host(),
                download.retries(),
                download.interests().size(),
                download.trouble());
    }

    /**
     * How a download goes.
     *
     * @param state queued, connecting, receiving, limited, backing-off, verifying or done
     * @param speed in bytes a second
     * @param host who sends the bytes; empty where that is not known yet
     * @param clients who wait for it
     * @param trouble why it waits before it tries again
     */
    public record Progress(
            String state,
            long speed,
            String host,
            int retries,
            int clients,
            @Nullable Trouble trouble) {}

    /** Whether the download has ended; {@link #check} tells how. */
    public boolean isDone() {
        return download.isDone();
    }

    /**
     * Returns where the download is running or went well.
     *
     * @throws Problem where it failed
     * @throws IOException where our own disk failed
     */
    public void check() throws IOException {
        switch (download.failure()) {
            case null -> {}
            case Problem problem -> throw problem;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        downloads.leave(this);
    }

    Download download() {
        return download;
    }

    BlobSource source() {
        return source;
    }

    Bucket limit() {
        return limit;
    }

    JobId job() {
        return job;
    }

    Signal signal() {
        return signal;
    }
}
