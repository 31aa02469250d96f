package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Image;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import io.berth.testing.FakeImageTable;
import io.berth.testing.RandomImages;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MountSourcesTest {
    private static final Repository TARGET = Repository.parse("registry.test/target");

    private final RandomImages images = new RandomImages(3);

    private Image from(List<Repository> sources) {
        var facts = images.image(wish()).facts();
        for (Repository source : sources) {
            facts = facts.with(source, List.of());
        }
        return new Image(facts, List.of(), Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, new Image.Sizes(0, 0, 0));
    }

    private static Descriptor layer(Image image) {
        var digest = image.facts().closure().iterator().next();
        return Descriptor.of("application/vnd.oci.image.layer.v1.tar", digest, 1);
    }

    @Test
    void blobIsMountedFromARepositoryOfThatRegistryThatHasIt() {
        Repository same = Repository.parse("registry.test/source");
        Image one = from(List.of(Repository.parse("elsewhere.test/source"), TARGET, same));
        Image two = from(List.of());
        MountSources sources = MountSources.of(FakeImageTable.of(one, two), List.of(one), TARGET);
        assertThat(sources.all()).containsExactly(same);
        assertThat(sources.of(layer(one))).isEqualTo(same);
        assertThat(sources.of(layer(two))).isNull();
    }

    @Test
    void fewRepositoriesAreAskedFor() {
        List<Repository> many = IntStream.rangeClosed(0, Limits.MOUNT_SOURCES_MAX)
                .mapToObj(i -> Repository.parse("registry.test/s" + i))
                .toList();
        Image few = from(many.subList(0, Limits.MOUNT_SOURCES_MAX));
        assertThat(MountSources.of(FakeImageTable.of(few), List.of(few), TARGET).all())
                .hasSize(Limits.MOUNT_SOURCES_MAX);
        Image one = from(many);
        assertThat(MountSources.of(FakeImageTable.of(one), List.of(one), TARGET).all())
                .hasSize(Limits.MOUNT_SOURCES_MAX);
    }
}
