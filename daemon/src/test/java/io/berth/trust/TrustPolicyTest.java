package io.berth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.testing.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustPolicyTest {
    private static final Repository REDIS = Repository.parse("redis");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("policy.json");
    }

    private Policy read(String json) throws IOException {
        Files.writeString(file, json);
        return PolicyReader.read(file);
    }

    private static String policy(String rule) {
        return "{\"default\":" + rule + "}";
    }

    @Test
    void theMostSpecificRuleCounts() throws IOException {
        Policy policy = read("""
                {"default": {"rule": "reject"}, "repositories": {
                  "docker.io/**": {"rule": "reject"},
                  "docker.io/library/*": {"rule": "accept"},
                  "docker.io/library/mongo": {"rule": "digest", "digests": []}}}""");
        assertThat(policy.rule(REDIS)).isEqualTo(new Policy.Found("docker.io/library/*", new Rule.Accept()));
        assertThat(policy.rule(Repository.parse("mongo")).where()).isEqualTo("docker.io/library/mongo");
        assertThat(policy.rule(Repository.parse("me/mongo")).where()).isEqualTo("docker.io/**");
        assertThat(policy.rule(Repository.parse("ghcr.io/a/b")))
                .isEqualTo(new Policy.Found("default", new Rule.Reject()));
    }

    private String id(String rule) throws IOException {
        return read(policy(rule)).standard().id();
    }

    @Test
    void ruleHasTheSameIdWhereItLetsTheSameInAndNoOtherRuleHasIt() throws IOException {
        Signer.ecdsa().save(folder.resolve("one.pub"));
        Signer.ecdsa().save(folder.resolve("two.pub"));
        String zero = "\"sha256:" + "0".repeat(64) + '"';
        String one = "\"sha256:" + "1".repeat(64) + '"';
        String signed = "{\"rule\":\"signed\",\"keys\":[\"one.pub\",\"two.pub\"]";
        assertThat(id("{\"rule\":\"accept\"}")).isEmpty();
        assertThat(id("{\"rule\":\"digest\",\"digests\":[" + zero + ',' + one + "]}"))
                .isEqualTo(id("{\"rule\":\"digest\",\"digests\":[" + one + ',' + zero + "]}"));
        assertThat(id(signed + '}'))
                .isEqualTo(id("{\"rule\":\"signed\",\"keys\":[\"two.pub\",\"one.pub\"],\"threshold\":1}"));
        assertThat(List.of(
                        id("{\"rule\":\"accept\"}"),
                        id("{\"rule\":\"reject\"}"),
                        id("{\"rule\":\"digest\",\"digests\":[]}"),
                        id("{\"rule\":\"digest\",\"digests\":[" + zero + "]}"),
                        id("{\"rule\":\"signed\",\"keys\":[\"one.pub\"]}"),
                        id(signed + '}'),
                        id(signed + ",\"threshold\":2}"),
                        id(signed + ",\"identity\":\"any\"}"),
                        id(signed + ",\"identity\":\"docker.io/library/any\"}")))
                .doesNotHaveDuplicates();
    }

    @Test
    void keysAreFilesBesideThePolicyOrStandInIt() throws IOException {
        Signer one = Signer.ecdsa();
        Signer other = Signer.of("Ed25519", 0, "Ed25519");
        one.save(folder.resolve("one.pub"));
        Policy policy = read(
                policy("{\"rule\":\"signed\",\"threshold\":2,\"identity\":\"docker.io/me/app\",\"keys\":[\"one.pub\",\""
                        + other.pem().replace("\n", "\\n") + "\"]}"));
        assertThat(policy.standard()).isInstanceOfSatisfying(Rule.Signed.class, rule -> {
            assertThat(rule.keys().stream().map(TrustedKey::fingerprint))
                    .containsExactly(one.fingerprint(), other.fingerprint());
            assertThat(rule.keys().stream().map(TrustedKey::name)).containsExactly("one.pub", "#2");
            assertThat(rule.threshold()).isEqualTo(2);
            assertThat(rule.name()).isEqualTo(new SignedName.Given(Repository.parse("me/app")));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"default\":{\"rule\":\"accept\"}} {}",
                "{\"default\":{\"rule\":\"accept\"},\"default\":{\"rule\":\"reject\"}}",
                "{\"default\":{\"rule\":\"accept\"},\"transports\":{}}",
                "{\"default\":{\"rule\":\"Accept\"}}",
                "{\"default\":{\"rule\":\"accept\",\"digests\":[]}}",
                "{\"default\":{}}",
                "{\"default\":\"accept\"}",
                "{\"default\":{\"rule\":\"digest\",\"digests\":[\"sha256:12\"]}}",
                "{\"default\":{\"rule\":\"digest\",\"digests\":\"sha256:12\"}}",
                "{\"default\":{\"rule\":\"signed\"}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[]}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"k.pub\"],\"threshold\":2}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"k.pub\"],\"threshold\":0}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"k.pub\",\"k.pub\"]}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"k.pub\"],\"tresholds\":1}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"k.pub\"],\"identity\":\"A B\"}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\"none.pub\"]}}",
                "{\"default\":{\"rule\":\"signed\",\"keys\":[\".\"]}}",
                "{\"default\":{\"rule\":\"accept\"},\"repositories\":{\"library/*\":{\"rule\":\"accept\"}}}",
                "{\"default\":{\"rule\":\"accept\"},\"repositories\":{\"redis\":{\"rule\":\"accept\"},\"docker.io/redis\":{\"rule\":\"reject\"}}}",
                "{\"default\":{\"rule\":\"accept\"},\"repositories\":{\"redis\":\"reject\"}}",
            })
    void badFileLetsNothingThroughAndSaysWhy(String json) throws IOException {
        Signer.ecdsa().save(folder.resolve("k.pub"));
        Files.writeString(file, json);
        assertThatThrownBy(() -> TrustPolicy.in(file, false).admission(REDIS))
                .isInstanceOf(Forbidden.class)
                .hasMessageStartingWith("nothing can be pulled: policy file " + file + ": ")
                .message()
                .hasSizeGreaterThan(("nothing can be pulled: policy file " + file + ": ").length());
    }

    @Test
    void changeCountsFromTheNextPullOn() throws IOException {
        TrustPolicy policy = TrustPolicy.in(file, false);
        Files.writeString(file, policy("{\"rule\":\"accept\"}"));
        policy.admission(REDIS);
        Files.writeString(file, policy("{\"rule\":\"reject\"}"));
        assertThatThrownBy(() -> policy.admission(REDIS))
                .isInstanceOf(Forbidden.class)
                .hasMessage("pull of redis is refused by the policy: \"default\" rejects it");
        Files.delete(file);
        assertThatCode(() -> policy.admission(REDIS)).doesNotThrowAnyException();
    }

    @Test
    void fileThatTheUserNamedMustBeThere() {
        assertThatThrownBy(() -> TrustPolicy.in(file, true).admission(REDIS))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void sizeOfTheFileIsBounded() throws IOException {
        String policy = policy("{\"rule\":\"accept\"}");
        assertThat(read(policy + " ".repeat(Limits.POLICY_BYTES_MAX - policy.length()))
                        .standard())
                .isEqualTo(new Rule.Accept());
        assertThatThrownBy(() -> read(policy + " ".repeat(Limits.POLICY_BYTES_MAX + 1 - policy.length())))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void sizeOfAKeysFileIsBounded() throws IOException {
        Path key = folder.resolve("k.pub");
        String pem = Signer.ecdsa().pem();
        String policy = policy("{\"rule\":\"signed\",\"keys\":[\"k.pub\"]}");
        Files.writeString(key, pem + " ".repeat(Limits.POLICY_KEY_BYTES_MAX - pem.length()));
        read(policy);
        Files.writeString(key, pem + " ".repeat(Limits.POLICY_KEY_BYTES_MAX + 1 - pem.length()));
        assertThatThrownBy(() -> read(policy)).isInstanceOf(Corrupt.class);
    }

    @Test
    void keysOfARuleAreBounded() throws IOException {
        read(policy(signedWith(Limits.POLICY_KEYS_MAX)));
        assertThatThrownBy(() -> read(policy(signedWith(Limits.POLICY_KEYS_MAX + 1))))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("keys");
    }

    private static String signedWith(int keys) {
        return IntStream.range(0, keys)
                .mapToObj(_ -> '"' + Signer.ecdsa().pem().replace("\n", "\\n") + '"')
                .collect(Collectors.joining(",", "{\"rule\":\"signed\",\"keys\":[", "]}"));
    }
}
