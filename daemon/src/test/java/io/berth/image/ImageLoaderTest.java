package io.berth.image;

import static io.berth.image.TestArchive.LAYER;
import static io.berth.image.TestArchive.OTHER;
import static io.berth.image.TestArchive.config;
import static io.berth.image.TestArchive.configFor;
import static io.berth.image.TestArchive.descriptor;
import static io.berth.image.TestArchive.docker;
import static io.berth.image.TestArchive.entry;
import static io.berth.image.TestArchive.gzip;
import static io.berth.image.TestArchive.index;
import static io.berth.image.TestArchive.layout;
import static io.berth.image.TestArchive.list;
import static io.berth.image.TestArchive.manifest;
import static io.berth.image.TestArchive.name;
import static io.berth.image.TestArchive.noise;
import static io.berth.image.TestArchive.path;
import static io.berth.image.TestArchive.platform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.testing.TestTar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLoaderTest {
    private LoadRig rig;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new LoadRig(root);
    }

    @AfterEach
    void storeIsSound() throws IOException {
        assertThat(rig.faults()).isEmpty();
    }

    @Test
    void theManifestIsTheOneThatContainerdMakes() throws IOException {
        assertThat(rig.load(docker().bytes())).containsExactly("x:1");
        Image image = rig.named("x:1").orElseThrow();
        String made = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.docker.container.image.v1+json\",\"digest\":\"%s\",\"size\":%d},"
                        .formatted(Digest.of(config(LAYER)), config(LAYER).length)
                + "\"layers\":[{\"mediaType\":\"application/vnd.docker.image.rootfs.diff.tar\",\"digest\":\"%s\",\"size\":%d}]}"
                        .formatted(Digest.of(LAYER), LAYER.length);
        assertThat(rig.store.content().read(image.id(), Limits.MANIFEST_BYTES_MAX))
                .asString()
                .isEqualTo(made);
        assertThat(image.labels()).containsEntry("a", "b");
    }

    @Test
    void theListMayComeFirst() throws IOException {
        byte[] archive = new TestTar()
                .file("./manifest.json", list(entry("\"x:1\",\"y\"", "a/layer.tar")))
                .file("./config.json", config(LAYER))
                .member('5', "a/", "", new byte[0])
                .file("./a//layer.tar", LAYER)
                .bytes();
        assertThat(rig.load(archive)).containsExactly("x:1", "y:latest");
    }

    @Test
    void layersOfOldMayBeLinksToOneAnother() throws IOException {
        TestTar archive = new TestTar()
                .file("config.json", config(LAYER, LAYER, LAYER))
                .symlink("b/layer.tar", "../a/layer.tar")
                .file("a/layer.tar", LAYER)
                .hardLink("c/layer.tar", "b/layer.tar")
                .file("manifest.json", list(entry("\"x:1\"", "a/layer.tar", "b/layer.tar", "c/layer.tar")));
        assertThat(rig.load(archive.bytes())).containsExactly("x:1");
    }

    @Test
    void packedLayersAreKeptAsTheyAre() throws IOException {
        byte[] packed = gzip(LAYER);
        TestTar archive = new TestTar()
                .file("config.json", config(LAYER))
                .file("one.tar.gz", packed)
                .file("manifest.json", list(entry("\"x:1\"", "one.tar.gz")));
        rig.load(archive.bytes());
        assertThat(rig.store.blobFile(Digest.of(packed))).hasBinaryContent(packed);
    }

    @Test
    void largeFilesBecomeBlobsAsTheyPass() throws IOException {
        byte[] layer = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 1);
        TestTar archive = new TestTar()
                .file("config.json", config(layer, LAYER))
                .file("large", layer)
                .file("small", LAYER)
                .file("manifest.json", list(entry("\"x:1\"", "large", "small")));
        assertThat(rig.load(gzip(archive.bytes()))).containsExactly("x:1");
        assertThat(rig.load(archive.bytes())).containsExactly("x:1");
        assertThat(rig.images()).isOne();
    }

    @Test
    void onlySoMuchIsHeldInMemory() throws IOException {
        int count = Limits.ARCHIVE_HELD_BYTES_MAX / Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 2;
        TestTar archive = new TestTar();
        byte[][] layers = new byte[count][];
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            layers[i] = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX - i);
            names[i] = "layer" + i;
            archive.file(names[i], layers[i]);
        }
        archive.file("config.json", config(layers)).file("manifest.json", list(entry("\"x:1\"", names)));
        assertThat(rig.load(archive.bytes())).containsExactly("x:1");
        assertThat(rig.named("x:1").orElseThrow().facts().closure()).hasSize(count + 2);
    }

    @Test
    void anImageWithoutANameIsToldByItsId() throws IOException {
        TestTar archive = new TestTar()
                .file("config.json", config())
                .file("manifest.json", "[{\"Config\":\"config.json\",\"RepoTags\":null,\"Layers\":null}]");
        List<String> rows = rig.load(archive.bytes());
        assertThat(rows)
                .containsExactly(
                        rig.store.index().images().byCreated().getFirst().id().toString());
    }

    @Test
    void aNameThatIsTakenMovesAndTheOldImageStays() throws IOException {
        rig.load(docker().bytes());
        rig.load(new TestTar()
                .file("config.json", config(OTHER))
                .file("one.tar", OTHER)
                .file("manifest.json", list(entry("\"x:1\"", "one.tar")))
                .bytes());
        assertThat(rig.images()).isEqualTo(2);
        assertThat(rig.named("x:1").orElseThrow().facts().closure()).contains(Digest.of(OTHER));
    }

    @Test
    void aLayoutKeepsItsManifests() throws IOException {
        byte[] manifest = manifest(config(LAYER), LAYER);
        TestTar archive = layout().file(
                        "index.json",
                        index(
                                descriptor("manifest.v1+json", manifest, name("docker.io/library/x:1")),
                                descriptor("manifest.v1+json", manifest, name("y"))))
                .file(path(manifest), manifest)
                .file(path(config(LAYER)), config(LAYER))
                .file(path(LAYER), LAYER)
                .file("manifest.json", "not looked at");
        assertThat(rig.load(archive.bytes())).containsExactly("x:1", "y:latest");
        assertThat(rig.named("x:1").orElseThrow().id()).isEqualTo(Digest.of(manifest));
    }

    @Test
    void ofAnIndexThatPartIsLoadedThatIsThere() throws IOException {
        assertThat(rig.load(twoPlatforms(false))).containsExactly("x:1");
        assertThat(rig.named("x:1").orElseThrow().facts().manifests())
                .extracting(ManifestFacts::available)
                .containsExactly(true, false);
        assertThat(rig.load(twoPlatforms(true))).containsExactly("x:1");
        assertThat(rig.named("x:1").orElseThrow().facts().manifests())
                .extracting(ManifestFacts::available)
                .containsExactly(true, true);
    }

    @Test
    void onlyThePlatformsThatAreAskedForAreLoaded() throws IOException {
        assertThat(rig.load(twoPlatforms(true), Platform.parse("linux/arm64"))).containsExactly("x:1");
        assertThat(rig.named("x:1").orElseThrow().facts().manifests())
                .extracting(ManifestFacts::available)
                .containsExactly(false, true);
        assertThatThrownBy(() -> rig.load(docker().bytes(), Platform.parse("linux/s390x")))
                .isInstanceOf(NotFound.class)
                .hasMessage("requested platform(s) ([linux/s390x]) not found: image might be filtered out");
        assertThat(rig.load(docker().bytes(), Platform.parse("linux/amd64"))).containsExactly("x:1");
    }

    private static byte[] twoPlatforms(boolean both) {
        byte[] here = manifest(config(LAYER), LAYER);
        byte[] there = manifest(configFor("arm64", OTHER), OTHER);
        byte[] nested = index(
                descriptor("manifest.v1+json", here, platform("amd64")),
                descriptor("manifest.v1+json", there, platform("arm64")));
        TestTar archive = layout().file(path(here), here)
                .file(path(there), there)
                .file(path(config(LAYER)), config(LAYER))
                .file(path(configFor("arm64", OTHER)), configFor("arm64", OTHER))
                .file(path(LAYER), LAYER);
        if (both) {
            archive.file(path(OTHER), OTHER);
        }
        return archive.file(path(nested), nested)
                .file("index.json", index(descriptor("index.v1+json", nested, name("x:1"))))
                .bytes();
    }

    @Test
    void whatIsSavedIsLoadedAsTheSameImages(@TempDir Path other) throws IOException {
        rig.load(twoPlatforms(false));
        rig.load(new TestTar()
                .file("config.json", config(OTHER))
                .file("one.tar", OTHER)
                .file("manifest.json", list(entry("\"y:2\",\"y:3\"", "one.tar")))
                .bytes());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ImageSaver(rig.store.index(), rig.store.content())
                .prepare(List.of("x:1", "y"), List.of())
                .writeTo(out);
        try (LoadRig there = new LoadRig(other)) {
            assertThat(there.load(out.toByteArray())).containsExactly("x:1", "y:2", "y:3");
            for (String name : List.of("x:1", "y:2", "y:3")) {
                assertThat(there.named(name).orElseThrow().facts().closure())
                        .isEqualTo(rig.named(name).orElseThrow().facts().closure());
            }
        }
    }

    @Test
    void aBlobThatIsHereNeedNotBeInTheArchive() throws IOException {
        rig.load(docker().bytes());
        byte[] manifest = manifest(config(LAYER), LAYER);
        byte[] archive = layout().file("index.json", index(descriptor("manifest.v1+json", manifest, name("z:1"))))
                .file(path(manifest), manifest)
                .bytes();
        assertThat(rig.load(archive)).containsExactly("z:1");
    }

    @Test
    void nothingIsNamedWhereOneImageIsNotWhole() throws IOException {
        byte[] manifest = manifest(config(LAYER), LAYER);
        byte[] gap = manifest(config(OTHER), OTHER);
        byte[] archive = layout().file(
                        "index.json",
                        index(
                                descriptor("manifest.v1+json", manifest, name("x:1")),
                                descriptor("manifest.v1+json", gap, name("y:1"))))
                .file(path(manifest), manifest)
                .file(path(gap), gap)
                .file(path(config(LAYER)), config(LAYER))
                .file(path(config(OTHER)), config(OTHER))
                .file(path(LAYER), LAYER)
                .bytes();
        assertThatThrownBy(() -> rig.load(archive))
                .isInstanceOf(NotFound.class)
                .hasMessage("content digest " + Digest.of(OTHER) + ": not found");
        assertThat(rig.images()).isZero();
        assertThat(rig.jobs.list()).isEmpty();
    }

    @Test
    void aBlobMustBeWhatItsNameSays() {
        byte[] large = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 1);
        for (byte[] blob : List.of(LAYER, large)) {
            byte[] archive = layout().file(path(OTHER), blob).bytes();
            assertThatThrownBy(() -> rig.load(archive))
                    .isInstanceOf(Corrupt.class)
                    .hasMessageStartingWith("unexpected commit digest " + Digest.of(blob));
            assertThat(rig.store.index().blob(Digest.of(blob))).isEmpty();
        }
    }

    @Test
    void layersMustBeThoseOfTheConfig() {
        for (byte[] layer : List.of(OTHER, gzip(OTHER))) {
            byte[] archive = new TestTar()
                    .file("config.json", config(LAYER))
                    .file("one.tar", layer)
                    .file("manifest.json", list(entry("\"x:1\"", "one.tar")))
                    .bytes();
            assertThatThrownBy(() -> rig.load(archive))
                    .isInstanceOf(Corrupt.class)
                    .hasMessage("layer %s has the diffID %s, and its config says %s"
                            .formatted(Digest.of(layer), Digest.of(OTHER), Digest.of(LAYER)));
        }
        assertThat(rig.images()).isZero();
    }

    @Test
    void aNameWithADigestMustBeThatOfTheImage() throws IOException {
        byte[] manifest = manifest(config());
        TestTar blobs = layout().file(path(manifest), manifest).file(path(config()), config());
        String right = "x@" + Digest.of(manifest);
        byte[] good = blobs.file("index.json", index(descriptor("manifest.v1+json", manifest, name(right))))
                .bytes();
        assertThat(rig.load(good)).containsExactly(right);
        byte[] bad = layout().file(path(manifest), manifest)
                .file(path(config()), config())
                .file("index.json", index(descriptor("manifest.v1+json", manifest, name("x@" + Digest.of(LAYER)))))
                .bytes();
        assertThatThrownBy(() -> rig.load(bad)).isInstanceOf(Corrupt.class);
    }

    @Test
    void eventsTellOfALoadNotOfPulls() throws IOException {
        rig.load(docker().bytes());
        StringBuilder told = new StringBuilder();
        rig.store
                .index()
                .events(
                        0,
                        java.time.Instant.MIN,
                        java.time.Instant.MAX,
                        event -> told.append(event.what().action()).append(' '));
        assertThat(told.toString()).isEqualTo("load ");
    }

    @Test
    void problemsAreInWords() {
        assertThatThrownBy(() -> rig.load(new byte[0]))
                .isInstanceOf(Problem.class)
                .hasMessage("unrecognized image format");
        byte[] legacy = new TestTar().file("repositories", "{}").bytes();
        assertThatThrownBy(() -> rig.load(legacy))
                .hasMessage("unrecognized image format: only \"repositories\", as docker wrote it before 1.10");
        byte[] version = new TestTar()
                .file("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}")
                .bytes();
        assertThatThrownBy(() -> rig.load(version)).hasMessage("unsupported OCI version 2.0.0");
        assertThatThrownBy(() -> rig.load(layout().bytes())).hasMessage("missing index.json in OCI layout 1.0.0");
        byte[] empty = new TestTar().file("manifest.json", "[]").bytes();
        assertThatThrownBy(() -> rig.load(empty)).hasMessage("image might be filtered out");
    }
}
