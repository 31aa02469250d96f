package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets all who want the same manifest or config share one request, and keeps what came last for those who ask before it
 * is stored. Whoever asks has shown its right to a document by resolving what names it with its own credentials.
 */
final class SharedDocuments {
    private final int bytesMax;
    private final Map<Digest, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Digest> asked = new HashSet<>();
    private long bytes;

    SharedDocuments(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** What is kept, else what the request brings, verified. Who waited in vain for another asks without delay. */
    byte[] get(Descriptor wanted, CancelToken cancel, Supplier<byte[]> request) {
        boolean first = begin(wanted.digest(), cancel);
        byte[] known = first ? null : known(wanted);
        if (known != null) {
            return known;
        }
        try {
            byte[] document = request.get();
            keep(wanted.digest(), document);
            return document;
        } finally {
            if (first) {
                end(wanted.digest());
            }
        }
    }

    /** Whether the caller is to ask; false where it is here, or somebody else has asked and is ready. */
    private synchronized boolean begin(Digest digest, CancelToken cancel) {
        if (kept.containsKey(digest)) {
            return false;
        }
        if (asked.add(digest)) {
            return true;
        }
        try (var _ = cancel.onCancel(this::wake)) {
            while (asked.contains(digest) && !cancel.isCancelled()) {
                wait();
            }
        } catch (InterruptedException e) {
            cancel.cancel(); // nobody interrupts threads here; should it happen, the work ends
        }
        return false;
    }

    private synchronized void end(Digest digest) {
        asked.remove(digest);
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** A descriptor with another size lies, which shows when it is fetched. */
    private synchronized byte @Nullable [] known(Descriptor wanted) {
        byte[] document = kept.get(wanted.digest());
        return document != null && document.length == wanted.size() ? document : null;
    }

    private synchronized void keep(Digest digest, byte[] document) {
        if (document.length > bytesMax || kept.putIfAbsent(digest, document) != null) {
            return;
        }
        bytes += document.length;
        Iterator<byte[]> oldest = kept.values().iterator();
        while (bytes > bytesMax) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }
}
