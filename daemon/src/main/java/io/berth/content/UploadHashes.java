package io.berth.content;

import io.berth.io.Limits;
import io.berth.io.Recent;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hashes of uploads between two requests; what is not remembered is hashed again. */
final class UploadHashes {
    private final Map<String, Hashed> all = Recent.added(Limits.UPLOAD_HASHES_MAX);

    /** The hash of so many first bytes, and when the last of them came. */
    record Hashed(long bytes, MessageDigest hash, Instant at) {}

    synchronized void remember(String upload, Hashed hashed) {
        all.put(upload, hashed);
    }

    /** Hands it over and forgets it: who goes on with the upload changes it. */
    synchronized @Nullable Hashed recall(String upload) {
        return all.remove(upload);
    }

    /** Whether nothing is known of a byte that came since. */
    synchronized boolean isIdle(String upload, Instant since) {
        Hashed hashed = all.get(upload);
        return hashed == null || hashed.at().isBefore(since);
    }
}
