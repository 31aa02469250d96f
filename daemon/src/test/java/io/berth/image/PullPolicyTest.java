package io.berth.image;

import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Signature;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Unavailable;
import io.berth.testing.Signer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The rules of the policy, at a pull. */
class PullPolicyTest extends PullPolicyCase {
    @Test
    void rejectedRepositoryIsNotAskedFor() throws IOException {
        rule("{\"rule\":\"reject\"}");
        refused("rejects it");
        assertThat(rig.registry.lines()).isEmpty();
    }

    @Test
    void listedDigestIsPulledAndNoOther() throws IOException {
        rule("{\"rule\":\"digest\",\"digests\":[\"" + Digest.of(new byte[0]) + "\"]}");
        refused("does not list " + image.id());
        rule("{\"rule\":\"digest\",\"digests\":[\"" + image.id() + "\"]}");
        pull();
        assertThat(rig.named(":latest")).isPresent();
    }

    @Test
    void otherRepositoriesHaveTheDefault() throws IOException {
        rule("{\"rule\":\"reject\"}");
        rig.pull(
                Reference.parse(rig.registry.authority() + "/other/x:latest"),
                PullPlatforms.of(Platform.of("linux", "amd64", "")));
    }

    @Test
    void unsignedImageIsRefused() {
        refused("wants it signed with alice.pub, and no signature was found");
    }

    @Test
    void wrongKeyIsRefused() {
        Signer.serve(rig.registry, image.id(), MALLORY.simple(image.id(), name()));
        refused("a signature is by none of these keys");
    }

    @Test
    void signatureForAnotherRepositoryIsRefused() throws IOException {
        Signer.serve(rig.registry, image.id(), ALICE.simple(image.id(), "example.com/library/x"));
        refused("a signature is for example.com/library/x");
        signed("\"alice.pub\"", ",\"identity\":\"example.com/library/x\"");
        pull();
    }

    @Test
    void thresholdCountsKeysNotSignatures() throws IOException {
        signed("\"alice.pub\",\"bob.pub\"", ",\"threshold\":2");
        Signer.serve(
                rig.registry, image.id(), ALICE.simple(image.id(), name()), ALICE.simple(image.id(), name() + ":1"));
        refused("wants it signed with 2 of alice.pub, bob.pub, found 1", "a key signed twice");
        Signer.refer(rig.registry, image.id(), BOB.simple(image.id(), name()));
        pull();
        assertThat(signatures()).extracting(Signature::name).containsExactly("alice.pub", "bob.pub");
    }

    @Test
    void imageThatIsHereIsHeldToTheRuleToo() throws IOException {
        rule("{\"rule\":\"accept\"}");
        pull();
        signed("\"alice.pub\"", "");
        assertThatThrownBy(this::pull).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.pull(":latest@" + image.id(), PullPlatforms.host()))
                .isInstanceOf(Forbidden.class);
        rig.registry.with("again", image);
        assertThatThrownBy(() -> rig.pull(":again", PullPlatforms.host())).isInstanceOf(Forbidden.class);
        assertThat(rig.named(":again")).isEmpty();
        Signer.serve(rig.registry, image.id(), ALICE.simple(image.id(), name()));
        pull();
        assertThat(signatures()).hasSize(1);
    }

    @Test
    void provenSignatureIsNotFetchedAgainAndEndsWithItsKey() throws IOException {
        Signer.serve(rig.registry, image.id(), ALICE.simple(image.id(), name()));
        pull();
        int before = rig.registry.lines().size();
        pull();
        assertThat(rig.registry.lines().subList(before, rig.registry.lines().size()))
                .containsExactly("HEAD /v2/library/x/manifests/latest");
        rig.pull(":latest", new PullPlatforms.All());
        assertThat(signatures()).hasSize(1);
        signed("\"bob.pub\"", "");
        assertThatThrownBy(this::pull).isInstanceOf(Forbidden.class).hasMessageContaining("none of these keys");
    }

    @Test
    void copyInAnotherRepositoryDoesNotInheritTheSignature() throws IOException {
        Signer.serve(rig.registry, image.id(), ALICE.simple(image.id(), name()));
        pull();
        assertThatThrownBy(() -> rig.pull(
                        Reference.parse(rig.registry.authority() + "/library/copy:latest"), PullPlatforms.host()))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("a signature is for " + name());
    }

    @Test
    void registryThatCannotBeAskedForSignaturesEndsThePull() {
        rig.registry.fault(request -> request.getTarget().endsWith(".sig") ? status(503) : null);
        assertThatThrownBy(this::pull).isInstanceOf(Unavailable.class);
        assertThat(rig.named(":latest")).isEmpty();
    }
}
