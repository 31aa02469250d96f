package io.berth.registry.cache;

import io.berth.content.ContentCheck;
import io.berth.index.IndexOptions;
import io.berth.io.CancelToken;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.Backoff;
import io.berth.remote.Proxies;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A registry, a store, and a cache between them, whose clock the test moves. */
final class CacheRig implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(5);
    private static final Backoff BACKOFF =
            new Backoff(2, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20));

    final FakeRegistry registry = new FakeRegistry();
    final TestStore store;
    final Cache cache;
    final Jobs jobs = new Jobs();
    private final Remotes remotes = new Remotes(new RemoteSettings(
            List.of(), List.of(), RegistryHosts.NONE, Proxies.NONE, "test", TransportSettings.DEFAULTS, BACKOFF));
    private final Downloads downloads;
    private boolean closed;
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    CacheRig(Path root) throws IOException {
        this(root, 0, TrustPolicy.NONE);
    }

    CacheRig(Path root, long bytesMax, TrustPolicy policy) throws IOException {
        this(root, bytesMax, policy, false);
    }

    /** The registry is also meant by names that name none. */
    static CacheRig withPlainUpstream(Path root) throws IOException {
        return new CacheRig(root, 0, TrustPolicy.NONE, true);
    }

    private CacheRig(Path root, long bytesMax, TrustPolicy policy, boolean plain) throws IOException {
        IndexOptions options = new IndexOptions(Disk.REAL, () -> now, Duration.ofHours(1));
        store = TestStore.open(root, Disk.REAL, options, "boot-1");
        DownloadSettings settings = new DownloadSettings(3, BACKOFF, Duration.ofSeconds(60), 1);
        downloads = new Downloads(store.content(), settings, Bandwidth.unlimited(), _ -> {});
        cache = new Cache(
                new Store(
                        store.index(),
                        store.index().cache(),
                        store.content(),
                        store.content(),
                        remotes,
                        downloads,
                        jobs,
                        policy),
                new CacheSettings(
                        Set.of(registry.authority()),
                        plain ? registry.authority() : null,
                        TTL,
                        Duration.ofSeconds(20),
                        bytesMax),
                () -> now);
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    Repository repository() {
        return Repository.parse(registry.authority() + "/library/x");
    }

    CachedManifest tag(String tag) throws IOException {
        return cache.manifest(Reference.tagged(repository(), tag));
    }

    CachedManifest digest(Digest digest) throws IOException {
        return cache.manifest(Reference.digested(repository(), digest));
    }

    byte[] blob(Digest digest) throws IOException {
        return blob(digest, 0);
    }

    /** Reads a blob from this byte on, as a client. */
    byte[] blob(Digest digest, long from) throws IOException {
        try (CachedBlob blob = cache.blob(repository(), digest)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer some = ByteBuffer.allocate(8192);
            switch (blob) {
                case CachedBlob.Whole whole -> {
                    whole.file().position(from);
                    while (whole.file().read(some.clear()) >= 0) {
                        all.write(some.array(), 0, some.position());
                    }
                }
                case CachedBlob.Coming coming -> {
                    coming.begin(from, new CancelToken());
                    while (coming.read(some.clear()) >= 0) {
                        all.write(some.array(), 0, some.position());
                    }
                }
            }
            return all.toByteArray();
        }
    }

    /** Pulls all of an image, as a client. */
    void pull(String tag, RandomImage image) throws IOException {
        tag(tag);
        for (Descriptor blob : image.blobs().keySet()) {
            if (!blob.digest().equals(image.id())) {
                blob(blob.digest());
            }
        }
    }

    /** How often the registry was asked for this. */
    long asked(String method, Object what) {
        return registry.lines().stream()
                .filter(line -> line.startsWith(method + " ") && line.endsWith("/" + what))
                .count();
    }

    boolean isLive(Digest digest) {
        return store.index()
                .blob(digest)
                .filter(row -> row.state().equals("LIVE"))
                .isPresent();
    }

    /** What is wrong with the store; closes it. */
    List<String> faults() throws IOException {
        close();
        return ContentCheck.faults(store.root());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Stream.<AutoCloseable>of(cache, downloads, remotes, store, registry).forEach(CacheRig::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
