package io.berth.transfer;

import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.problem.Problem;
import io.berth.remote.BlobSource;
import java.io.IOException;

/** One caller's wish for one blob. Closing the last one for a blob closes its socket and keeps its bytes. */
public final class Interest implements Transfer, AutoCloseable {
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

    @Override
    public Descriptor blob() {
        return download.blob();
    }

    @Override
    public long current() {
        return download.current();
    }

    @Override
    public Progress progress() {
        return new Progress(
                download.state().shown(),
                download.speed().perSecond(),
                download.host(),
                download.retries(),
                download.interests().size(),
                download.trouble());
    }

    /** Whether the download has ended; {@link #check} tells how. */
    @Override
    public boolean isDone() {
        return download.isDone();
    }

    /** Whether the download has ended well: the blob is live, and the job holds it. */
    public boolean isGood() {
        return download.isDone() && download.failure() == null;
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
