package io.berth.image;

import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.index.ManifestFacts;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A registry, a store, and a puller between them. */
final class PullRig implements AutoCloseable {
    final FakeRegistry registry = new FakeRegistry();
    final TestStore store;
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final Downloads downloads;
    private final ImagePuller puller;

    PullRig(Path root) throws IOException {
        this(root, TrustPolicy.NONE);
    }

    PullRig(Path root, TrustPolicy policy) throws IOException {
        this(root, policy, index -> index);
    }

    PullRig(Path root, TrustPolicy policy, UnaryOperator<Index> seen) throws IOException {
        store = TestStore.open(root);
        downloads = new Downloads(store.content(), DownloadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        puller = new ImagePuller(
                seen.apply(store.index()), store.content(), remotes, downloads, new Jobs(), new NoObserver(), policy);
    }

    /** A name in the registry's only repository: {@code ":latest"}. */
    Reference reference(String rest) {
        return Reference.parse(registry.authority() + "/library/x" + rest);
    }

    /** Pulls, and returns what was told. */
    List<String> pull(String rest, PullPlatforms platforms) throws IOException {
        return pull(reference(rest), platforms);
    }

    List<String> pull(Reference reference, PullPlatforms platforms) throws IOException {
        RecordedProgress progress = new RecordedProgress();
        puller.pull(
                new PullRequest(reference, platforms, Credentials.anonymous(), Map.of()), progress, new CancelToken());
        return progress.rows();
    }

    Optional<Image> named(String rest) {
        return store.index().images().byName(reference(rest));
    }

    /** For each manifest, in the image's order, whether it is here. */
    List<Boolean> available(RandomImage image) {
        return store.index().images().byId(image.id()).orElseThrow().facts().manifests().stream()
                .map(ManifestFacts::available)
                .toList();
    }

    /** How often a document or blob was asked for. */
    long gets(Digest digest) {
        return registry.lines().stream()
                .filter(line -> line.startsWith("GET ") && line.contains(digest.toString()))
                .count();
    }

    @Override
    public void close() {
        Stream.<AutoCloseable>of(downloads, remotes, store, registry).forEach(PullRig::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
