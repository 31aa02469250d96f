package io.berth.registry.cache;

import io.berth.index.CacheIndex.Entry;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.registry.cache.Cache.Look;
import io.berth.remote.RegistryClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Blobs: those that are here, whoever holds them, and those that have to come. */
final class Blobs {
    private final Store store;
    private final Gate gate;
    private final Uses uses;
    private final CacheCounts counts;
    private final Keeper keeper;
    private final CancelToken stop;
    private final Flights<Wish, Descriptor> flights = new Flights<>();

    Blobs(Store store, Gate gate, Uses uses, CacheCounts counts, Keeper keeper, CancelToken stop) {
        this.store = store;
        this.gate = gate;
        this.uses = uses;
        this.counts = counts;
        this.keeper = keeper;
        this.stop = stop;
    }

    Look look(Repository repository, Digest digest) throws IOException {
        Wish wish = new Wish(Reference.digested(repository, digest), gate.open(repository));
        Optional<Entry> known = store.cached().find(repository, digest, wish.rule());
        if (known.filter(Entry::live).isEmpty()) {
            return new Look(known.isPresent() ? known.get().descriptor() : asked(wish, digest), false);
        }
        counts.blobHits.increment();
        used(known.get());
        return new Look(known.get().descriptor(), true);
    }

    CachedBlob open(Repository repository, Digest digest) throws IOException {
        Look look = look(repository, digest);
        if (look.here()) {
            try {
                return new CachedBlob.Whole(look.descriptor(), store.content().open(digest));
            } catch (NotFound | Corrupt e) {
                // Damaged, or gone since: it comes again.
            }
        }
        counts.blobMisses.increment();
        return new Fill(store, look.descriptor(), store.client(repository), this::kept);
    }

    /** Another holder may let go of it, so that from now on the cache holds it as well. */
    private void used(Entry entry) {
        uses.used(entry.descriptor().digest());
        if (!entry.cached()) {
            store.cached().keep(List.of(entry.descriptor().digest()));
        }
    }

    private void kept(long bytes) {
        counts.fetched.add(bytes);
        keeper.grown();
    }

    /** A blob that no manifest here names: the registry says whether the repository has it, and the policy whether it may be had. */
    private Descriptor asked(Wish wish, Digest digest) throws IOException {
        return flights.get(wish, () -> {
            RegistryClient client = store.client(wish.repository());
            Descriptor blob = client.describeBlob(digest, stop);
            String rule = gate.check(
                    wish.reference(), digest, () -> client.blob(blob, Limits.MANIFEST_BYTES_MAX, stop), client);
            store.cached().put(wish.repository(), blob, rule);
            return blob;
        });
    }
}
