package io.berth.image;

import io.berth.image.PushPlan.Blob;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobTarget;
import io.berth.transfer.Bucket;
import io.berth.transfer.Signal;
import io.berth.transfer.Upload;
import io.berth.transfer.Upload.Outcome;
import io.berth.transfer.Upload.Wish;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The uploads that one push waits for. Closing it ends those that run. */
final class PushUploads implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final List<Upload> uploads = new ArrayList<>();
    private final Map<Digest, Long> shown = new HashMap<>();
    private final Signal signal = new Signal();

    /**
     * Begins them.
     *
     * @param from where a blob may be mounted from; null for none
     * @param bytes where a blob is read; null where nowhere
     */
    PushUploads(
            Uploads all,
            List<Blob> blobs,
            BlobTarget target,
            Function<Descriptor, @Nullable Repository> from,
            Function<Blob, @Nullable BlobReader> bytes,
            Bucket limit) {
        try {
            for (Blob blob : blobs) {
                Descriptor descriptor = blob.descriptor();
                Repository source = from.apply(descriptor);
                uploads.add(all.begin(new Wish(descriptor, target, source, bytes.apply(blob), limit, signal)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Upload> uploads() {
        return List.copyOf(uploads);
    }

    /** Returns when all are there, or throws what the first failure was. */
    void await(PushProgress progress, CancelToken cancel) throws IOException {
        try (var _ = cancel.onCancel(signal::raise)) {
            List<Upload> pending = new ArrayList<>(uploads);
            for (Upload upload : pending) {
                if (isShown(upload)) {
                    progress.waiting(upload.blob());
                }
            }
            while (!pending.isEmpty()) {
                look(pending, progress);
                if (cancel.isCancelled()) {
                    throw new Unavailable(Subject.JOB, "cancelled");
                }
                if (!pending.isEmpty()) {
                    signal.await(LOOK);
                }
            }
        }
    }

    private void look(List<Upload> pending, PushProgress progress) throws IOException {
        for (Iterator<Upload> left = pending.iterator(); left.hasNext(); ) {
            Upload upload = left.next();
            Outcome outcome = upload.outcome();
            if (outcome == null) {
                tellCurrent(upload, progress);
                continue;
            }
            left.remove();
            if (isShown(upload)) {
                tell(upload, outcome, progress);
            }
        }
    }

    private void tellCurrent(Upload upload, PushProgress progress) throws IOException {
        long current = upload.current();
        Long before = shown.put(upload.blob().digest(), current);
        if (current > 0 && isShown(upload) && !Objects.equals(before, current)) {
            progress.uploading(upload.blob(), current);
        }
    }

    private static void tell(Upload upload, Outcome outcome, PushProgress progress) throws IOException {
        switch (outcome) {
            case PRESENT -> progress.present(upload.blob());
            case MOUNTED -> progress.mounted(upload.blob(), Objects.requireNonNull(upload.from()));
            case SENT -> progress.pushed(upload.blob());
        }
    }

    /** Configs of images come without a row. */
    private static boolean isShown(Upload upload) {
        return !MediaTypes.isImageConfig(upload.blob().mediaType());
    }

    @Override
    public void close() {
        uploads.forEach(Upload::close);
    }
}
