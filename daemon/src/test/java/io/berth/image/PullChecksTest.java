package io.berth.image;

import static io.berth.testing.FakeRegistry.status;
import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

/** What a registry serves is looked at before it is believed. */
class PullChecksTest extends PullCase {
    @Test
    void artifactIsPulledWithItsConfigAsABlob() throws IOException {
        byte[] config = bytes("{\"name\":\"chart\"}");
        byte[] chart = bytes("chart");
        registry.with(config)
                .with(chart)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(
                                describe("application/vnd.cncf.helm.config.v1+json", config),
                                describe("application/x", chart)));
        pull(":1");
        ManifestFacts facts = named(":1").orElseThrow().facts().manifests().getFirst();
        assertThat(facts.kind()).isEqualTo(ManifestFacts.Kind.UNKNOWN);
        assertThat(facts.available()).isTrue();
    }

    @Test
    void diffIdsMustBeAsManyAsLayersBeforeAnyIsFetched() {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]}}");
        byte[] layer = bytes("layer");
        registry.with(config)
                .with(layer)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(describe(MediaTypes.OCI_CONFIG, config), describe(LAYER, layer)));
        assertThatThrownBy(() -> pull(":1"))
                .isInstanceOf(Corrupt.class)
                .hasMessage("number of layers and diffIDs don't match: 1 != 0");
        assertThat(registry.lines())
                .noneMatch(line -> line.contains(Digest.of(layer).toString()));
        assertThat(named(":1")).isEmpty();
    }

    @Test
    void sizeOfALayerThatIsHereMustBeTrueToo() throws IOException {
        byte[] layer = images.layer();
        registry.with("good", images.image(wish().layers(0).above(layer)));
        pull(":good");
        byte[] config = bytes("{\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" + Digest.of(layer) + "\"]}}");
        String lie = describe(LAYER, layer).replace("\"size\":", "\"size\":1");
        registry.with(config)
                .with("bad", MediaTypes.OCI_MANIFEST, manifest(describe(MediaTypes.OCI_CONFIG, config), lie));
        assertThatThrownBy(() -> pull(":bad"))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("failed size validation");
        assertThat(named(":bad")).isEmpty();
    }

    @Test
    void layerOfUnknownTypeIsUnsupported() {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]}}");
        byte[] layer = bytes("layer");
        registry.with(config)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(describe(MediaTypes.OCI_CONFIG, config), describe("x/y", layer)));
        assertThatThrownBy(() -> pull(":1")).isInstanceOf(Unsupported.class);
    }

    @Test
    void moreLayersThanTheLimitAreRefusedBeforeTheConfigIsFetched() {
        assertThatThrownBy(() -> pullLayers(Limits.LAYERS_MAX + 1)).isInstanceOf(TooLarge.class);
        assertThat(registry.lines()).noneMatch(line -> line.contains("/blobs/"));
    }

    @Test
    void asManyLayersAsTheLimitAreFine() throws IOException {
        pullLayers(Limits.LAYERS_MAX);
        assertThat(named(":many")).isPresent();
    }

    private void pullLayers(int count) throws IOException {
        byte[] layer = bytes("the same");
        String ids = IntStream.range(0, count)
                .mapToObj(_ -> '"' + Digest.of(layer).toString() + '"')
                .collect(Collectors.joining(","));
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[" + ids + "]}}");
        String[] layers =
                IntStream.range(0, count).mapToObj(_ -> describe(LAYER, layer)).toArray(String[]::new);
        registry.with(config)
                .with(layer)
                .with("many", MediaTypes.OCI_MANIFEST, manifest(describe(MediaTypes.OCI_CONFIG, config), layers));
        pull(":many");
    }

    @Test
    void indexesNestTooDeep() {
        byte[] inner = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        for (int i = 0; i < Limits.INDEX_DEPTH_MAX + 1; i++) {
            registry.with("l" + i, MediaTypes.OCI_INDEX, inner);
            inner = bytes("{\"schemaVersion\":2,\"manifests\":[" + describe(MediaTypes.OCI_INDEX, inner) + "]}");
        }
        registry.with("deep", MediaTypes.OCI_INDEX, inner);
        assertThatThrownBy(() -> pull(":deep")).isInstanceOf(TooLarge.class);
    }

    @Test
    void falseDigestOfARegistryIsNotBelieved() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image).fault(request -> {
            String target = request.getTarget();
            boolean claimed = target.contains("/manifests/sha256:");
            return request.getMethod().equals("HEAD")
                    ? new MockResponse.Builder()
                            .addHeader(
                                    "Docker-Content-Digest",
                                    Digest.of(bytes("other")).toString())
                            .addHeader("Content-Length", "5")
                            .build()
                    : claimed ? status(404) : null;
        });
        pull(":latest");
        assertThat(named(":latest").orElseThrow().id()).isEqualTo(image.id());
    }
}
