package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ImageTable;
import io.berth.index.ManifestFacts;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DiskUsageEndpointsTest {
    private static final Image NAMED = image("a", 100, 30, "busybox:1", "busybox:2");
    private static final Image NAMELESS = image("b", 120, 50);

    private final FakeIndex index = new FakeIndex();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    39 |             |   | {"LayersSize":0,"Images":[],"Containers":[],"Volumes":[],"BuildCache":null,"BuilderSize":0}
                    40 |             |   | {"Images":[],"Containers":[],"Volumes":[],"BuildCache":[]}
                    41 | nope        |   | {"Images":[],"Containers":[],"Volumes":[],"BuildCache":[]}
                    42 | image       |   | {"Images":[]}
                    51 | build-cache |   | {"BuildCache":[]}
                    51 |             | 1 | {"Images":[],"Containers":[],"Volumes":[],"BuildCache":[]}
                    52 |             |   | {"Images":[],"Containers":[],"Volumes":[],"BuildCache":[],"ImageUsage":{},"ContainerUsage":{},"VolumeUsage":{},"BuildCacheUsage":{}}
                    52 | volume      |   | {"Volumes":[],"VolumeUsage":{}}
                    52 |             | 1 | {"ImageUsage":{},"ContainerUsage":{},"VolumeUsage":{},"BuildCacheUsage":{}}
                    55 |             |   | {"Images":[],"Containers":[],"Volumes":[],"BuildCache":[],"ImageUsage":{},"ContainerUsage":{},"VolumeUsage":{},"BuildCacheUsage":{}}
                    55 |             | 1 | {"ImageUsage":{},"ContainerUsage":{},"VolumeUsage":{},"BuildCacheUsage":{}}
                    55 | container   | 1 | {"ContainerUsage":{}}
                    """)
    void emptyStoreInEachShape(int minor, String type, String verbose, String answer) throws IOException {
        FakeRequest request = FakeRequest.get("/system/df").at(minor);
        if (type != null) {
            request.with("type", type);
        }
        if (verbose != null) {
            request.with("verbose", verbose);
        }
        assertThat(RouteTable.body(routes(ImageUsers.NONE).call(request))).isEqualTo(answer + '\n');
    }

    @ParameterizedTest
    @CsvSource({"nope", "''", "images"})
    void unknownTypeIsRefused(String type) {
        FakeRequest request =
                FakeRequest.get("/system/df").with("type", "image").with("type", type);
        assertThatThrownBy(() -> routes(ImageUsers.NONE).call(request))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("unknown object type: " + type);
    }

    @Test
    void newestShapeKeepsTheListsThatSdksRead() throws IOException {
        fill();
        JsonNode answer = ask(55, false, ImageUsers.NONE);
        assertThat(answer.get("Images").size()).isEqualTo(2);
        assertThat(answer.get("LayersSize").intValue()).isEqualTo(170);
        assertThat(answer.get("ImageUsage").get("Reclaimable").intValue()).isEqualTo(150);
    }

    @Test
    void verboseHasTheListsInTheUsage() throws IOException {
        fill();
        JsonNode usage = ask(55, true, ImageUsers.NONE).get("ImageUsage");
        assertThat(usage.get("Items").size()).isEqualTo(2);
        assertThat(usage.get("TotalSize").intValue()).isEqualTo(170);
    }

    @Test
    void bytesOfUnfinishedPullsCountWithoutAnyImage() throws IOException {
        index.table = new FakeIndex.Table(2, List.of(), new ImageTable.Totals(70, 4096, 0, 1));
        assertThat(ask(55, true, ImageUsers.NONE).get("ImageUsage").toString()).isEqualTo("{\"TotalSize\":70}");
        assertThat(ask(51, false, ImageUsers.NONE).get("LayersSize").intValue()).isEqualTo(70);
    }

    @Test
    void imageInUseCannotBeReclaimed() throws IOException {
        fill();
        ImageUsers users = id -> id.equals(NAMED.id()) ? List.of(new ImageUsers.User("c", true)) : List.of();
        JsonNode answer = ask(55, true, users).get("ImageUsage");
        assertThat(answer.get("ActiveCount").intValue()).isEqualTo(1);
        assertThat(answer.get("Reclaimable").intValue()).isEqualTo(50);
        assertThat(answer.get("Items").get(0).get("Containers").intValue()).isEqualTo(1);
        assertThat(answer.get("Items").get(1).get("Containers").intValue()).isZero();
    }

    @Test
    void rowsCarryRealCounts() throws IOException {
        fill();
        JsonNode rows = ask(51, false, ImageUsers.NONE).get("Images");
        JsonNode named = rows.get(0);
        assertThat(named.get("Id").stringValue()).isEqualTo(NAMED.id().toString());
        assertThat(named.get("Containers").intValue()).isZero();
        assertThat(named.get("SharedSize").intValue()).isEqualTo(70);
        assertThat(named.get("Size").intValue()).isEqualTo(100);
        assertThat(named.get("RepoTags").toString()).isEqualTo("[\"busybox:1\",\"busybox:2\"]");
        assertThat(named.get("RepoDigests").toString()).isEqualTo("[\"busybox@" + NAMED.id() + "\"]");
        assertThat(named.get("Labels").get("trap").stringValue()).isEqualTo(",\"RepoDigests\":");
        assertThat(named.has("Descriptor")).isTrue();
        assertThat(rows.get(1).get("RepoTags").isNull()).isTrue();
    }

    @Test
    void rowsOfOldVersionsHaveTheirMembers() throws IOException {
        fill();
        assertThat(ask(44, false, ImageUsers.NONE).get("Images").get(0).has("VirtualSize"))
                .isFalse();
        JsonNode at43 = ask(43, false, ImageUsers.NONE);
        assertThat(at43.get("Images").get(0).get("VirtualSize").intValue()).isEqualTo(100);
        assertThat(at43.get("Images").get(0).has("Descriptor")).isTrue();
        assertThat(at43.get("LayersSize").intValue()).isEqualTo(170);
        assertThat(ask(39, false, ImageUsers.NONE).get("Images").get(0).has("Descriptor"))
                .isFalse();
    }

    private void fill() {
        index.table = new FakeIndex.Table(2, List.of(NAMED, NAMELESS), new ImageTable.Totals(170, 8192, 150, 9));
    }

    private JsonNode ask(int minor, boolean verbose, ImageUsers users) throws IOException {
        FakeRequest request = FakeRequest.get("/system/df").at(minor);
        return routes(users).json(verbose ? request.with("verbose", "1") : request);
    }

    private RouteTable routes(ImageUsers users) {
        return RouteTable.of(new DiskUsageEndpoints(index, users));
    }

    private static Image image(String seed, long size, long unique, String... names) {
        Digest id = Digest.of(seed.getBytes(StandardCharsets.UTF_8));
        Descriptor target = Descriptor.of(MediaTypes.OCI_MANIFEST, id, 7);
        ManifestFacts manifest = new ManifestFacts(
                target,
                true,
                ManifestFacts.Kind.IMAGE,
                Platform.host(),
                Digest.of(new byte[] {1}),
                null,
                Map.of("trap", ",\"RepoDigests\":"),
                size,
                null);
        return new Image(
                new ImageFacts(target, List.of(manifest), Set.of(id), List.of()),
                List.of(names).stream().map(Reference::parse).toList(),
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                new Image.Sizes(size, unique, 4096));
    }
}
