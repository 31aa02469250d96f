package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Corrupt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessReaderTest extends AccessTestCase {
    private static final String RULE = "{\"repositories\": [\"**\"], \"who\": [\"users\"], \"may\": [\"pull\"]}";

    private static AccessFile read(String text) {
        return AccessReader.read(Path.of("/etc/berth/access.json"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsTheUsersBesideIt() {
        assertThat(read("{\"users\": \"htpasswd\"}").users()).isEqualTo(Path.of("/etc/berth/htpasswd"));
        assertThat(read("{\"users\": \"/srv/users\"}").users()).isEqualTo(Path.of("/srv/users"));
        assertThat(read("{}").users()).isNull();
    }

    @Test
    void readsTagsThatDoNotMove() {
        ImmutableTags tags = read("""
                {"immutable": [
                  {"repositories": ["release/**"], "tags": ["v*", "1.*"], "except": ["v*-dev"]}
                ]}""").immutable();
        assertThat(tags.holds("release/app", "v1")).isTrue();
        assertThat(tags.holds("release/app", "1.0")).isTrue();
        assertThat(tags.holds("release/app", "v1-dev")).isFalse();
        assertThat(tags.holds("release/app", "latest")).isFalse();
        assertThat(tags.holds("team/app", "v1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500, 500", "1k, 1024", "500m, 524288000", "10G, 10737418240", "2t, 2199023255552"})
    void readsSizes(String text, long bytes) {
        Quotas quotas = read("{\"quotas\": [{\"repositories\": [\"a/*\", \"b\"], \"size\": \"" + text + "\"}]}")
                .quotas();
        assertThat(quotas.of(new RepositoryName("b"))).hasSize(1).first().satisfies(quota -> {
            assertThat(quota.bytes()).isEqualTo(bytes);
            assertThat(quota.text()).isEqualTo("a/*, b");
        });
        assertThat(quotas.of(new RepositoryName("c"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"rulez\": []}|unknown member \"rulez\"",
                "[]|not a JSON object",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"users\"]}]}|a rule has no \"may\"",
                "{\"rules\": [{\"repositories\": [], \"who\": [\"users\"], \"may\": [\"pull\"]}]}|a rule has no \"repositories\"",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"all\"], \"may\": [\"pull\"]}]}|\"who\" must be",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"user:\"], \"may\": [\"pull\"]}]}|\"who\" must be",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"users\"], \"may\": [\"write\"]}]}|\"may\" must be",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"group:x\"], \"may\": [\"pull\"]}]}|there is no group",
                "{\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"anyone\"], \"may\": [\"image\"]}]}|\"image\" is for users",
                "{\"rules\": [{\"repositories\": [\"A\"], \"who\": [\"users\"], \"may\": [\"pull\"]}]}|is no pattern",
                "{\"quotas\": [{\"repositories\": [\"**\"], \"size\": \"10x\"}]}|\"size\" must be",
                "{\"quotas\": [{\"repositories\": [\"**\"]}]}|\"size\" must be",
                "{\"quotas\": [{\"repositories\": [\"**\"], \"size\": \"999999999999t\"}]}|too large",
                "{\"tokens\": {\"challenge\": \"digest\"}}|\"challenge\" must be",
                "{\"tokens\": {\"seconds\": 59}}|\"seconds\" must be",
                "{\"tokens\": {\"seconds\": 86401}}|\"seconds\" must be",
                "{\"tokens\": {\"service\": \"a\\\"b\"}}|no name of a service",
                "{\"tokens\": {\"realm\": \"ftp://a/token\"}}|\"realm\" must be",
                "{\"tokens\": {\"realm\": \"https://u:p@a/token\"}}|\"realm\" must be",
                "{\"issuer\": {\"name\": \"a\", \"keys\": \"b\"}}|has no \"audience\"",
                "{\"issuer\": {\"name\": \"a\", \"audience\": \"b\", \"keys\": \"https://\"}}|\"keys\" must be",
                "{\"issuer\": {\"name\": \"a\", \"audience\": \"b\", \"keys\": \"http://auth.test/k\"}}|fetched with TLS"
            })
    void saysWhatItDoesNotUnderstand(String text, String why) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Corrupt.class).hasMessageContaining(why);
    }

    @Test
    void tokensMayLastFromAMinuteToADay() {
        assertThat(read("{\"tokens\": {\"seconds\": 60}}").tokens().lifetime()).isEqualTo(TokenSettings.LIFETIME_MIN);
        assertThat(read("{\"tokens\": {\"seconds\": 86400}}").tokens().lifetime())
                .isEqualTo(TokenSettings.LIFETIME_MAX);
    }

    @Test
    void hasManyRulesAndNoMore() {
        assertThat(read(rules(Limits.ACCESS_RULES_MAX)).rules().rules()).hasSize(Limits.ACCESS_RULES_MAX);
        assertThatThrownBy(() -> read(rules(Limits.ACCESS_RULES_MAX + 1))).isInstanceOf(Corrupt.class);
    }

    private static String rules(int count) {
        return "{\"rules\": [" + String.join(",", Collections.nCopies(count, RULE)) + "]}";
    }

    @Test
    void filesHaveManyBytesAndNoMore() throws IOException {
        AccessControl access = access(RULES);
        write(
                "access.json",
                file(RULES)
                        + " ".repeat(Limits.ACCESS_FILE_BYTES_MAX - file(RULES).length()));
        access.reload();
        write(
                "access.json",
                file(RULES)
                        + " "
                                .repeat(Limits.ACCESS_FILE_BYTES_MAX
                                        + 1
                                        - file(RULES).length()));
        assertThatThrownBy(access::reload).isInstanceOf(Corrupt.class);
        write("access.json", file(RULES));
        write("users", "\n".repeat(Limits.HTPASSWD_BYTES_MAX));
        access.reload();
        write("users", "\n".repeat(Limits.HTPASSWD_BYTES_MAX + 1));
        assertThatThrownBy(access::reload).isInstanceOf(Corrupt.class).hasMessageContaining("users");
    }
}
