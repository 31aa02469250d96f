package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Signature;
import io.berth.oci.Descriptor;
import io.berth.oci.Platform;
import io.berth.problem.Problem.Forbidden;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.testing.Signer;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image at a registry, and a policy that wants it signed by alice. */
@Timeout(60)
abstract class PullPolicyCase {
    static final Signer ALICE = Signer.ecdsa();
    static final Signer BOB = Signer.of("Ed25519", 0, "Ed25519");
    static final Signer MALLORY = Signer.ecdsa();

    final RandomImages images = new RandomImages(9);
    RandomImage image;
    PullRig rig;
    Path policy;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        policy = root.resolve("policy.json");
        ALICE.save(root.resolve("alice.pub"));
        BOB.save(root.resolve("bob.pub"));
        rig = new PullRig(Files.createDirectory(root.resolve("store")), TrustPolicy.in(policy, true));
        image = images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "s390x", ""));
        rig.registry.with("latest", image);
        signed("\"alice.pub\"", "");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    void rule(String rule) throws IOException {
        Files.writeString(
                policy,
                "{\"default\":{\"rule\":\"accept\"},\"repositories\":{\"%s/library/*\":%s}}"
                        .formatted(rig.registry.authority(), rule));
    }

    void signed(String keys, String more) throws IOException {
        rule("{\"rule\":\"signed\",\"keys\":[" + keys + "]" + more + "}");
    }

    String name() {
        return rig.reference("").toString();
    }

    void pull() throws IOException {
        rig.pull(":latest", PullPlatforms.of(Platform.of("linux", "amd64", "")));
    }

    List<Signature> signatures() {
        return rig.named(":latest").orElseThrow().facts().signatures();
    }

    /** Nothing was named, and no layer was asked for. */
    void refused(String... why) {
        assertThatThrownBy(this::pull)
                .isInstanceOf(Forbidden.class)
                .hasMessageStartingWith("pull of ")
                .satisfies(e -> assertThat(e.getMessage()).contains(why));
        assertThat(rig.store.index().images().byCreated()).isEmpty();
        assertThat(image.blobs().keySet().stream()
                        .filter(blob -> blob.mediaType().contains("layer"))
                        .map(Descriptor::digest))
                .allMatch(layer -> rig.gets(layer) == 0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
