package io.berth.image;

import io.berth.index.Image;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry, an empty store, and a puller between them. */
@Timeout(60)
abstract class PullCase {
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    final FakeRegistry registry = new FakeRegistry();
    final RandomImages images = new RandomImages(1);
    final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    final Jobs jobs = new Jobs();
    final CancelToken cancel = new CancelToken();
    TestStore store;
    Downloads downloads;
    ImagePuller puller;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        downloads = new Downloads(store.content(), DownloadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        puller = new ImagePuller(
                store.index(), store.content(), remotes, downloads, jobs, new NoObserver(), TrustPolicy.NONE);
    }

    @AfterEach
    void close() {
        downloads.close();
        remotes.close();
        store.close();
        registry.close();
    }

    Reference reference(String rest) {
        return Reference.parse(registry.authority() + "/library/x" + rest);
    }

    List<String> pull(String rest) throws IOException {
        return pull(rest, null);
    }

    List<String> pull(String rest, @Nullable Platform platform) throws IOException {
        RecordedProgress progress = new RecordedProgress();
        PullPlatforms platforms = platform == null ? PullPlatforms.host() : PullPlatforms.of(platform);
        puller.pull(new PullRequest(reference(rest), platforms, Credentials.anonymous(), Map.of()), progress, cancel);
        return progress.rows();
    }

    Optional<Image> named(String rest) {
        return store.index().images().byName(reference(rest));
    }

    static List<Digest> layers(RandomImage image) {
        return image.blobs().keySet().stream()
                .filter(blob -> blob.mediaType().equals(LAYER))
                .map(Descriptor::digest)
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String describe(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    static byte[] manifest(String config, String... layers) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":" + config
                + ",\"layers\":[" + String.join(",", layers) + "]}");
    }
}
