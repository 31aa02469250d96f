package io.berth.remote.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.RemoteLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialHelperTest {
    @TempDir
    private Path directory;

    private CredentialHelper helper(String script) throws IOException {
        Path program = directory.resolve("docker-credential-x");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new CredentialHelper("x", "relative:" + directory, Duration.ofSeconds(20));
    }

    @Test
    void serverIsToldOnStandardInputAlone() throws IOException {
        CredentialHelper helper = helper("read s; echo '{\"Username\":\"'$*'\",\"Secret\":\"'$s'\"}'");
        assertThat(helper.get("https://reg.test")).isEqualTo(new Credentials.Password("get", "https://reg.test"));
    }

    @Test
    void helperWithoutCredentialsSaysSo() throws IOException {
        assertThat(helper("echo credentials not found in native keychain; exit 1")
                        .get("a"))
                .isEqualTo(Credentials.anonymous());
    }

    @Test
    void failureTellsNothingThatTheHelperSaid() throws IOException {
        CredentialHelper helper = helper("echo s3cret; echo s3cret >&2; exit 7");
        assertThatThrownBy(() -> helper.get("a")).hasMessage("docker-credential-x failed with exit status 7");
        CredentialHelper babble = helper("echo s3cret");
        assertThatThrownBy(() -> babble.get("a")).hasMessage("docker-credential-x did not answer in JSON");
    }

    @Test
    void answerHasABound() throws IOException {
        String head = "{\"Username\":\"u\",\"Secret\":\"s\"}";
        int rest = RemoteLimits.HELPER_ANSWER_BYTES_MAX - head.length();
        assertThat(helper("echo -n '" + head + "'; head -c " + rest + " /dev/zero | tr '\\0' ' '")
                        .get("a"))
                .isEqualTo(new Credentials.Password("u", "s"));
        CredentialHelper endless = helper("cat /dev/zero");
        assertThatThrownBy(() -> endless.get("a")).hasMessageContaining("said more than");
    }

    @Test
    void helperThatHangsIsEnded() throws IOException {
        helper("sleep 1000");
        CredentialHelper hanging = new CredentialHelper("x", directory.toString(), Duration.ofMillis(300));
        assertThatThrownBy(() -> hanging.get("a")).hasMessageContaining("did not answer within");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a b", "X", "a/b", "a;b"})
    void nameIsChecked(String name) {
        assertThatThrownBy(() -> new CredentialHelper(name, directory.toString(), Duration.ofSeconds(9)).get("a"))
                .hasMessageStartingWith("a credential helper's name");
    }

    @Test
    void programMustBeThere() {
        assertThatThrownBy(() -> new CredentialHelper("x", "", Duration.ofSeconds(9)).get("a"))
                .hasMessage("docker-credential-x is not in the daemon's PATH");
    }
}
