package io.berth.content;

import io.berth.oci.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The leases that run. A sweep marks what goes while none is taken, so that a blob found live under a lease stays so. */
final class BlobLeases implements Leases {
    private final Map<Digest, Integer> leased = new HashMap<>();

    @Override
    public synchronized Lease lease(Collection<Digest> blobs) {
        List<Digest> taken = List.copyOf(blobs);
        taken.forEach(blob -> leased.merge(blob, 1, Integer::sum));
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                end(taken);
            }
        };
    }

    private synchronized void end(List<Digest> taken) {
        taken.forEach(blob -> leased.computeIfPresent(blob, (_, count) -> count == 1 ? null : count - 1));
    }

    /** Does this with all that is leased; who wants a lease waits until it is done. */
    synchronized <T> T during(Function<Set<Digest>, T> work) {
        return work.apply(Set.copyOf(leased.keySet()));
    }
}
