package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Event;
import io.berth.index.Change;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.testing.ReceivingRegistry;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Jobs;
import io.berth.transfer.UploadSettings;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PushTest {
    private final ReceivingRegistry target = new ReceivingRegistry();
    private final RandomImages images = new RandomImages(1);
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final RecordedPush progress = new RecordedPush();
    private PullRig rig;
    private Uploads uploads;
    private ImagePusher pusher;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new PullRig(root);
        uploads = new Uploads(rig.store.index().uploads(), UploadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        pusher = new ImagePusher(
                rig.store.index(), rig.store.content(), rig.store.content().leases(), remotes, uploads, new Jobs());
    }

    @AfterEach
    void close() {
        uploads.close();
        remotes.close();
        rig.close();
        target.close();
    }

    private Reference name(String rest) {
        return Reference.parse(target.authority() + "/my/x" + rest);
    }

    /** Pulls an image and gives it a name at the target. */
    private void have(RandomImage image, String tag, Platform... platforms) throws IOException {
        rig.registry.with("latest", image);
        rig.pull(":latest", platforms.length == 0 ? new PullPlatforms.All() : PullPlatforms.of(platforms));
        rig.store.index().apply(List.of(new Change.PutName(name(":" + tag), image.id(), "tag")));
    }

    private List<String> push(String rest) throws IOException {
        return push(rest, null);
    }

    private List<String> push(String rest, @Nullable Platform platform) throws IOException {
        progress.rows().clear();
        pusher.push(
                new PushRequest(name(rest), platform, Credentials.anonymous(), Map.of(), 0),
                progress,
                new CancelToken());
        return progress.rows();
    }

    private Digest at(String reference) {
        return Digest.of(target.manifest("my/x", reference));
    }

    private List<Event> events(String action) {
        List<Event> found = new ArrayList<>();
        rig.store.index().events(0, Instant.EPOCH, Instant.MAX, event -> {
            if (event.what().action().equals(action)) {
                found.add(event);
            }
        });
        return found;
    }

    @Test
    void imageArrivesByteForByte() throws IOException {
        RandomImage image = images.image(wish().layers(3));
        have(image, "1");
        List<String> rows = push(":1");
        assertThat(at("1")).isEqualTo(image.id());
        assertThat(image.facts().closure()).allMatch(digest -> digest.equals(image.id()) || target.has("my/x", digest));
        assertThat(rows)
                .hasSize(5)
                .startsWith("pushing my/x")
                .endsWith("done 1 " + image.id().shortHex());
        assertThat(events("push"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.what().actor()).isEqualTo(name(":1").familiar()));
    }

    @Test
    void secondPushSendsNothing() throws IOException {
        have(images.image(wish().layers(2)), "1");
        push(":1");
        long received = target.received();
        assertThat(push(":1")).filteredOn(row -> row.startsWith("present")).hasSize(2);
        assertThat(target.received()).isEqualTo(received);
        assertThat(target.count("PUT /v2/my/x/manifests")).isEqualTo(1);
    }

    /** Each one costs pages of the database's log, and a flush of the disk. */
    @Test
    void pushToWhereAllIsAlreadyIsOneChange() throws IOException {
        have(images.image(wish().layers(2)), "1");
        push(":1");
        long before = rig.store.index().images().version();
        push(":1");
        assertThat(rig.store.index().images().version()).isEqualTo(before + 1);
    }

    @Test
    void imageThatIsRemovedBeforeTheFirstByteIsReadArrivesWhole() throws IOException {
        RandomImage image = images.image(wish().layers(3));
        have(image, "1");
        target.fault("HEAD", 1, (_, _) -> {
            new ImageRemover(rig.store.index(), rig.store.content(), _ -> List.of(), Duration.ZERO)
                    .remove(image.id().toString(), new RemoveOptions(true, List.of()));
            rig.store.content().sweep();
            return false;
        });
        push(":1");
        assertThat(rig.store.index().images().byId(image.id())).isEmpty();
        assertThat(at("1")).isEqualTo(image.id());
        assertThat(image.facts().closure()).allMatch(digest -> digest.equals(image.id()) || target.has("my/x", digest));
        rig.store.content().sweep();
        assertThat(image.facts().closure())
                .allMatch(digest -> rig.store.index().blob(digest).isEmpty());
    }

    @Test
    void blobsAreMountedFromWhereTheImageWentBefore() throws IOException {
        RandomImage image = images.image(wish().layers(1));
        have(image, "1");
        push(":1");
        Reference other = Reference.parse(target.authority() + "/other/y:1");
        rig.store.index().apply(List.of(new Change.PutName(other, image.id(), "tag")));
        progress.rows().clear();
        pusher.push(new PushRequest(other, null, Credentials.anonymous(), Map.of(), 0), progress, new CancelToken());
        assertThat(progress.rows()).anyMatch(row -> row.startsWith("mounted") && row.endsWith(" from my/x"));
    }

    @Test
    void wholeIndexGoesWithItsAttestation() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        have(image, "1");
        push(":1");
        assertThat(at("1")).isEqualTo(image.id());
        assertThat(image.facts().manifests())
                .hasSize(3)
                .allMatch(one -> at(one.descriptor().digest().toString())
                        .equals(one.descriptor().digest()));
    }

    @Test
    void manifestGoesInPlaceOfAnIndexThatIsNotWholeHere() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        have(image, "1", Platform.parse("linux/arm64"));
        ManifestFacts there = manifest("arm64", image);
        assertThat(push(":1"))
                .endsWith(
                        "instead of " + image.id().shortHex() + " "
                                + there.descriptor().digest().shortHex(),
                        "done 1 " + there.descriptor().digest().shortHex());
        assertThat(at("1")).isEqualTo(there.descriptor().digest());
    }

    private static ManifestFacts manifest(String architecture, RandomImage image) {
        return image.facts().manifests().stream()
                .filter(one -> one.kind() == Kind.IMAGE
                        && one.platform().architecture().equals(architecture))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void indexIsPushedWhereTheRepositoryHasWhatIsNotHere() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        have(image, "1");
        push(":1");
        rig.store
                .index()
                .apply(List.of(
                        new Change.DropName(name(":1"), "test"),
                        new Change.DropName(rig.reference(":latest"), "test"),
                        new Change.DropImage(image.id(), java.time.Duration.ZERO)));
        rig.store.content().sweep();
        have(image, "2", Platform.parse("linux/arm64"));
        push(":2");
        assertThat(at("2")).isEqualTo(image.id());
    }

    @Test
    void onePlatformGoesAloneWhereItIsAskedFor() throws IOException {
        RandomImage image =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        have(image, "1");
        push(":1", Platform.parse("linux/arm64"));
        assertThat(at("1")).isEqualTo(manifest("arm64", image).descriptor().digest());
    }

    @Test
    void platformThatIsNotHereIsMissing() throws IOException {
        have(images.image(wish().platform("linux", "amd64", "")), "1");
        assertThatThrownBy(() -> push(":1", Platform.parse("linux/s390x")))
                .isInstanceOf(NotFound.class)
                .hasMessage("image with reference " + name(":1").familiar()
                        + " was found but does not provide the specified platform (linux/s390x)");
    }

    @Test
    void severalPlatformsOfWhichNoneIsTheHostsAreAConflict() throws IOException {
        RandomImage image = images.index(
                3,
                wish().platform("linux", "s390x", ""),
                wish().platform("linux", "ppc64le", ""),
                wish().platform("linux", "riscv64", ""));
        have(image, "1", Platform.parse("linux/s390x"), Platform.parse("linux/ppc64le"));
        assertThatThrownBy(() -> push(":1"))
                .isInstanceOf(Conflict.class)
                .hasMessage("multiple matching manifests found but no specific platform requested");
    }

    /** Pulls something about the image. */
    private Digest artifact(String type, Digest about) throws IOException {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] artifact = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                        + "\",\"artifactType\":\"" + type + "\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_EMPTY
                        + "\",\"digest\":\"" + Digest.of(empty)
                        + "\",\"size\":2},\"layers\":[],\"subject\":{\"mediaType\":\""
                        + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"" + about + "\",\"size\":1}}")
                .getBytes(StandardCharsets.UTF_8);
        rig.registry.with(empty).with("artifact", MediaTypes.OCI_MANIFEST, artifact);
        rig.pull(":artifact", new PullPlatforms.All());
        return Digest.of(artifact);
    }

    @Test
    void artifactsAboutTheImageGoAlong() throws IOException {
        RandomImage image = images.image();
        have(image, "1");
        Digest digest = artifact("a/b", image.id());
        push(":1");
        assertThat(at(digest.toString())).isEqualTo(digest);
        assertThat(new String(target.manifest("my/x", "sha256-" + image.id().hex()), StandardCharsets.UTF_8))
                .contains("\"artifactType\":\"a/b\"", digest.toString());
        byte[] index = target.manifest("my/x", "sha256-" + image.id().hex());
        push(":1");
        assertThat(target.manifest("my/x", "sha256-" + image.id().hex())).isEqualTo(index);
    }

    @Test
    void noMoreGoesAlongThanTheLimitAndThatIsSaid() throws IOException {
        RandomImage image = images.image();
        have(image, "1");
        for (int i = 0; i < Limits.REFERRALS_MAX; i++) {
            artifact("a/" + i, image.id());
        }
        assertThat(push(":1")).noneMatch(row -> row.startsWith("more"));
        assertThat(documentsAskedFor(target.lines(), image)).hasSize(Limits.REFERRALS_MAX);
        int before = target.lines().size();
        artifact("a/last", image.id());
        assertThat(push(":1")).containsOnlyOnce("more than " + Limits.REFERRALS_MAX);
        List<String> lines = target.lines();
        assertThat(documentsAskedFor(lines.subList(before, lines.size()), image))
                .hasSize(Limits.REFERRALS_MAX);
    }

    private static Set<String> documentsAskedFor(List<String> lines, RandomImage apartFrom) {
        return lines.stream()
                .filter(line -> line.contains("/manifests/sha256:"))
                .map(line -> line.substring(line.indexOf("sha256:")))
                .filter(digest -> !digest.equals(apartFrom.id().toString()))
                .collect(Collectors.toSet());
    }

    @Test
    void allTagsGoWhereNoneIsNamed() throws IOException {
        RandomImage one = images.image();
        RandomImage two = images.image();
        have(one, "1");
        have(two, "2");
        push("");
        assertThat(at("1")).isEqualTo(one.id());
        assertThat(at("2")).isEqualTo(two.id());
    }

    @Test
    void namesThatAreNotHereAreToldInTheEnginesWords() {
        assertThatThrownBy(() -> push(":no"))
                .hasMessage("tag does not exist: " + name(":no").familiar());
        assertThatThrownBy(() -> push(""))
                .hasMessage("An image does not exist locally with the tag: "
                        + name("").repository().familiar());
        assertThat(progress.rows()).containsExactly("pushing my/x");
    }
}
