package io.berth.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.index.Repositories;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.store.TestStore;
import io.berth.testing.JudgingAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a blob is found that need not travel. */
class MountsTest {
    private static final Draft EVENT = new Draft("repository", "push", "x", Map.of());
    private static final byte[] BLOB = TestStore.bytes("blob");
    private static final Principal SOMEBODY = new Principal("somebody", "127.0.0.1", null);

    @TempDir
    private Path root;

    @Test
    void soManyRepositoriesAreAskedAboutAndNoMore() throws IOException {
        assertThat(isMounted(Limits.MOUNT_HOLDERS_MAX)).isTrue();
        assertThat(isMounted(Limits.MOUNT_HOLDERS_MAX + 1)).isFalse();
    }

    /** Of so many repositories that have it the caller may read the last. */
    private boolean isMounted(int holders) throws IOException {
        try (TestStore store = TestStore.open(Files.createDirectory(root.resolve("s" + holders)))) {
            store.pull("image", List.of(BLOB), "image:1");
            Repositories repositories = store.index().repositories();
            for (int i = 1; i <= holders; i++) {
                repositories.link(new RepositoryName("r" + i), Digest.of(BLOB), EVENT);
            }
            return new Mounts(repositories, reading(new RepositoryName("r" + holders)))
                    .mount(SOMEBODY, new RepositoryName("mine"), Digest.of(BLOB), Optional.empty());
        }
    }

    private static Access reading(RepositoryName one) {
        Access.Wish pull = new Access.Wish.On(one, Access.Action.PULL);
        return new JudgingAccess(wish -> wish.equals(pull) ? Access.Verdict.ALLOWED : Access.Verdict.DENIED);
    }
}
