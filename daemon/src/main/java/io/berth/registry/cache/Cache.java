package io.berth.registry.cache;

import io.berth.index.CacheIndex.Usage;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Other registries, served from the store. Bytes never change on the way. What is here is served from here, whoever
 * brought it; what is not is fetched once, however many ask, with the daemon's own credentials, and kept while there is
 * room. Failures are those of {@code remote}, in its words.
 */
public final class Cache implements AutoCloseable {
    private final Store store;
    private volatile CacheSettings settings;
    private final CancelToken stop = new CancelToken();
    private final CacheCounts counts = new CacheCounts();
    private final Upstreams upstreams;
    private final Gate gate;
    private final Keeper keeper;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Tags tags;

    public Cache(Store store, CacheSettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        Uses uses = new Uses(store.cached(), clock);
        this.upstreams = new Upstreams(this::settings);
        this.gate = new Gate(store.policy(), stop);
        this.keeper = new Keeper(store, uses, this::settings);
        this.manifests = new Manifests(store, this::settings, gate, uses, counts, keeper, clock, stop);
        this.blobs = new Blobs(store, gate, uses, counts, keeper, stop);
        this.tags = new Tags(store, this::settings, gate, counts, clock, stop);
    }

    /** From now on these hold; what was fetched for an upstream that is gone stays until there is no room for it. */
    public void reload(CacheSettings changed) {
        settings = changed;
        keeper.grown();
    }

    /** The upstream's repository that this name means; empty where it means none. */
    public Optional<Repository> find(String name) {
        return upstreams.find(name);
    }

    /** Whether the name is of an upstream that it names itself, so that it can be nobody else's. */
    public boolean owns(String name) {
        return Upstreams.namesRegistry(name) && upstreams.find(name).isPresent();
    }

    /** What a tag or digest points to; a tag is asked about again when its time to live is over. */
    public CachedManifest manifest(Reference reference) throws IOException {
        return manifests.get(reference);
    }

    /** The bytes of a manifest that was found here a moment ago. */
    public byte[] read(Digest manifest) throws IOException {
        return store.content().read(manifest, Limits.MANIFEST_BYTES_MAX);
    }

    /** What is known of a blob of this repository, without its bytes. */
    public Look look(Repository repository, Digest digest) throws IOException {
        return blobs.look(repository, digest);
    }

    /**
     * A blob that the repository has.
     *
     * @param here whether all of it is; it stays for a while then
     */
    public record Look(Descriptor descriptor, boolean here) {}

    /** A blob of this repository; the caller closes it. */
    public CachedBlob blob(Repository repository, Digest digest) throws IOException {
        return blobs.open(repository, digest);
    }

    public CachedTags tags(Repository repository) throws IOException {
        return tags.list(repository);
    }

    /** What refers to a manifest; asked of the registry each time. */
    public List<Descriptor> referrers(Repository repository, Digest subject) {
        gate.open(repository);
        return store.client(repository).aside().referrers(subject, stop);
    }

    /** So many bytes of a blob go to a client. */
    public void serves(long bytes) {
        counts.served.add(bytes);
    }

    public CacheSettings settings() {
        return settings;
    }

    public CacheCounts counts() {
        return counts;
    }

    public Usage usage() {
        return store.cached().usage();
    }

    /** Ends what is being asked; downloads end with {@code Downloads}. */
    @Override
    public void close() {
        stop.cancel();
        keeper.close();
    }
}
