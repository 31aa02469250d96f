package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Flight;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets all who want the same manifest or config share one request, and keeps what came last for those who ask before it
 * is stored. Whoever asks has shown its right to a document by resolving what names it with its own credentials.
 */
final class SharedDocuments {
    private final int bytesMax;
    private final Map<Digest, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Digest, Flight<byte[]>> asked = new HashMap<>();
    private long bytes;

    SharedDocuments(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** What is kept, else what the request brings, verified. Who waited in vain for another asks without delay. */
    byte[] get(Descriptor wanted, CancelToken cancel, Supplier<byte[]> request) {
        Flight<byte[]> mine = new Flight<>();
        Flight<byte[]> first = join(wanted.digest(), mine);
        if (first != mine) {
            first.await(cancel);
            byte[] known = known(wanted);
            if (known != null) {
                return known;
            }
        }
        try {
            byte[] document = request.get();
            keep(wanted.digest(), document);
            return document;
        } finally {
            end(wanted.digest(), mine);
        }
    }

    /** The request for it: the caller's own, that of another, or one that has ended where it is here. */
    private synchronized Flight<byte[]> join(Digest digest, Flight<byte[]> mine) {
        if (kept.containsKey(digest)) {
            Flight<byte[]> over = new Flight<>();
            over.abandon();
            return over;
        }
        Flight<byte[]> other = asked.putIfAbsent(digest, mine);
        return other == null ? mine : other;
    }

    /** Who waited looks at what is kept: of a failure there is nothing, and everybody asks. */
    private synchronized void end(Digest digest, Flight<byte[]> mine) {
        asked.remove(digest, mine);
        mine.abandon();
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
