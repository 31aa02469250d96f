package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.ManifestFacts;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyTest extends CopyCase {
    private final FakeRegistry source = new FakeRegistry();

    @AfterEach
    void closeSources() {
        source.close();
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

    /** Puts an artifact at the source that says what it is about; its descriptor, as lists have it. */
    private String artifact(String name, Digest about) {
        byte[] empty = bytes("{}");
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                + "\",\"artifactType\":\"" + name + "\",\"config\":" + described(MediaTypes.OCI_EMPTY, empty)
                + ",\"layers\":[],\"subject\":{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"" + about
                + "\",\"size\":1}}");
        source.with(empty).with(name, MediaTypes.OCI_MANIFEST, manifest);
        return described(MediaTypes.OCI_MANIFEST, manifest);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String described(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(bytes) + "\",\"size\":" + bytes.length + '}';
    }

    private void list(Digest about, String... descriptors) {
        source.with(
                "sha256-" + about.hex(),
                MediaTypes.OCI_INDEX,
                bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                        + String.join(",", descriptors) + "]}"));
    }

    private static Digest digest(String descriptor) {
        return Digest.parse(descriptor.replaceAll(".*\"digest\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void whatIsAboutTheImageGoesAlong() throws IOException {
        RandomImage image = images.image();
        source.with("1", image);
        String listed = artifact("bom", image.id());
        String second = artifact("note", digest(listed));
        list(image.id(), listed);
        list(digest(listed), second);
        source.with("sha256-" + image.id().hex() + ".sig", images.image());
        copy(":1", ":1", null);
        assertThat(at(digest(listed).toString())).isEqualTo(digest(listed));
        assertThat(at(digest(second).toString())).isEqualTo(digest(second));
        assertThat(target.manifest("my/x", "sha256-" + image.id().hex() + ".sig"))
                .isNotEmpty();
        assertThat(new String(target.manifest("my/x", "sha256-" + image.id().hex()), StandardCharsets.UTF_8))
                .contains("\"artifactType\":\"bom\"", digest(listed).toString());
        assertThat(progress.rows()).filteredOn(row -> row.startsWith("done")).hasSize(1);
    }

    @Test
    void whatIsListedInVainOrWronglyStaysBehindAndTheImageIsCopied() throws IOException {
        RandomImage image = images.image();
        source.with("1", image);
        String other = artifact("other", Digest.of(bytes("something else")));
        list(
                image.id(),
                other,
                described(MediaTypes.OCI_MANIFEST, bytes("gone")),
                described("application/octet-stream", bytes("no manifest")));
        copy(":1", ":1", null);
        assertThat(at("1")).isEqualTo(image.id());
        assertThat(target.lines()).noneMatch(line -> line.contains(digest(other).toString()));
        list(image.id(), "{");
        copy(":1", ":2", null);
        assertThat(at("2")).isEqualTo(image.id());
    }

    @Test
    void noMoreGoesAlongThanTheLimit() throws IOException {
        RandomImage image = images.image();
        source.with("1", image);
        String[] all = IntStream.rangeClosed(0, Limits.REFERRALS_MAX)
                .mapToObj(number -> artifact("a" + number, image.id()))
                .toArray(String[]::new);
        list(image.id(), Arrays.copyOf(all, Limits.REFERRALS_MAX));
        copy(":1", ":1", null);
        assertThat(progress.rows()).noneMatch(row -> row.startsWith("more"));
        list(image.id(), all);
        copy(":1", ":1", null);
        assertThat(progress.rows()).contains("more than " + Limits.REFERRALS_MAX);
        assertThat(target.lines().stream()
                        .filter(line -> line.contains("PUT /v2/my/x/manifests/sha256:"))
                        .distinct())
                .hasSize(Limits.REFERRALS_MAX);
    }
}
