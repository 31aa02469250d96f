package io.berth.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.Source.Found;
import io.berth.registry.Source.Target;
import io.berth.store.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local images as repositories. */
class LocalImagesTest {
    private static final RepositoryName REDIS = new RepositoryName("docker.io/library/redis");
    private static final byte[] LAYER = TestStore.bytes("layer");

    @TempDir
    Path root;

    private TestStore store;
    private LocalImages images;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
        images = new LocalImages(store.index(), store.content());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anImageIsFoundByItsFullNameAndByDigest() throws IOException {
        Digest id = store.pull("one", List.of(LAYER), "redis");
        for (Target target : List.of(new Target.Tag("latest"), new Target.ByDigest(id))) {
            Found found = images.manifest(REDIS, target).orElseThrow();
            assertThat(Digest.of(images.read(found))).isEqualTo(id);
        }
        assertThat(images.blob(REDIS, Digest.of(LAYER))).isPresent();
        assertThat(images.tags(REDIS, "", 10)).isEqualTo(Optional.of(new Source.Tags(List.of("latest"))));
        assertThat(images.repositories("", 10)).containsExactly(REDIS);
    }

    @Test
    void whatAnotherImageHoldsIsNotFoundUnderThisName() throws IOException {
        store.pull("one", List.of(LAYER), "redis");
        Digest other = store.pull("two", List.of(TestStore.bytes("other")), "busybox");
        assertThat(images.manifest(REDIS, new Target.ByDigest(other))).isEmpty();
        assertThat(images.blob(REDIS, Digest.of(TestStore.bytes("other")))).isEmpty();
        assertThat(images.tags(new RepositoryName("nobody"), "", 10)).isEmpty();
    }

    @Test
    void aNameWithAPortIsNotServed() throws IOException {
        store.pull("one", List.of(LAYER), "localhost:5000/x");
        assertThat(images.repositories("", 10)).isEmpty();
    }
}
