package io.berth.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.FoundBlob.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private static final RepositoryName HERE = new RepositoryName("a/b");
    private static final Digest BLOB = Digest.of("blob".getBytes(StandardCharsets.UTF_8));

    private long version = 1;

    /** Has one blob in every repository. */
    private record One(boolean isOfIndex) implements Source {
        @Override
        public Optional<FoundBlob> blob(RepositoryName repository, Digest digest) {
            return Optional.of(new Stored(digest, 4));
        }

        @Override
        public Optional<Found> manifest(RepositoryName repository, Target target) {
            return Optional.empty();
        }

        @Override
        public byte[] read(Found manifest) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Tags> tags(RepositoryName repository, String after, int max) {
            return Optional.empty();
        }

        @Override
        public List<Descriptor> referrers(
                RepositoryName repository, Digest subject, @Nullable String artifactType, String after, int max) {
            return List.of();
        }

        @Override
        public List<RepositoryName> repositories(String after, int max) {
            return List.of();
        }
    }

    private Sources of(Source source) {
        return new Sources(List.of(source), () -> version);
    }

    @Test
    void aBlobThatTheIndexToldOfIsKnownUntilTheIndexChanges() throws IOException {
        Sources sources = of(new One(true));
        assertThat(sources.knownBlob(HERE, BLOB)).isEmpty();
        sources.blob(HERE, BLOB);
        assertThat(sources.knownBlob(HERE, BLOB).map(Stored::size)).contains(4L);
        version++;
        assertThat(sources.knownBlob(HERE, BLOB)).isEmpty();
    }

    @Test
    void whatIsDecidedByMoreThanTheIndexIsAskedForEachTime() throws IOException {
        Sources sources = of(new One(false));
        sources.blob(HERE, BLOB);
        assertThat(sources.knownBlob(HERE, BLOB)).isEmpty();
    }
}
