package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.ManifestFacts;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.testing.ReceivingRegistry;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Jobs;
import io.berth.transfer.UploadSettings;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyTest {
    private final FakeRegistry source = new FakeRegistry();
    private final ReceivingRegistry target = new ReceivingRegistry();
    private final RandomImages images = new RandomImages(5);
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final RecordedPush progress = new RecordedPush();
    private TestStore store;
    private Uploads uploads;
    private ImageCopier copier;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        uploads = new Uploads(store.index().uploads(), UploadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        copier = new ImageCopier(store.index(), store.content(), remotes, uploads, new Jobs());
    }

    @AfterEach
    void close() {
        uploads.close();
        remotes.close();
        store.close();
        source.close();
        target.close();
    }

    private List<String> copy(String from, String to, @Nullable Platform platform) throws IOException {
        progress.rows().clear();
        copier.copy(
                new CopyRequest(
                        Reference.parse(source.authority() + "/library/x" + from),
                        Reference.parse(target.authority() + "/my/x" + to),
                        platform,
                        _ -> Credentials.anonymous(),
                        0),
                progress,
                new CancelToken());
        return progress.rows();
    }

    private Digest at(String reference) {
        return Digest.of(target.manifest("my/x", reference));
    }

    @Test
    void wholeIndexArrivesAndNothingIsKept() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        source.with("1", image);
        copy(":1", ":2", null);
        assertThat(at("2")).isEqualTo(image.id());
        assertThat(image.facts().manifests())
                .allMatch(one -> at(one.descriptor().digest().toString())
                        .equals(one.descriptor().digest()));
        assertThat(store.index().images().totals().blobs()).isZero();
    }

    @Test
    void tagOfTheSourceIsKeptWhereTheTargetHasNone() throws IOException {
        RandomImage image = images.image();
        source.with("1", image);
        copy(":1", "", null);
        assertThat(at("1")).isEqualTo(image.id());
    }

    @Test
    void onlyWhatIsMissingIsFetched() throws IOException {
        source.with("1", images.image(wish().layers(3)));
        copy(":1", ":1", null);
        long received = target.received();
        long gets = source.lines().stream()
                .filter(line -> line.contains("GET") && line.contains("/blobs/"))
                .count();
        assertThat(copy(":1", ":2", null))
                .filteredOn(row -> row.startsWith("present"))
                .hasSize(3);
        assertThat(target.received()).isEqualTo(received);
        assertThat(source.lines().stream().filter(line -> line.contains("GET") && line.contains("/blobs/")))
                .hasSize((int) gets);
    }

    @Test
    void onePlatformIsItsManifest() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        source.with("1", image);
        copy(":1", ":1", Platform.parse("linux/arm64"));
        assertThat(image.facts().manifests().stream()
                        .filter(one -> one.platform().architecture().equals("arm64"))
                        .map(ManifestFacts::descriptor))
                .first()
                .satisfies(descriptor -> assertThat(at("1")).isEqualTo(descriptor.digest()));
    }

    @Test
    void missingSourceIsToldBeforeAnythingElse() {
        assertThatThrownBy(() -> copy(":no", ":1", null)).isInstanceOf(NotFound.class);
        assertThat(progress.rows()).isEmpty();
    }
}
