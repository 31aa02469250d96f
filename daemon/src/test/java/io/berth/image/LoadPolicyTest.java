package io.berth.image;

import static io.berth.image.TestArchive.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.Forbidden;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadPolicyTest {
    @TempDir
    private Path root;

    private void rule(String rule) throws IOException {
        Files.writeString(
                root.resolve("policy.json"),
                "{\"default\":{\"rule\":\"accept\"},\"repositories\":{\"docker.io/library/x\":" + rule + "}}");
    }

    private LoadRig rig() throws IOException {
        return new LoadRig(
                Files.createDirectory(root.resolve("store")), TrustPolicy.in(root.resolve("policy.json"), true));
    }

    @Test
    void aNameThatThePolicyRejectsIsNotGiven() throws IOException {
        rule("{\"rule\":\"reject\"}");
        try (LoadRig rig = rig()) {
            assertThatThrownBy(() -> rig.load(docker().bytes()))
                    .isInstanceOf(Forbidden.class)
                    .hasMessageStartingWith("load of x");
            assertThat(rig.images()).isZero();
        }
    }

    @Test
    void aNameIsGivenToTheDigestsThatThePolicyLists() throws IOException {
        rule("{\"rule\":\"digest\",\"digests\":[\"sha256:" + "0".repeat(64) + "\"]}");
        try (LoadRig rig = rig()) {
            assertThatThrownBy(() -> rig.load(docker().bytes())).isInstanceOf(Forbidden.class);
            rule("{\"rule\":\"accept\"}");
            rig.load(docker().bytes());
            rule("{\"rule\":\"digest\",\"digests\":[\""
                    + rig.named("x:1").orElseThrow().id() + "\"]}");
            assertThat(rig.load(docker().bytes())).containsExactly("x:1");
        }
    }
}
