package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.RemoteLimits;
import io.berth.oci.Repository;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private static final Scopes PULL = Scopes.pull(Repository.parse("r.test/a/b"));

    @Test
    void challengeMayWantMoreOfTheSameAndOthers() {
        assertThat(PULL.as("").all()).containsExactly("repository:a/b:pull");
        assertThat(PULL.as("repository:a/b:pull").all()).containsExactly("repository:a/b:pull");
        assertThat(PULL.as("repository:a/b:pull,push registry:catalog:*").all())
                .containsExactly("repository:a/b:pull,push", "registry:catalog:*");
        assertThat(Scopes.push(Repository.parse("r.test/a/b"))
                        .as("repository:a/b:pull")
                        .all())
                .containsExactly("repository:a/b:pull,push");
    }

    @Test
    void noMoreThanAreAllowed() {
        String many = IntStream.range(0, RemoteLimits.TOKEN_SCOPES_MAX + 5)
                .mapToObj(i -> "repository:r" + i + ":pull")
                .collect(Collectors.joining(" "));
        assertThat(Scopes.NONE.as(many).all()).hasSize(RemoteLimits.TOKEN_SCOPES_MAX);
    }
}
