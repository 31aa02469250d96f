package io.berth.remote.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.remote.credential.Credentials.IdentityToken;
import io.berth.remote.credential.Credentials.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {
    @TempDir
    private Path directory;

    private Path file(String json) throws IOException {
        Path file = directory.resolve("credentials.json");
        Files.writeString(file, json);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private CredentialsFile read(String json) throws IOException {
        return new CredentialsFile(file(json), directory.toString(), Clock.systemUTC());
    }

    private void helper(String name, String script) throws IOException {
        Path program = directory.resolve("docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reg.test:5000", "https://reg.test:5000", "https://reg.test:5000/v1/", "http://REG.test:5000/"})
    void registryIsFoundHoweverItIsWritten(String key) throws IOException {
        assertThat(read("{\"auths\":{\"" + key + "\":{\"auth\":\"dTpw\"}}}").of("reg.test:5000"))
                .isEqualTo(new Password("u", "p"));
    }

    @Test
    void hubHasItsOldName() throws IOException {
        assertThat(read("{\"auths\":{\"https://index.docker.io/v1/\":{\"identitytoken\":\"t\"}}}")
                        .of("docker.io"))
                .isEqualTo(new IdentityToken("t"));
    }

    @Test
    void otherRegistriesAreAskedByNobody() throws IOException {
        assertThat(read("{\"auths\":{\"a.test\":{\"auth\":\"dTpw\"}}}").of("b.test"))
                .isEqualTo(Credentials.anonymous());
    }

    @Test
    void helperOfTheRegistryComesBeforeTheStore() throws IOException {
        helper("own", "read server; echo '{\"Username\":\"'$server'\",\"Secret\":\"s\"}'");
        helper("all", "echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");
        CredentialsFile known = read("{\"credHelpers\":{\"a.test\":\"own\"},\"credsStore\":\"all\"}");
        assertThat(known.of("a.test")).isEqualTo(new Password("a.test", "s"));
        assertThat(known.of("b.test")).isEqualTo(new IdentityToken("t"));
    }

    @Test
    void helperThatFailsLeavesNobody() throws IOException {
        helper("broken", "echo it is s3cret; exit 3");
        CredentialsFile known = read("{\"credsStore\":\"broken\"}");
        assertThat(known.of("a.test")).isEqualTo(Credentials.anonymous());
        assertThat(read("{\"credsStore\":\"missing\"}").of("a.test")).isEqualTo(Credentials.anonymous());
    }

    /** After {@code RemoteLimits.HELPER_WAIT_MAX}. */
    @Test
    @Tag("full")
    void helperThatHangsIsNotWaitedForLong() throws IOException {
        helper("hangs", "exec sleep 1000");
        assertThat(read("{\"credsStore\":\"hangs\"}").of("a.test")).isEqualTo(Credentials.anonymous());
    }

    @Test
    void changedFileIsReadAnew() throws IOException {
        CredentialsFile known = read("{}");
        assertThat(known.of("a.test")).isEqualTo(Credentials.anonymous());
        file("{\"auths\":{\"a.test\":{\"auth\":\"dTpw\"}}}");
        assertThat(known.of("a.test")).isEqualTo(new Password("u", "p"));
        file("{\"auths\":");
        assertThat(known.of("a.test")).isEqualTo(new Password("u", "p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void fileThatOthersMayReadIsRefused(String mode) throws IOException {
        Path file = file("{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> new CredentialsFile(file, "", Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessage("the credentials file " + file + " is open to others (" + mode + "): chmod 600 " + file);
    }

    @Test
    void fileThatIsNoneIsRefused() throws IOException {
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("is not a JSON object");
        assertThatThrownBy(() -> read("{\"auths\": s3cret}"))
                .hasMessageContaining("is not a JSON object")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> new CredentialsFile(directory.resolve("none"), "", Clock.systemUTC()))
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> new CredentialsFile(directory, "", Clock.systemUTC()))
                .hasMessageContaining("is no regular file");
    }

    @Test
    void fileHasABound() throws IOException {
        String empty = "{}";
        read(empty + " ".repeat(Limits.CREDENTIALS_FILE_BYTES_MAX - empty.length()));
        assertThatThrownBy(() -> read(empty + " ".repeat(Limits.CREDENTIALS_FILE_BYTES_MAX)))
                .hasMessageContaining("is larger than");
    }
}
