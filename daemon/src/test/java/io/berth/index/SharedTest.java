package io.berth.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Repository;
import org.junit.jupiter.api.Test;

class SharedTest {
    private final Shared shared = new Shared();

    private static Repository repository() {
        return new Repository("docker.io", "library/redis");
    }

    @Test
    void equalValuesAreOneObject() {
        Repository first = shared.one(repository());
        assertThat(shared.one(repository())).isSameAs(first);
    }

    @Test
    void aValueIsRememberedUntilTooManyOthersCame() {
        Repository first = shared.one(repository());
        for (int other = 1; other < Limits.SHARED_VALUES_MAX; other++) {
            shared.one("value " + other);
        }
        assertThat(shared.one(repository())).isSameAs(first);
        for (int other = 0; other < Limits.SHARED_VALUES_MAX; other++) {
            shared.one("another " + other);
        }
        assertThat(shared.one(repository())).isEqualTo(first).isNotSameAs(first);
    }
}
