package io.berth.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Signature;
import io.berth.index.Signature.Form;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.trust.TrustPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(TrustPolicy.NONE, new CancelToken());
    private final Signature signature = new Signature(Form.BUNDLE, Digest.of(new byte[0]), "key", "");

    private static Reference image(int number) {
        return Reference.tagged(Repository.parse("r.example/x"), "t" + number);
    }

    @Test
    void soManyProofsAreRememberedAndBeyondThemTheOldestGoes() {
        for (int i = 0; i < Limits.CACHE_PROOFS_MAX; i++) {
            gate.remember(image(i), List.of(signature));
        }
        assertThat(gate.known(image(0))).containsExactly(signature);
        gate.remember(image(Limits.CACHE_PROOFS_MAX), List.of(signature));
        assertThat(gate.known(image(0))).isEmpty();
        assertThat(gate.known(image(1))).containsExactly(signature);
    }
}
