package io.berth.image;

import static io.berth.image.TestArchive.LAYER;
import static io.berth.image.TestArchive.OTHER;
import static io.berth.image.TestArchive.config;
import static io.berth.image.TestArchive.docker;
import static io.berth.image.TestArchive.entry;
import static io.berth.image.TestArchive.gzip;
import static io.berth.image.TestArchive.list;
import static io.berth.image.TestArchive.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.Content.Leftover;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Problem.Unsupported;
import io.berth.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that nobody should be able to harm us with: nothing is named, and nothing stays but whole blobs. */
class ArchiveLimitsTest {
    private LoadRig rig;
    private Path ingests;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new LoadRig(root);
        ingests = root.resolve("content/ingest");
    }

    @AfterEach
    void storeIsSound() throws IOException {
        try (Stream<Path> left = Files.list(ingests)) {
            assertThat(left).isEmpty();
        }
        assertThat(rig.faults()).isEmpty();
    }

    @Test
    void longNamesAreShownCut() {
        String most = "n".repeat(Limits.ARCHIVE_NAME_SHOWN_MAX);
        assertThat(ArchiveFiles.shown(most)).isEqualTo(most);
        assertThat(ArchiveFiles.shown(most + "n")).isEqualTo(most + "…");
    }

    private void refused(Class<?> how, byte[] archive) {
        assertThatThrownBy(() -> rig.load(archive)).isInstanceOf(how);
        assertThat(rig.images()).isZero();
    }

    @Test
    void theListIsBounded() throws IOException {
        byte[] list = Arrays.copyOf(list(entry("\"x:1\"", "one.tar")), Limits.ARCHIVE_LIST_BYTES_MAX);
        Arrays.fill(list, list(entry("\"x:1\"", "one.tar")).length, list.length, (byte) ' ');
        TestTar archive = new TestTar().file("config.json", config(LAYER)).file("one.tar", LAYER);
        byte[] fits =
                new TestTar().raw(archive.unended()).file("manifest.json", list).bytes();
        assertThat(rig.load(fits)).containsExactly("x:1");
        byte[] more = Arrays.copyOf(list, list.length + 1);
        byte[] beyond =
                new TestTar().raw(archive.unended()).file("manifest.json", more).bytes();
        assertThatThrownBy(() -> rig.load(beyond)).isInstanceOf(TooLarge.class);
    }

    @Test
    void imagesAreCounted() throws IOException {
        String[] entries = new String[Limits.ARCHIVE_IMAGES_MAX];
        Arrays.fill(entries, entry("", "one.tar"));
        TestTar archive = new TestTar().file("config.json", config(LAYER)).file("one.tar", LAYER);
        byte[] fits = new TestTar()
                .raw(archive.unended())
                .file("manifest.json", list(entries))
                .bytes();
        assertThat(rig.load(fits)).hasSize(Limits.ARCHIVE_IMAGES_MAX);
        String[] more = Arrays.copyOf(entries, entries.length + 1);
        more[entries.length] = entries[0];
        byte[] beyond = new TestTar()
                .raw(archive.unended())
                .file("manifest.json", list(more))
                .bytes();
        assertThatThrownBy(() -> rig.load(beyond)).isInstanceOf(TooLarge.class);
    }

    @Test
    void layersAreCounted() {
        String[] names = new String[Limits.LAYERS_MAX + 1];
        Arrays.fill(names, "one.tar");
        refused(
                TooLarge.class,
                new TestTar()
                        .file("config.json", config())
                        .file("one.tar", LAYER)
                        .file("manifest.json", list(entry("\"x:1\"", names)))
                        .bytes());
    }

    @Test
    void linksBehindOneAnotherAreCounted() throws IOException {
        assertThat(rig.load(chain(Limits.ARCHIVE_LINKS_MAX))).containsExactly("x:1");
        assertThatThrownBy(() -> rig.load(chain(Limits.ARCHIVE_LINKS_MAX + 1))).isInstanceOf(NotFound.class);
        byte[] loop = docker().symlink("a", "b").symlink("b", "a").bytes();
        assertThatThrownBy(() -> rig.load(loop)).isInstanceOf(NotFound.class);
    }

    private static byte[] chain(int length) {
        TestTar archive = new TestTar().file("config.json", config(LAYER)).file("link0", LAYER);
        for (int i = 1; i <= length; i++) {
            archive.symlink("link" + i, "link" + (i - 1));
        }
        return archive.file("manifest.json", list(entry("\"x:1\"", "link" + length)))
                .bytes();
    }

    @Test
    void whatFollowsTheEndIsBounded() throws IOException {
        byte[] archive = docker().bytes();
        byte[] fits = Arrays.copyOf(archive, archive.length + Limits.ARCHIVE_TAIL_BYTES_MAX);
        byte[] beyond = Arrays.copyOf(archive, archive.length + Limits.ARCHIVE_TAIL_BYTES_MAX + 1);
        refused(TooLarge.class, beyond);
        refused(TooLarge.class, gzip(beyond));
        assertThat(rig.load(fits)).containsExactly("x:1");
        assertThat(rig.load(gzip(fits))).containsExactly("x:1");
    }

    @Test
    void aFileThatIsLargerThanTheDiskIsRefusedBeforeItComes() {
        byte[] archive = new TestTar()
                .pax("size", "99999999999999999")
                .file("huge", "")
                .raw(new byte[512])
                .unended();
        assertThatThrownBy(() -> rig.load(archive))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("no space left on device: need 99999999999999999, have ");
    }

    @Test
    void twoFilesOfOneNameMustBeTheSame() throws IOException {
        refused(Corrupt.class, docker().file("./manifest.json", list()).bytes());
        refused(Corrupt.class, docker().file("a/../one.tar", OTHER).bytes());
        assertThat(rig.load(docker().file("one.tar", LAYER).bytes())).containsExactly("x:1");
    }

    @Test
    void namesThatLeadOutAreNamesAndNoPaths() throws IOException {
        TestTar archive = new TestTar()
                .file("../../config", config(LAYER))
                .file("/etc/layer", LAYER)
                .symlink("out", "/etc")
                .file("out/passwd", OTHER);
        byte[] dangling = new TestTar()
                .raw(archive.unended())
                .file(
                        "manifest.json",
                        "[{\"Config\":\"../../config\",\"RepoTags\":[\"x:1\"],\"Layers\":[\"/etc/layer\"]}]")
                .bytes();
        refused(NotFound.class, dangling); // the link points to nothing of the archive
        byte[] odd = new TestTar()
                .file("../../config", config(LAYER))
                .file("/etc/layer", LAYER)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"../../config\",\"RepoTags\":[\"x:1\"],\"Layers\":[\"/etc/layer\"]}]")
                .bytes();
        assertThat(rig.load(odd)).containsExactly("x:1");
    }

    @Test
    void layersArePackedAsImagesHaveThem() {
        byte[] bzip2 = TestArchive.text("BZh91AY&SY");
        refused(
                Unsupported.class,
                new TestTar()
                        .file("config.json", config(LAYER))
                        .file("one.tar", bzip2)
                        .file("manifest.json", list(entry("\"x:1\"", "one.tar")))
                        .bytes());
    }

    @Test
    void aLoadThatBreaksOffLeavesWholeBlobsForTheNext() throws IOException {
        byte[] layer = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 1);
        byte[] next = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 2);
        byte[] archive = new TestTar()
                .file("config.json", config(layer, next))
                .file("one.tar", layer)
                .file("two.tar", next)
                .file("manifest.json", list(entry("\"x:1\"", "one.tar", "two.tar")))
                .bytes();
        int middle = archive.length - next.length;
        assertThatThrownBy(() -> rig.load(Arrays.copyOf(archive, middle)))
                .isInstanceOf(Corrupt.class)
                .hasMessage("unexpected EOF");
        assertThat(rig.images()).isZero();
        assertThat(rig.store.content().leftovers(_ -> false))
                .extracting(Leftover::digest)
                .containsExactly(Digest.of(layer));
        assertThat(rig.load(archive)).containsExactly("x:1");
        assertThat(rig.store.content().leftovers(_ -> false)).isEmpty();
    }

    @Test
    void aLoadThatIsCancelledNamesNothing() {
        CancelToken cancel = new CancelToken();
        byte[] archive = docker().bytes();
        FilterInputStream body = new FilterInputStream(new ByteArrayInputStream(archive)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                cancel.cancel();
                return super.read(bytes, offset, length);
            }
        };
        assertThatThrownBy(() -> rig.load(body, cancel))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the load of archive was cancelled");
        assertThat(rig.images()).isZero();
    }
}
