package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IndexPutTest extends CopyCase {
    private final FakeRegistry one = new FakeRegistry();
    private final FakeRegistry other = new FakeRegistry();

    @AfterEach
    void closeSources() {
        one.close();
        other.close();
    }

    private static String entry(RandomImage image) {
        return entry(MediaTypes.OCI_MANIFEST, image.id(), document(image).length);
    }

    private static String entry(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static byte[] document(RandomImage image) {
        return image.blobs().entrySet().stream()
                .filter(blob -> blob.getKey().digest().equals(image.id()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static byte[] index(String... entries) {
        String json = "{\"schemaVersion\":2,\n\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + String.join(",", entries) + "]}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private IndexRequest request(byte[] index, Repository... from) {
        return IndexRequest.of(
                Reference.parse(target.authority() + "/my/list:1"),
                MediaTypes.OCI_INDEX,
                index,
                List.of(from),
                _ -> Credentials.anonymous());
    }

    private List<String> put(byte[] index, Repository... from) throws IOException {
        copier.put(request(index, from), progress, new CancelToken());
        return progress.rows();
    }

    private static Repository at(FakeRegistry registry, String path) {
        return Reference.parse(registry.authority() + "/" + path).repository();
    }

    private Digest there(String reference) {
        return Digest.of(target.manifest("my/list", reference));
    }

    @Test
    void manifestsOfSeveralRegistriesComeTogetherUnderOneName() throws IOException {
        RandomImage amd64 = images.image(wish().platform("linux", "amd64", ""));
        RandomImage arm64 = images.image(wish().platform("linux", "arm64", ""));
        one.with("1", amd64);
        other.with("1", arm64);
        byte[] index = index(entry(amd64), entry(arm64));
        put(index, at(one, "library/amd"), at(other, "library/arm"));
        assertThat(there("1")).isEqualTo(Digest.of(index));
        assertThat(there(amd64.id().toString())).isEqualTo(amd64.id());
        assertThat(there(arm64.id().toString())).isEqualTo(arm64.id());
        assertThat(store.index().images().totals().blobs()).isZero();
    }

    @Test
    void whatAnIndexInsideItListsIsWhereThatOneIs() throws IOException {
        RandomImage inner =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "arm64", ""));
        one.with("1", inner);
        byte[] index = index(entry(MediaTypes.OCI_INDEX, inner.id(), document(inner).length));
        put(index, at(one, "library/x"));
        assertThat(there(inner.id().toString())).isEqualTo(inner.id());
        assertThat(inner.facts().manifests())
                .allMatch(child -> there(child.descriptor().digest().toString())
                        .equals(child.descriptor().digest()));
    }

    @Test
    void missingManifestIsToldBeforeAnythingIsSent() {
        RandomImage image = images.image();
        assertThatThrownBy(() -> put(index(entry(image)), at(one, "library/x"))).isInstanceOf(NotFound.class);
        assertThat(progress.rows()).isEmpty();
        assertThat(target.received()).isZero();
    }

    @Test
    void whatIsNoIndexIsRefused() {
        RandomImage image = images.image();
        byte[] layer = index(entry(MediaTypes.OCI_CONFIG, image.id(), 5));
        for (byte[] bytes : List.of(document(image), "{".getBytes(StandardCharsets.UTF_8), new byte[0], layer)) {
            assertThatThrownBy(() -> request(bytes)).isInstanceOf(InvalidParameter.class);
        }
        assertThatThrownBy(() -> IndexRequest.of(
                        Reference.parse("a@" + image.id()), "", index(), List.of(), _ -> Credentials.anonymous()))
                .isInstanceOf(InvalidParameter.class);
    }

    @Test
    void repositoriesAreAsManyAsManifestsOrNone() {
        RandomImage image = images.image();
        byte[] index = index(entry(image), entry(image));
        Repository from = at(one, "library/x");
        assertThatThrownBy(() -> request(index, from)).isInstanceOf(InvalidParameter.class);
        assertThatThrownBy(() -> request(index, from, from, from)).isInstanceOf(InvalidParameter.class);
        assertThat(request(index, from, from).from()).containsExactly(from, from);
        Repository own = Reference.parse(target.authority() + "/my/list").repository();
        assertThat(request(index).from()).containsExactly(own, own);
    }

    @Test
    void manifestsUpToTheLimit() {
        RandomImage image = images.image();
        String most = Stream.generate(() -> entry(image))
                .limit(Limits.INDEX_CHILDREN_MAX)
                .collect(Collectors.joining(","));
        assertThat(request(index(most)).from()).hasSize(Limits.INDEX_CHILDREN_MAX);
        assertThatThrownBy(() -> request(index(most, entry(image)))).isInstanceOf(TooLarge.class);
    }

    @Test
    void bytesUpToTheLimit() {
        byte[] start = index();
        String blanks = String.join("", Collections.nCopies(Limits.MANIFEST_BYTES_MAX - start.length, " "));
        byte[] most = (blanks + new String(start, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertThat(request(most).index().bytes()).hasSize(Limits.MANIFEST_BYTES_MAX);
        byte[] more = (" " + new String(most, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> request(more)).isInstanceOf(TooLarge.class);
    }
}
